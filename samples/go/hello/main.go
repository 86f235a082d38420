// Prints everything once at the start and once more for each line it reads; ends with its input.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/hello/data"
)

func main() {
	v := visit{kept: &data.DataType{Str: "p1", A: 1, B: 1}}
	for input := bufio.NewScanner(os.Stdin); ; v.number++ {
		show(v)
		if !input.Scan() {
			return
		}
	}
}

// show is a function of its own because main never returns: a function that runs keeps the code it runs.
func show(v visit) {
	fmt.Printf("main print %#v\n", *data.TestAdd(3, 100))
	fmt.Printf("main print %#v\n", *v.kept)
	v.kept.TestHotfix()
	fmt.Println(describe(v))
	fmt.Println("main print counter", data.Counter, data.Calls)
	fmt.Println("--------------------------- done")
}
