package main

import (
	"runtime"
	"time"
)

// occupy makes the process have at least so many threads, each of which calls the functions now and then, and so many goroutines
// that wait. It returns when all are there.
func occupy(threads, goroutines int) {
	begun := make(chan bool)
	for thread := 0; thread < threads; thread++ {
		go func(next int) {
			runtime.LockOSThread()
			begun <- true
			for ; ; next++ {
				functions[next%len(functions)](2)
				time.Sleep(5 * time.Millisecond)
			}
		}(thread)
	}
	never := make(chan bool)
	for goroutine := 0; goroutine < goroutines; goroutine++ {
		go func() {
			begun <- true
			<-never
		}()
	}
	for all := 0; all < threads+goroutines; all++ {
		<-begun
	}
}
