using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go.Link;

/// <summary>A program with one of everything that linking treats in its own way, to be edited by tests.</summary>
internal static class WorkshopSource
{
    public static readonly GoSources Files = new(new Dictionary<string, string>
    {
        ["go.mod"] = "module example.com/workshop\n\ngo 1.19\n",
        ["main.go"] = """
            package main

            import (
            	"errors"
            	"example.com/workshop/tools"
            	"fmt"
            	"os"
            )

            type shape interface {
            	Area() float64
            	Name() string
            }

            type square struct{ side float64 }

            func (s square) Area() float64 { return s.side * s.side }
            func (s square) Name() string  { return "square" }

            type block [40]int64

            var count int
            var limits = [4]int{1, 2, 3, 4}
            var name = os.Args[0]
            var errBase = errors.New("base " + name)
            var steps = map[string]int{"a": len(os.Args)}

            func init() { count = 1 }

            //go:noinline
            func helper(n int) int { return n + count }

            //go:noinline
            func twice(n int) int { return helper(n) + helper(n+1) }

            //go:noinline
            func limit(n int) int { return limits[n&3] }

            //go:noinline
            func build(kind int) any {
            	switch kind {
            	case 0:
            		return square{2}
            	case 1:
            		return errBase
            	case 2:
            		return func() int { count++; return count + kind }
            	case 3:
            		return "three"
            	case 4:
            		return tools.Make(kind)
            	case 5:
            		return steps
            	case 6:
            		return &count
            	case 7:
            		return []shape{square{1}}
            	}
            	return nil
            }

            //go:noinline
            func check(v any) string {
            	defer func() { recover() }()
            	switch x := v.(type) {
            	case shape:
            		return x.Name()
            	case error:
            		return fmt.Sprint(errors.Is(x, errBase))
            	case func() int:
            		return fmt.Sprint(x())
            	}
            	return fmt.Sprintf("%T", v)
            }

            //go:noinline
            func move(to, from *block) { *to = *from }

            //go:noinline
            func run(done chan int) { go func() { done <- twice(1) }() }

            func main() {
            	var a, b block
            	move(&a, &b)
            	done := make(chan int)
            	run(done)
            	for i := 0; i < 9; i++ {
            		fmt.Println(check(build(i)), twice(i), limit(i), len(a), name, steps)
            	}
            	fmt.Println(<-done, tools.Sum([]int{1}), tools.Sum([]float64{1}))
            }

            """,
        ["tools/tools.go"] = """
            package tools

            type Tool struct {
            	Label string
            	Next  *Tool
            	Uses  map[string]int
            }

            //go:noinline
            func Make(n int) *Tool { return &Tool{Label: "tool", Uses: map[string]int{"n": n}} }

            //go:noinline
            func Sum[T int | float64](values []T) (sum T) {
            	for _, v := range values {
            		sum += v
            	}
            	return sum
            }

            """,
    });
}
