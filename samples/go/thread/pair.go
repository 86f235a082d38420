package main

type pair struct {
	version int
	first   int64
	second  int64
}

func (p pair) isConsistent() bool {
	return p.second-p.first == int64(p.version)
}

func makePair(number int64) pair {
	return pair{0, number, number}
}
