package main

import "sync/atomic"

// A worker calls makePair without a pause and counts what comes back.
type worker struct {
	byVersion    [2]int64
	inconsistent int64
}

// A loop that runs keeps the code it runs; what it calls is the new code from the next call on.
func (w *worker) run() {
	for number := int64(0); ; number++ {
		if p := makePair(number); p.isOf(number) {
			atomic.AddInt64(&w.byVersion[p.version], 1)
		} else {
			atomic.AddInt64(&w.inconsistent, 1)
		}
	}
}

func (w *worker) counts() [3]int64 {
	return [3]int64{
		atomic.LoadInt64(&w.byVersion[0]),
		atomic.LoadInt64(&w.byVersion[1]),
		atomic.LoadInt64(&w.inconsistent),
	}
}
