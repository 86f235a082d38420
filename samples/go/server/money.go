package main

import (
	"strconv"
	"strings"
)

// money is an amount in ten-thousandths, which is enough for two discounts.
type money int64

const unit money = 10000

func (m money) percent(p int64) money {
	return m * money(p) / 100
}

// MarshalJSON writes a decimal number: 21.6.
func (m money) MarshalJSON() ([]byte, error) {
	fraction := strconv.FormatInt(int64(unit+m%unit), 10)[1:]
	number := strconv.FormatInt(int64(m/unit), 10) + "." + strings.TrimRight(fraction, "0")
	return []byte(strings.TrimSuffix(number, ".")), nil
}
