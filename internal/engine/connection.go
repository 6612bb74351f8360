package engine

import (
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// Provider is what practitioners call the provider.
const Provider = "calico"

// typePrefix begins the name of every resource and data source.
const typePrefix = Provider + "_"

// Session is what the provider block says: which cluster, and what there is left to others.
type Session struct {
	Connection *cluster.Connection
	Ignored    func(field, key string) bool // labels and annotations, nil for none

	// Deferring says that the cluster is not known yet and Terraform can wait for it.
	Deferring bool

	plans   *plans
	claims  *claims
	origins *origins
	glances *glances
}

// deferral is what Terraform is told of an object of a session that defers, nil otherwise.
func (s Session) deferral() *tfprotov6.Deferred {
	if !s.Deferring {
		return nil
	}
	return &tfprotov6.Deferred{Reason: tfprotov6.DeferredReasonProviderConfigUnknown}
}

// NewSession is a session that has planned nothing yet.
func NewSession(connection *cluster.Connection, ignored func(field, key string) bool) Session {
	return Session{
		Connection: connection, Ignored: ignored, plans: &plans{}, claims: &claims{},
		origins: &origins{}, glances: &glances{},
	}
}

// sessionFrom takes the session out of what the provider hands to its resources. It is empty while Terraform only
// validates, and nothing needs it then.
func sessionFrom(data any) Session {
	session, _ := data.(Session)
	return session
}
