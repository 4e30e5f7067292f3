package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hbollon/go-edlib"
)

// environment is the File of an Error about a variable.
const environment = "environment"

// Error is one thing that is wrong with the configuration. It never holds a secret.
type Error struct {
	File    string // the file's path, or "environment"
	Line    int    // from 1; 0 where there is none
	Column  int    // from 1; 0 where there is none
	Key     string // the key's path, such as reminders.digest, or the variable's name
	Message string // what is wrong and what would be right
}

// Error returns file:line:column: key: message, as editors understand it.
func (e *Error) Error() string {
	var text strings.Builder
	text.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&text, ":%d:%d", e.Line, e.Column)
	}
	if e.Key != "" {
		text.WriteString(": " + e.Key)
	}
	return text.String() + ": " + e.Message
}

// Errors is everything that is wrong, in the order of the file, the environment last.
type Errors []*Error

// Error returns one line for each.
func (es Errors) Error() string {
	lines := make([]string, len(es))
	for i, e := range es {
		lines[i] = e.Error()
	}
	return strings.Join(lines, "\n")
}

func (es Errors) err() error {
	if len(es) == 0 {
		return nil
	}
	slices.SortStableFunc(es, func(a, b *Error) int {
		switch {
		case a.File != b.File && b.File == environment:
			return -1
		case a.File != b.File:
			return 1
		case a.Line != b.Line:
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
	return es
}

// didYouMean suggests the known name that is closest to a mistyped one, or lists all of them.
func didYouMean(name string, known []string) string {
	best, distance := "", 1+len(name)/3
	for _, candidate := range known {
		if d := edlib.DamerauLevenshteinDistance(strings.ToLower(name), strings.ToLower(candidate)); d <= distance {
			best, distance = candidate, d-1
		}
	}
	if best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	if len(known) > 12 {
		return "see config.example.yaml for the keys there are"
	}
	return "there is " + strings.Join(known, ", ")
}
