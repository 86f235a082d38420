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
	text := fmt.Sprintf("in main.describe v2 visit %d", v.number)
	if v.kept != nil {
		text += fmt.Sprintf(" to %s", v.kept.Str)
	}
	return text
}
