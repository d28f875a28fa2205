//go:build race

package twin

const racing = true
