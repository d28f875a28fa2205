//go:build race

package fhir

// slower is by how much the race detector makes us read less.
const slower = 16
