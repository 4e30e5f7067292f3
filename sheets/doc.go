// Package sheets writes files that people open elsewhere: XLSX, CSV and JSON. Its sub-folders read those that people bring along. It knows the records and how they are called,
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

	// Person returns what a person is called, by their Slack user ID; "" and a nil one leave the ID alone.
	Person func(id string) string
}

// word returns a catalogue's word; what has none stands for itself.
func (r Reader) word(key, otherwise string) string {
	if word, known := r.Word(key); known {
		return word
	}
	return otherwise
}
