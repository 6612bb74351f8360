package lab

import (
	"context"
	"io"
	"os"
	"os/exec"
)

// Terraform is the path of the terraform to run: the one that TF_ACC_TERRAFORM_PATH names, else the one on the PATH,
// else an OpenTofu that is built first.
func Terraform(ctx context.Context, progress io.Writer) (string, error) {
	if path := os.Getenv("TF_ACC_TERRAFORM_PATH"); path != "" {
		return path, nil
	}
	if path, err := exec.LookPath("terraform"); err == nil {
		return path, nil
	}
	return Binary(ctx, "tofu", progress)
}
