// Ten goroutines hammer one function. For each line it reads, the program prints what they have seen since the last one.
package main

import (
	"bufio"
	"fmt"
	"os"
)

func main() {
	workers := make([]*worker, 10)
	for i := range workers {
		workers[i] = new(worker)
		go workers[i].run()
	}
	fmt.Println("hammering")

	var seen [3]int64
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		var now [3]int64
		for _, w := range workers {
			for i, count := range w.counts() {
				now[i] += count
			}
		}
		fmt.Printf("v0 %d v1 %d inconsistent %d\n", now[0]-seen[0], now[1]-seen[1], now[2]-seen[2])
		seen = now
	}
}
