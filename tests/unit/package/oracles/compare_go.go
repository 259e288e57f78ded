// SPDX-License-Identifier: Apache-2.0
// Reads A<TAB>B lines, prints < = > or ! (refused) a line, as Go's own go/version says of toolchain names.
package main

import (
	"bufio"
	"fmt"
	"go/version"
	"os"
	"strings"
)

func main() {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		a, b, _ := strings.Cut(lines.Text(), "\t")
		if !version.IsValid(a) || !version.IsValid(b) {
			fmt.Println("!")
			continue
		}
		fmt.Println([]string{"<", "=", ">"}[version.Compare(a, b)+1])
	}
}
