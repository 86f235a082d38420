package main

import "fmt"

type greeter struct {
	name      string
	greetings int
}

func (g *greeter) greet() string {
	g.greetings++
	return fmt.Sprintf("%s %s, greeting number %d", opening(), g.name, g.greetings)
}

func opening() string {
	return "Helo"
}
