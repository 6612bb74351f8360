package provider_test

import (
	"fmt"
	"strings"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

func text(value string) tftypes.Value { return tftypes.NewValue(tftypes.String, value) }

// actions is the part of the provider that runs actions.
func (s *server) actions() tfprotov6.ActionServer {
	s.t.Helper()
	server, ok := s.ProviderServer.(tfprotov6.ActionServer)
	if !ok {
		s.t.Fatal("the provider has no actions")
	}
	return server
}

// config is the configuration of an action.
func (s *server) config(action string, attributes map[string]tftypes.Value) *tfprotov6.DynamicValue {
	return s.dynamic(object(s.schema.ActionSchemas[action].Schema.ValueType(), attributes))
}

// invoke validates, plans and invokes an action, and returns the messages of its progress.
func (s *server) invoke(action string, attributes map[string]tftypes.Value) (progress string, err error) {
	s.t.Helper()
	config := s.config(action, attributes)
	valid, err := s.actions().ValidateActionConfig(s.t.Context(), &tfprotov6.ValidateActionConfigRequest{ActionType: action, Config: config})
	if err := said(valid.Diagnostics, err); err != nil {
		return "", fmt.Errorf("validate: %w", err)
	}
	plan, err := s.actions().PlanAction(s.t.Context(), &tfprotov6.PlanActionRequest{ActionType: action, Config: config})
	if err := said(plan.Diagnostics, err); err != nil {
		return "", fmt.Errorf("plan: %w", err)
	}
	stream, err := s.actions().InvokeAction(s.t.Context(), &tfprotov6.InvokeActionRequest{ActionType: action, Config: config})
	if err != nil {
		return "", err
	}
	var messages []string
	for event := range stream.Events {
		switch is := event.Type.(type) {
		case tfprotov6.ProgressInvokeActionEventType:
			messages = append(messages, is.Message)
		case tfprotov6.CompletedInvokeActionEventType:
			err = said(is.Diagnostics, nil)
		}
	}
	return strings.Join(messages, " "), err
}

// outcome checks what an action says of itself: its progress, and its error if it is to fail.
func (s *server) outcome(action string, attributes map[string]tftypes.Value, progress, failure string) {
	s.t.Helper()
	shown, err := s.invoke(action, attributes)
	if !strings.Contains(shown, progress) {
		s.t.Errorf("the progress is %q, not %q", shown, progress)
	}
	if (err == nil) != (failure == "") || err != nil && !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(failure)) {
		s.t.Errorf("the error is %v, not %q", err, failure)
	}
}

// object reads an object as a data source, as configurations hand it to an action.
func (s *server) object(kind, namespace, name string) tftypes.Value {
	s.t.Helper()
	of := s.schema.DataSourceSchemas[kind].ValueType()
	key := map[string]tftypes.Value{"name": text(name)}
	if namespace != "" {
		key["namespace"] = text(namespace)
	}
	resp, err := s.ReadDataSource(s.t.Context(), &tfprotov6.ReadDataSourceRequest{
		TypeName: kind, Config: s.dynamic(object(of, key)),
	})
	s.check(err, resp.Diagnostics)
	v, err := resp.State.Unmarshal(of)
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

// of takes an object apart.
func (s *server) of(v tftypes.Value) (attributes map[string]tftypes.Value) {
	s.t.Helper()
	if err := v.As(&attributes); err != nil {
		s.t.Fatal(err)
	}
	return attributes
}
