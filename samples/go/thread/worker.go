package main

import "sync/atomic"

// A worker calls makePair without a pause and counts what comes back.
type worker struct {
	byVersion    [2]int64
	inconsistent int64
}

func (w *worker) run() {
	for {
		w.work()
	}
}

// A call of its own: a loop that is running keeps the code it runs, so work that must be patchable returns now and then.
//
//go:noinline
func (w *worker) work() {
	for number := int64(0); number < 1000; number++ {
		p := makePair(number)
		if p.isConsistent() && p.first == number {
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
