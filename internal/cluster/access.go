package cluster

import (
	"context"
	"encoding/json"

	authorization "k8s.io/api/authorization/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

// CanI asks the cluster whether its user may use a verb on all objects of a resource.
func (c *Connection) CanI(ctx context.Context, verb string, resource schema.GroupResource) (bool, error) {
	body, err := json.Marshal(authorization.SelfSubjectAccessReview{
		Spec: authorization.SelfSubjectAccessReviewSpec{ResourceAttributes: &authorization.ResourceAttributes{
			Verb: verb, Group: resource.Group, Resource: resource.Resource,
		}},
	})
	if err != nil {
		return false, err
	}
	path := "/apis/" + authorization.SchemeGroupVersion.String() + "/selfsubjectaccessreviews"
	request := c.client.Post().AbsPath(path).SetHeader("Content-Type", "application/json").Body(body)
	content, err := c.read(ctx, request, expectKind("SelfSubjectAccessReview")) // a review changes nothing
	if err != nil {
		return false, err
	}
	var review authorization.SelfSubjectAccessReview
	err = json.Unmarshal(content, &review)
	return review.Status.Allowed, err
}
