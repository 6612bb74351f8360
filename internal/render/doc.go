// Package render converts attribute descriptions to schemas of the plugin framework, one function per schema package.
package render
