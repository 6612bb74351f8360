// Package e2e applies configurations with the real terraform and expects what they promise of real traffic, which
// Calico's own Felix enforces between pods.
package e2e
