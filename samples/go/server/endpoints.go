package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
)

// A handler answers a request, given the parts of its path; false means that there is no such thing.
type handler func(arguments []string) (answer interface{}, found bool)

// endpoints are the handlers, by method, first part of the path, and how many parts follow.
type endpoints map[string]handler

func newEndpoints(s *shop) endpoints {
	return endpoints{
		"POST carts 0": func([]string) (interface{}, bool) { return s.openCart().id, true },
		"POST carts 3": func(a []string) (interface{}, bool) { return nil, s.put(number(a[0]), a[1], number(a[2])) },
		"GET carts 1":  func(a []string) (interface{}, bool) { return ask(s.quote(number(a[0]))) },
		"GET carts 0":  func([]string) (interface{}, bool) { return s.carts.count(), true },
		"GET products 1": func(a []string) (interface{}, bool) {
			return names(s.products.page(number(a[0]), 2)), true
		},
		"GET available 1": func(a []string) (interface{}, bool) {
			p, found := s.products.find(a[0])
			return found && p.stock() > 1, true
		},
		"GET bestsellers 0": func([]string) (interface{}, bool) { return s.bestsellers(), true },
		"GET uptime 0": func([]string) (interface{}, bool) {
			rounds := atomic.LoadInt64(&restockingRounds)
			return fmt.Sprintf("process %d, %d rounds of restocking", os.Getpid(), rounds), true
		},
	}
}

func (e endpoints) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	handle, known := e[fmt.Sprintf("%s %s %d", r.Method, parts[0], len(parts)-1)]
	if !known {
		http.NotFound(w, r)
		return
	}
	answer, found := handle(parts[1:])
	if !found {
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if answer != nil {
		_ = json.NewEncoder(w).Encode(answer)
	}
}

// ask makes an answer of any type out of one that may be missing.
func ask[T any](value T, found bool) (interface{}, bool) {
	return value, found
}

// number reads a number; 0 stands for what is none, which no cart has.
func number(text string) int {
	n, err := strconv.Atoi(text)
	if err != nil {
		return 0
	}
	return n
}
