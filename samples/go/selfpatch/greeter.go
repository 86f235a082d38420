package main

import "fmt"

type greeter struct {
	name      string
	greetings int
}

func (g *greeter) greet(when string) {
	g.greetings++
	fmt.Printf("%s: %s %s", when, opening(), g.name)
	fmt.Printf(", greeting number %d\n", g.greetings)
}

func opening() string {
	return "Helo"
}
