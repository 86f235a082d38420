package main

import (
	"sort"
	"sync"
)

type key interface{ ~int | ~string }

// A repository holds everything of one kind, by key.
type repository[K key, V any] struct {
	mutex  sync.RWMutex
	values map[K]V
}

func newRepository[K key, V any]() *repository[K, V] {
	return &repository[K, V]{values: make(map[K]V)}
}

func (r *repository[K, V]) add(k K, v V) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.values[k] = v
}

func (r *repository[K, V]) find(k K) (V, bool) {
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	v, ok := r.values[k]
	return v, ok
}

func (r *repository[K, V]) count() int {
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	return len(r.values)
}

func (r *repository[K, V]) all() []V {
	r.mutex.RLock()
	defer r.mutex.RUnlock()
	keys := make([]K, 0, len(r.values))
	for k := range r.values {
		keys = append(keys, k)
	}
	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
	values := make([]V, len(keys))
	for i, k := range keys {
		values[i] = r.values[k]
	}
	return values
}

// page returns the values of one page; pages are numbered from 1.
func (r *repository[K, V]) page(number, size int) []V {
	return slice(r.all(), (number-1)*size, size)
}

func slice[V any](values []V, start, size int) []V {
	if start < 0 || start >= len(values) {
		return nil
	}
	if size > len(values)-start {
		size = len(values) - start
	}
	return values[start : start+size]
}
