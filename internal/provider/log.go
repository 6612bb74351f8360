package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-log/tflog"

	"github.com/calico-network/terraform-provider-calico/internal/cluster"
)

// requestLog is the log subsystem for requests to the cluster. TF_LOG_PROVIDER_CALICO_API sets its level.
const requestLog = "api"

var _ cluster.Log = log

// log writes a message of a connection to the log.
func log(ctx context.Context, unusual bool, message string, details map[string]any) {
	ctx = tflog.NewSubsystem(ctx, requestLog, tflog.WithLevelFromEnv("TF_LOG_PROVIDER_CALICO", requestLog))
	if unusual {
		tflog.SubsystemWarn(ctx, requestLog, message, details)
		return
	}
	tflog.SubsystemDebug(ctx, requestLog, message, details)
}
