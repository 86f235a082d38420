using Hotfixing.GoPrograms;

namespace Hotfixing.Tests.Go;

/// <summary>A small program with one of everything, to be edited by tests.</summary>
internal static class ShopSource
{
    public static readonly GoSources Files = new(new Dictionary<string, string>
    {
        ["go.mod"] = "module example.com/shop\n\ngo 1.19\n",
        ["main.go"] = """
            package main

            import (
            	"example.com/shop/stock"
            	"fmt"
            	"os"
            )

            type basket struct {
            	owner string
            	items []stock.Item
            	total float64
            }

            type priced interface{ Price() float64 }

            var greeting = "welcome"
            var visits int
            var limits = [4]int{1, 2, 3, 4}

            //go:noinline
            func (b *basket) add(item stock.Item) int {
            	b.items = append(b.items, item)
            	b.total += item.Price()
            	return len(b.items)
            }

            //go:noinline
            func describe(v any) string {
            	switch x := v.(type) {
            	case int:
            		return "a number"
            	case *basket:
            		return "a basket of " + x.owner
            	case priced:
            		return fmt.Sprint("worth ", x.Price())
            	}
            	return "nothing known"
            }

            //go:noinline
            func counter(step int) func() int {
            	n := 0
            	return func() int { n += step; visits++; return n }
            }

            func small(a int) int { return a*3 + 1 }

            //go:noinline
            func usesSmall(a int) int { return small(a) + limits[a&3] }

            //go:noinline
            func largest[T int | float64](values []T) (most T) {
            	for _, v := range values {
            		if v > most {
            			most = v
            		}
            	}
            	return most
            }

            //go:noinline
            func weekday(n int) string {
            	switch n {
            	case 0:
            		return "sunday"
            	case 1:
            		return "monday"
            	case 2:
            		return "tuesday"
            	case 3:
            		return "wednesday"
            	case 4:
            		return "thursday"
            	case 5:
            		return "friday"
            	case 6:
            		return "saturday"
            	case 7:
            		return "someday"
            	case 8:
            		return "doomsday"
            	}
            	return "never"
            }

            func main() {
            	b := &basket{owner: os.Args[0]}
            	next := counter(2)
            	handler := func(s string) { fmt.Println(greeting, s, next()) }
            	handler(describe(b))
            	handler(describe(stock.Item{Name: "nail", Cents: 3}))
            	fmt.Println(b.add(stock.Find("nail")), usesSmall(len(os.Args)), weekday(len(os.Args)))
            	fmt.Println(largest([]int{1, 2}), largest([]float64{1, 2}), visits, priced(stock.Item{}))
            }

            """,
        ["stock/stock.go"] = """
            package stock

            import "errors"

            type Item struct {
            	Name  string
            	Cents int64
            	Tags  map[string]int
            }

            var ErrMissing = errors.New("missing")

            var shelf = map[string]Item{"nail": {"nail", 3, nil}, "hammer": {"hammer", 1200, nil}}

            func (i Item) Price() float64 { return float64(i.Cents) / 100 }

            //go:noinline
            func Find(name string) Item {
            	if item, ok := shelf[name]; ok {
            		return item
            	}
            	panic(ErrMissing)
            }

            """,
    });
}
