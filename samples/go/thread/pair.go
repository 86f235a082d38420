package main

import "strconv"

// A pair is two texts that must be the same and of the same version.
type pair struct {
	version int
	first   string
	second  string
}

func (p pair) isOf(number int64) bool {
	text := "v" + strconv.Itoa(p.version) + " " + strconv.FormatInt(number, 10)
	return p.first == text && p.second == text
}

func makePair(number int64) pair {
	return pair{0, "v0 " + strconv.FormatInt(number, 10), "v0 " + strconv.FormatInt(number, 10)}
}
