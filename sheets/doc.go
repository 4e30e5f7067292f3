// Package sheets writes files that people open elsewhere: XLSX and JSON. It knows the records and how they are called,
// neither where they are kept nor Slack. Its words are handed to it.
//
// Cells are typed: numbers are numbers, days are days, and text is text, whatever it begins with. A text cell is never
// worked out as a formula.
package sheets

import "time"

// Reader is who opens a sheet: what words they read, in which language and time zone.
type Reader struct {
	Word     func(key string) (word string, known bool) // of a catalogue's key
	Language string                                     // "en" or "zh", of labels that a team made up
	Zone     *time.Location
}

// word returns a catalogue's word; what has none stands for itself.
func (r Reader) word(key, otherwise string) string {
	if word, known := r.Word(key); known {
		return word
	}
	return otherwise
}
