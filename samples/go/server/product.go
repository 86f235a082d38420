package main

import "sync/atomic"

type product struct {
	name    string
	price   money
	inStock int64
	sold    int64
}

func (p *product) stock() int64 {
	return atomic.LoadInt64(&p.inStock)
}

func (p *product) sell(count int) {
	atomic.AddInt64(&p.sold, int64(count))
	atomic.AddInt64(&p.inStock, -int64(count))
}

func (p *product) restock(count int64) {
	atomic.AddInt64(&p.inStock, count)
}
