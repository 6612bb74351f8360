package lab

import (
	"context"
	"io"
	"os"
	"os/exec"
)

// Terraform returns the path of terraform: that in TF_ACC_TERRAFORM_PATH, else the one on the PATH, else an OpenTofu,
// which it builds first.
func Terraform(ctx context.Context, progress io.Writer) (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	if path, err := exec.LookPath("terraform"); err == nil {
		return path, nil
	}
	return Binary(ctx, "tofu", progress)
}
