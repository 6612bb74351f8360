package attribute

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	calicoerrors "github.com/projectcalico/calico/libcalico-go/lib/errors"
	validator "github.com/projectcalico/calico/libcalico-go/lib/validator/v3"
	"github.com/sirupsen/logrus"

	"github.com/calico-network/terraform-provider-calico/internal/engine"
)

func init() {
	logrus.SetLevel(logrus.PanicLevel) // the validator logs every value, and Terraform parses each line
}

const aloneReason = "Reason: failed to validate Field: " // begins a message about the rule of a single field

// ValidateAs returns what Calico's own validator finds wrong with the part of an object that Calico's Go type V has.
func ValidateAs[V, O any](object O) []engine.Violation {
	var known V
	content, err := json.Marshal(object)
	if err == nil {
		err = json.Unmarshal(content, &known)
	}
	if err != nil {
		return []engine.Violation{{Field: "object", Reason: err.Error()}}
	}
	return Validate(&known)
}

// Validate returns what Calico's own validator finds wrong with an object of any kind.
func Validate[O any](object O) (violations []engine.Violation) {
	defer func() {
		if fault := recover(); fault != nil { // Terraform shows nothing but a crashed provider after a panic
			reason := fmt.Sprintf("Calico's validator failed on this object: %v", fault)
			violations = []engine.Violation{{Field: "object", Reason: reason}}
		}
	}()
	var invalid calicoerrors.ErrorValidation
	if err := validator.Validate(object); !errors.As(err, &invalid) {
		return nil
	}
	violations = make([]engine.Violation, len(invalid.ErroredFields))
	for i, f := range invalid.ErroredFields {
		reason, alone := f.Reason, false
		if rule, ok := strings.CutPrefix(reason, aloneReason); ok {
			alone = true
			_, tag, _ := strings.Cut(strings.TrimSpace(rule), "because of Tag: ")
			reason = explainTag(tag)
		} else {
			reason = explainReason(reason)
		}
		violations[i] = engine.Violation{Field: f.Name, Reason: reason, OwnValue: alone}
	}
	return violations
}
