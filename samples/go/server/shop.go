package main

import (
	"sort"
	"sync/atomic"
)

const discount = 10 // percent

type quote struct {
	Cart   int   `json:"cart"`
	Lines  int   `json:"lines"`
	Pieces int   `json:"pieces"`
	Total  money `json:"total"`
}

// A shop is the shop's state and rules.
type shop struct {
	lastCart int64
	products *repository[string, *product]
	carts    *repository[int, *cart]
}

func newShop() *shop {
	s := &shop{products: newRepository[string, *product](), carts: newRepository[int, *cart]()}
	for _, p := range []*product{
		{name: "apple", price: 1 * unit, inStock: 1000},
		{name: "bread", price: 3 * unit, inStock: 1},
		{name: "cheese", price: 12 * unit, inStock: 40},
	} {
		s.products.add(p.name, p)
	}
	return s
}

func (s *shop) openCart() *cart {
	c := &cart{id: int(atomic.AddInt64(&s.lastCart, 1))}
	s.carts.add(c.id, c)
	return c
}

func (s *shop) put(cartID int, productName string, count int) bool {
	c, found := s.carts.find(cartID)
	p, known := s.products.find(productName)
	if !found || !known {
		return false
	}
	p.sell(count)
	c.add(cartLine{p.name, count, p.price})
	return true
}

// quote says what the cart costs, less the discount.
func (s *shop) quote(cartID int) (*quote, bool) {
	c, found := s.carts.find(cartID)
	if !found {
		return nil, false
	}
	lines := c.allLines()
	pieces := 0
	for _, line := range lines {
		pieces += line.count
	}
	total := discounted(lines).percent(100 - discount)
	return &quote{c.id, len(lines), pieces, total}, true
}

// bestsellers returns the names of the products, the one sold most first.
func (s *shop) bestsellers() []string {
	products := s.products.all()
	sort.SliceStable(products, func(i, j int) bool {
		return atomic.LoadInt64(&products[i].sold) < atomic.LoadInt64(&products[j].sold)
	})
	return names(products)
}

func names(products []*product) []string {
	names := make([]string, len(products))
	for i, p := range products {
		names[i] = p.name
	}
	return names
}

func discounted(lines []cartLine) money {
	var sum money
	for _, line := range lines {
		sum += money(line.count) * line.unitPrice
	}
	return sum.percent(100 - discount)
}
