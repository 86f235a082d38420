package data

import "fmt"

// Counter counts the calls of TestAdd.
var Counter = 100

// Calls counts the calls by function.
var Calls = map[string]int{}

// DataType is what the program keeps while its functions are replaced.
type DataType struct {
	Str string
	A   int
	B   int
}

type privateType struct {
	number int
}

// TestAdd calls a private function.
func TestAdd(a, b int) *DataType {
	Counter++
	Calls["TestAdd"]++
	testPrivateFunc(&privateType{a + 1232})
	return &DataType{Str: "p1", A: a + b, B: Counter}
}

// TestHotfix calls a private method. It is small enough to be inlined into its caller.
func (d *DataType) TestHotfix() {
	d.A += 1
	Calls["TestHotfix"]++
	d.test()
}

func testPrivateFunc(p *privateType) {
	Calls["testPrivateFunc"]++
	fmt.Println("in testPrivateFunc v0", p)
}

func (d *DataType) test() {
	Calls["test"]++
	fmt.Println("in func (d *DataType) test()")
}
