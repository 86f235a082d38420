package main

import (
	"bytes"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"
)

const (
	noticeable     = 50 * time.Microsecond
	longestReading = 40 * time.Microsecond
	attempts       = 100
)

// A heartbeat looks at the clock without a pause and remembers the longest time it did not get to, and the longest such time that
// waiting for a processor does not account for: only that can be somebody holding its thread.
type heartbeat struct {
	longest     int64
	longestHeld int64
}

// take returns the two times since the last call, in nanoseconds.
func (h *heartbeat) take() (longest, held int64) {
	return atomic.SwapInt64(&h.longest, 0), atomic.SwapInt64(&h.longestHeld, 0)
}

func (h *heartbeat) run() {
	runtime.LockOSThread()
	scheduler, err := os.Open("/proc/thread-self/schedstat")
	if err != nil {
		panic(err)
	}
	waited, _ := read(scheduler)
	last := time.Now()
	for {
		now := time.Now()
		gap := now.Sub(last)
		last = now
		raise(&h.longest, gap)
		if gap < noticeable {
			raise(&h.longestHeld, gap)
			continue
		}
		before := waited
		isSure := false
		if waited, isSure = read(scheduler); isSure {
			raise(&h.longestHeld, gap-(waited-before))
		}
		// How long of the gap it waited may not be told any more; the next gap begins with a reading that can.
		for attempt := 0; attempt < attempts && !isSure; attempt++ {
			waited, isSure = read(scheduler)
		}
		last = time.Now()
	}
}

// read returns how long the thread has waited for a processor: the second number (Linux, Documentation/scheduler/sched-stats.rst);
// false when it was interrupted meanwhile, so that the number belongs to no moment.
func read(scheduler *os.File) (time.Duration, bool) {
	var text [128]byte
	start := time.Now()
	length, err := scheduler.ReadAt(text[:], 0)
	taken := time.Since(start)
	if length == 0 {
		panic(err)
	}
	waited, err := strconv.ParseInt(string(bytes.Fields(text[:length])[1]), 10, 64)
	if err != nil {
		panic(err)
	}
	return time.Duration(waited), taken < longestReading
}

func raise(longest *int64, gap time.Duration) {
	if int64(gap) > atomic.LoadInt64(longest) {
		atomic.StoreInt64(longest, int64(gap))
	}
}
