//go:build race

package lonework

const racing = true
