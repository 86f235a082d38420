// Prints everything once at the start and once more for each line it reads; ends with its input.
package main

import (
	"bufio"
	"fmt"
	"os"

	"example.com/hello/data"
)

func main() {
	kept := &data.DataType{Str: "p1", A: 1, B: 1}
	input := bufio.NewScanner(os.Stdin)
	for v := (visit{kept: kept}); ; v.number++ {
		fmt.Printf("main print %#v\n", *data.TestAdd(3, 100))
		fmt.Printf("main print %#v\n", *kept)
		kept.TestHotfix()
		fmt.Println(describe(v))
		fmt.Println("main print counter", data.Counter)
		fmt.Println("--------------------------- done")
		if !input.Scan() {
			return
		}
	}
}
