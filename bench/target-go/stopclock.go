package main

import "time"

const (
	rounds = 60
	calls  = 1000000
)

var sink int

// best returns the nanoseconds per call in the best of many rounds.
func best(loop func() int) float64 {
	shortest := time.Hour
	for round := 0; round < rounds; round++ {
		start := time.Now()
		sink += loop()
		if taken := time.Since(start); taken < shortest {
			shortest = taken
		}
	}
	return float64(shortest.Nanoseconds()) / calls
}

//go:noinline
func loopCalled() int {
	value := 0
	for call := 0; call < calls; call++ {
		value = called(value)
	}
	return value
}

//go:noinline
func loopInlined() int {
	value := 0
	for call := 0; call < calls; call++ {
		value = inlined(value)
	}
	return value
}

//go:noinline
func loopControl() int {
	value := 0
	for call := 0; call < calls; call++ {
		value = control(value)
	}
	return value
}
