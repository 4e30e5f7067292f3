package tests

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A follow-up's time of day means nothing without the clock it is meant by. So whatever speaks with people goes by
// models.Due, which has no text of its own: nobody there reads the columns. What somebody has just said, which is named in,
// is on their own clock.
func TestNobodyReadsATimeOfDayWithoutItsClock(t *testing.T) {
	for _, room := range []string{"views", "commands", "scheduler", "bot"} {
		files, err := filepath.Glob(filepath.Join("..", room, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			set := token.NewFileSet()
			parsed, err := parser.ParseFile(set, file, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(node ast.Node) bool {
				selected, ok := node.(*ast.SelectorExpr)
				if !ok || selected.Sel.Name != "DueTime" && selected.Sel.Name != "NextFollowUpTime" {
					return true
				}
				if of, named := selected.X.(*ast.Ident); !named || of.Name != "in" {
					t.Errorf("%s reads %s without its clock", set.Position(selected.Pos()), selected.Sel.Name)
				}
				return true
			})
		}
	}
}
