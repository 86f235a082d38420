package main

import (
	"sync/atomic"
	"time"
)

var restockingRounds int64

// restock fills the shelves in the background.
func restock(s *shop) {
	for range time.NewTicker(50 * time.Millisecond).C {
		for _, p := range s.products.all() {
			if missing := 1 - p.stock(); missing > 0 {
				p.restock(missing)
			}
		}
		atomic.AddInt64(&restockingRounds, 1)
	}
}
