// Package modelstest reads the tables of inputs that the tests of this room stand on.
package modelstest

import (
	"os"
	"strconv"
	"strings"
	"testing"
)

// Rows reads a table of testdata: a row a line, its columns between tabs, with what is escaped (\u200b) written out. Empty lines and
// those that begin with # are none.
func Rows(t testing.TB, file string) [][]string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + file) //nolint:gosec // a table of the package that is tested
	if err != nil {
		t.Fatal(err)
	}
	var list [][]string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(line, "\t")
		for i, column := range columns {
			if columns[i], err = strconv.Unquote(`"` + strings.ReplaceAll(column, `"`, `\"`) + `"`); err != nil {
				t.Fatalf("%s: %q: %v", file, line, err)
			}
		}
		list = append(list, columns)
	}
	return list
}
