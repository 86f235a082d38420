// Answers one line for each line it reads: what the runner wants to know about this process.
//
//	target <threads> <goroutines>
package main

import (
	"bufio"
	"fmt"
	"os"
	"runtime/debug"
	"strconv"
)

func main() {
	threads, _ := strconv.Atoi(os.Args[1])
	goroutines, _ := strconv.Atoi(os.Args[2])
	beat := new(heartbeat)
	go beat.run()
	occupy(threads, goroutines)
	fmt.Println("ready")
	for input := bufio.NewScanner(os.Stdin); input.Scan(); {
		switch input.Text() {
		case "gap":
			longest, held := beat.take()
			fmt.Println(longest/1000, held/1000)
		case "changed":
			fmt.Println(changed())
		case "time":
			fmt.Printf("%.3f %.3f %.3f\n", best(loopCalled), best(loopInlined), best(loopControl))
		case "collect":
			debug.FreeOSMemory()
			fmt.Println("collected")
		default:
			fmt.Println("unknown")
		}
	}
}

// changed counts the functions that are not those this program was built with.
func changed() int {
	count := 0
	for _, function := range functions {
		if function(2) > 1000000 {
			count++
		}
	}
	return count
}
