// Package crash has tests that kill what takes part in an apply, at random moments: terraform, the provider, and each
// server of the cluster. Whatever dies, one more apply must bring what is configured, after the imports that its errors
// ask for where terraform did not live to write down what it made.
//
// make test tries a few; make crash tries hundreds.
package crash
