package main

import (
	"fmt"

	"example.com/hello/data"
)

// visit is a type of package main, which functions of package main take.
type visit struct {
	number int
	kept   *data.DataType
}

func describe(v visit) string {
	return fmt.Sprintf("in main.describe v2 visit %d to %s", v.number, v.kept.Str)
}
