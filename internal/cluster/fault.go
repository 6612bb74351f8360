package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	utilnet "k8s.io/apimachinery/pkg/util/net"
)

// UnknownOutcomeError says that a write may have been carried out or not: its answer was lost, and a look at the object too.
type UnknownOutcomeError struct{ Lost, Look error }

func (e *UnknownOutcomeError) Error() string {
	return fmt.Sprintf("the answer was lost (%s), and what became of the request could not be found out (%s)",
		e.Lost, e.Look)
}

func (e *UnknownOutcomeError) Unwrap() []error { return []error{e.Lost, e.Look} }

// malformedError is an answer that cannot be one of the server's to the request.
type malformedError struct {
	expected string
	content  []byte
}

func (e *malformedError) Error() string {
	const enough = 80
	start := strings.Join(strings.Fields(string(e.content[:min(len(e.content), enough)])), " ")
	return fmt.Sprintf("an answer that is no %s: %d bytes that begin with %q", e.expected, len(e.content), start)
}

// expectation says what is wrong with the body of an answer.
type expectation func(body []byte) error

// expectKind expects an object of one of some kinds.
func expectKind(kinds ...string) expectation {
	return func(body []byte) error {
		var object struct{ Kind string }
		if json.Unmarshal(body, &object) == nil && slices.Contains(kinds, object.Kind) {
			return nil
		}
		return &malformedError{strings.Join(kinds, " or "), body}
	}
}

// expectObject expects the object of a kind that is kept under a key.
func expectObject(kind Resource, key Key) expectation {
	return func(body []byte) error {
		var object struct {
			Kind     string
			Metadata struct{ Namespace, Name string }
		}
		err := json.Unmarshal(body, &object)
		if err != nil || object.Kind != kind.Kind || object.Metadata.Name != key.Name ||
			object.Metadata.Namespace != key.Namespace {
			return &malformedError{kind.Kind + " " + key.String(), body}
		}
		return nil
	}
}

// notCarriedOut says whether an error leaves no doubt that the server did not carry the request out: it did not get there,
// or was turned away at the door.
func notCarriedOut(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && operation.Op == "dial" || apierrors.IsTooManyRequests(err) || isTooNew(err)
}

// isTooNew says whether admission policies do not know a kind yet that was installed some seconds ago. They refuse it
// before anything is written. Nothing but the text tells this from other reasons to be unavailable.
func isTooNew(err error) bool {
	return apierrors.IsServiceUnavailable(err) &&
		strings.Contains(err.Error(), "There can be a delay between when CustomResourceDefinitions are created")
}

// isTransient says whether a request that failed may succeed when it is sent again.
func isTransient(err error) bool {
	_, asked := apierrors.SuggestsClientDelay(err)
	return asked || apierrors.IsTooManyRequests(err) || isUnhealthy(err)
}

// isUnhealthy says whether an error tells of the server or the way to it, rather than of the request.
func isUnhealthy(err error) bool {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return status.Status().Code >= http.StatusInternalServerError
	}
	if _, garbled := errors.AsType[*malformedError](err); garbled {
		return true
	}
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && !isFinal(operation) || utilnet.IsProbableEOF(err) || utilnet.IsTimeout(err) ||
		strings.Contains(err.Error(), "http2: ") || strings.Contains(err.Error(), "stream error") ||
		strings.Contains(err.Error(), "Please retry") // what the client says of bodies that broke off
}

// isFinal says whether what went wrong will go wrong again: names that do not exist, alerts of TLS.
func isFinal(operation *net.OpError) bool {
	name, ok := errors.AsType[*net.DNSError](operation)
	return ok && name.IsNotFound || operation.Op == "remote error"
}

// isUnclear says whether the server may have carried out a request that writes, or not.
func isUnclear(err error) bool {
	if err == nil || notCarriedOut(err) {
		return false
	}
	return isUnhealthy(err) || isInterrupted(err)
}
