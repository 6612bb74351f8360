package cluster

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	utilnet "k8s.io/apimachinery/pkg/util/net"
)

// UnknownOutcomeError says that the answer to a write was lost and that reading the object failed too.
type UnknownOutcomeError struct{ Lost, Look error }

func (e *UnknownOutcomeError) Error() string {
	return fmt.Sprintf("the response was lost (%s), and the result is unknown because the object cannot be read (%s)",
		e.Lost, e.Look)
}

func (e *UnknownOutcomeError) Unwrap() []error { return []error{e.Lost, e.Look} }

// malformedError is an answer of an unexpected kind or for another object, for example from a proxy.
type malformedError struct {
	expected string
	content  []byte
}

func (e *malformedError) Error() string {
	const enough = 80
	start := strings.Join(strings.Fields(string(e.content[:min(len(e.content), enough)])), " ")
	return fmt.Sprintf("unexpected response: expected %s, got %d bytes that begin with %q",
		e.expected, len(e.content), start)
}

// expectation checks the body of an answer.
type expectation func(body []byte) error

func expectKind(kinds ...string) expectation {
	return func(body []byte) error {
		var object struct{ Kind string }
		if json.Unmarshal(body, &object) == nil && slices.Contains(kinds, object.Kind) {
			return nil
		}
		return &malformedError{strings.Join(kinds, " or "), body}
	}
}

// expectObject expects the object of a kind with a stored key.
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

// notCarriedOut reports whether the server certainly did not carry out a request.
func notCarriedOut(err error) bool {
	operation, ok := errors.AsType[*net.OpError](err)
	return ok && operation.Op == "dial" || apierrors.IsTooManyRequests(err) || isTooNew(err)
}

// isTooNew reports whether admission refused a kind because its CRD is some seconds old. Only the message distinguishes
// the error from other 503 answers.
func isTooNew(err error) bool {
	return apierrors.IsServiceUnavailable(err) &&
		strings.Contains(err.Error(), "There can be a delay between when CustomResourceDefinitions are created")
}

// isTransient reports whether a failed read may succeed when it is sent again.
func isTransient(err error) bool {
	_, asked := apierrors.SuggestsClientDelay(err)
	return asked || apierrors.IsTooManyRequests(err) || isUnhealthy(err)
}

// isUnhealthy reports whether an error is a fault of the server or the network, and not of the request.
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
		strings.Contains(err.Error(), "Please retry") // client-go says so about an incomplete body
}

// isFinal reports whether a network error is permanent: an unknown host name or a TLS alert.
func isFinal(operation *net.OpError) bool {
	name, ok := errors.AsType[*net.DNSError](operation)
	return ok && name.IsNotFound || operation.Op == "remote error"
}

// isUnclear reports whether the server may or may not have carried out a write.
func isUnclear(err error) bool {
	if err == nil || notCarriedOut(err) {
		return false
	}
	return isUnhealthy(err) || isInterrupted(err)
}

// missing is the message of Calico's API server, under the code 500, about an object that does not exist, but whose
// stored name an object of another name has.
var missing = regexp.MustCompile(`^resource not found (\w+)\((?:[^/()]+/)?([^/()]+)\)$`)

// asNotFound converts an answer with the message missing to a 404 that names the object.
func asNotFound(err error) error {
	var status apierrors.APIStatus
	if !errors.As(err, &status) || status.Status().Code != http.StatusInternalServerError {
		return err
	}
	if said := missing.FindStringSubmatch(status.Status().Message); said != nil {
		return apierrors.NewNotFound(schema.GroupResource{Resource: said[1]}, said[2])
	}
	return err
}
