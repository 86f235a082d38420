package data

import "fmt"

// Counter counts the calls of TestAdd.
var Counter = 100

// Calls counts the calls by function.
var Calls = map[string]int{}

var repairs = map[int]int{}

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
	return &DataType{Str: "p1", A: a + b + 2000, B: Counter}
}

// TestHotfix calls a private method. It is small enough to be inlined into its caller.
func (d *DataType) TestHotfix() {
	d.A += 100
	Calls["TestHotfix"]++
	d.test()
}

func testPrivateFunc(p *privateType) {
	Calls["testPrivateFunc"]++
	fmt.Println("in testPrivateFunc v2", p, "repaired", repair(p.number))
}

func repair(number int) int {
	repairs[number]++
	return repairs[number]
}

func (d *DataType) test() {
	Calls["test"]++
	fmt.Println("in func (d *DataType) test() v2")
}
