package read

import "strings"

// guarded are the characters with which spreadsheet programs begin a formula in a CSV file, or take what follows for one.
const guarded = "=+-@\t\r"

// Guard returns a text so that no spreadsheet program takes it for a formula when it opens a CSV file: with an apostrophe before it. A text
// that has some already gets one more, so that what is read is what was written.
func Guard(text string) string {
	if startsFormula(text) {
		return "'" + text
	}
	return text
}

// Unguard takes off the apostrophe that Guard puts before a text.
func Unguard(text string) string {
	if rest, found := strings.CutPrefix(text, "'"); found && startsFormula(rest) {
		return rest
	}
	return text
}

// startsFormula reports a text that begins as formulas do, behind any apostrophes.
func startsFormula(text string) bool {
	rest := strings.TrimLeft(text, "'")
	return rest != "" && strings.IndexByte(guarded, rest[0]) >= 0
}
