package mapping

import (
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Use is what becomes of a column.
type Use string

// The uses of columns.
const (
	ToField   Use = "field"   // it gives Column.Field, or a part of it
	ToNew     Use = "new"     // it is offered as a new custom field of the kind Column.Kind
	ToTags    Use = "tags"    // it gives tags
	ToContact Use = "contact" // it gives a further contact: Column.Role says what of it
	ToRecord  Use = "deal"    // it gives the open deal, or the record that the row is: Column.Role says what of it
	ToNothing Use = "nothing" // it isn't taken: a row counter, a label, nothing in it
)

// Certainty is how surely a suggestion is meant.
type Certainty string

// The certainties.
const (
	Sure   Certainty = "sure"   // by a name that is known
	Likely Certainty = "likely" // by a part of its name, or by what stands in it
	Open   Certainty = "open"   // nothing says it: a person decides
)

// Order is what the numbers of a date such as 05/03/2026 are.
type Order string

// The orders. Dates that begin with the year have none.
const (
	NoOrder    Order = ""
	DayFirst   Order = "day_first"
	MonthFirst Order = "month_first"
	YearFirst  Order = "year_first" // 26/3/5, of years with two figures
)

// Column is what is suggested for a column, and what a person made of it.
type Column struct {
	Index   int      `json:"index"` // in read.Header.Columns
	Name    string   `json:"name"`
	Samples []string `json:"-"` // up to three values, as they stand
	Filled  int      `json:"-"` // rows that were seen with a value

	Use    Use          `json:"use"`
	Field  models.Field `json:"field,omitempty"`  // of ToField
	Role   names.Role   `json:"role,omitempty"`   // what it holds, such as a part of an address; "" where nothing says it
	Line   int          `json:"line,omitempty"`   // of an address, the order of lines
	Person int          `json:"person,omitempty"` // of ToContact, which one: columns of one number give one contact
	Place  int          `json:"place,omitempty"`  // among columns of a field of which the first that is filled counts, from 1

	// Else is what becomes of a value when another column has filled the field already: such values are in Record.Left. It is ToNew
	// or ToNothing.
	Else Use `json:"else,omitempty"`

	Kind    models.CustomKind `json:"kind,omitempty"`    // guessed from the values, for a new custom field
	Order   Order             `json:"order,omitempty"`   // of dates that have one
	Decimal string            `json:"decimal,omitempty"` // "." or ",": what stands before decimals
	Unit    string            `json:"unit,omitempty"`    // of numbers, in what they are counted by the column's name, such as 万
	Split   string            `json:"split,omitempty"`   // of tags and choices, what stands between several
	Label   int               `json:"label,omitempty"`   // the column, from 1, that says what kind of value this is; 0 for none

	// Choices are what words of a choice mean that aren't its values themselves. What is suggested is among Unknown as well, until a
	// person has agreed.
	Choices map[string]string `json:"choices,omitempty"`
	Unknown []string          `json:"-"` // words that are no value of the choice, the most frequent first, at most 20

	Certainty Certainty `json:"-"`
	Reason    Remark    `json:"-"` // why this is suggested
	Doubts    []Remark  `json:"-"` // what a person must be asked

	rank names.Name // what its name says
}

// Remark is something to say of a column or file: a catalogue's key with its arguments.
type Remark = read.Note

// Mapping is what the columns of a file are.
type Mapping struct {
	Columns []Column `json:"columns"`

	// StandIn is what gives a customer its name where no column does, the first that is filled: the company or the contact. It is empty
	// where a column gives the name.
	StandIn []models.Field `json:"stand_in,omitempty"`

	// Empty are words that stand for nothing, such as NULL, with whether they are taken so. All that were found are offered; only those that
	// nobody could mean are on.
	Empty map[string]bool `json:"empty,omitempty"`

	// Of is what each row is, "" for customers: else columns that are ToRecord give the record, the others only whose it is.
	Of models.ImportKind `json:"of,omitempty"`
	// Deals is how earlier versions say and understand that it is a deal.
	Deals bool `json:"deals,omitempty"`

	// Shape is a hash of the columns' names and kinds: files of one shape are mapped alike.
	Shape string `json:"shape"`

	Doubts []Remark `json:"-"` // about the file as a whole
}

// Rows is what each row is.
func (m Mapping) Rows() models.ImportKind {
	switch {
	case m.Of != "":
		return m.Of
	case m.Deals:
		return models.ImportDeals
	}
	return models.ImportCustomers
}

// are says what each row is.
func (m *Mapping) are(kind models.ImportKind) {
	m.Of, m.Deals = "", kind == models.ImportDeals
	if kind.Records() {
		m.Of = kind
	}
}

// Fault is something wrong at a cell: its value isn't taken.
type Fault struct {
	Column int // in read.Header.Columns
	Error  *models.Error
}

// Further is a contact besides the record's own.
type Further struct {
	Person  int
	Values  map[names.Role]string // by names.FurtherName, FurtherTitle, FurtherPhone, FurtherEmail
	Columns map[names.Role]int    // where each stands
}

// Record is what a row says.
type Record struct {
	Number int // of the row

	// Values are canonical texts by field, as models.Customer.Set takes them; empty ones are left out. A person (the owner, a custom field
	// of that kind) is as the file names them: a name, an email, an ID.
	Values map[models.Field]string

	Tags    []string
	Record  map[names.Role]string // of the open deal, or of the record that the row is; an amount with its sign, where it has one
	Further []Further             // other contacts, in the order of their numbers
	New     map[int]string        // values of columns that are to become custom fields, canonical by their kind
	Left    map[int]string        // values whose field another column has filled

	Faults  []Fault
	Notes   []Remark
	Refused *models.Error // why the row can't be taken; nil for nearly all
}
