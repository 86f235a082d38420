package main

import "sync"

type cartLine struct {
	product   string
	count     int
	unitPrice money
}

// A cart is what the shop remembers of one customer.
type cart struct {
	id    int
	mutex sync.Mutex
	lines []cartLine
}

func (c *cart) add(line cartLine) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.lines = append(c.lines, line)
}

func (c *cart) allLines() []cartLine {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return append([]cartLine(nil), c.lines...)
}
