package models

import (
	"encoding/json"
	"slices"
)

// DuplicatePolicy says what an import does with a row whose customer is there already.
type DuplicatePolicy string

// The policies. A customer that the row names by its ID is never created a second time, whatever the policy.
const (
	DuplicatesSkip   DuplicatePolicy = "skip"
	DuplicatesUpdate DuplicatePolicy = "update" // empty cells never erase
	DuplicatesCreate DuplicatePolicy = "create"
)

// DuplicatePolicies lists the policies, the preset one first.
func DuplicatePolicies() []DuplicatePolicy {
	return []DuplicatePolicy{DuplicatesSkip, DuplicatesUpdate, DuplicatesCreate}
}

// Valid reports whether p is one of the policies.
func (p DuplicatePolicy) Valid() bool { return slices.Contains(DuplicatePolicies(), p) }

// ImportArgs is Task.Args of an import, as JSON. It holds no personal data.
type ImportArgs struct {
	File string `json:"file"`           // what opens the file: a Slack file's ID, a path
	Hash string `json:"hash"`           // SHA-256 of its bytes, hexadecimal: a file that changed since is refused
	Rows int64  `json:"rows,omitempty"` // how many it has, as they were counted; 0 where they weren't

	Sheet     int    `json:"sheet"`            // of a workbook, from 0
	Chosen    bool   `json:"chosen,omitempty"` // a person chose the sheet; else the likeliest is taken, while there is no mapping
	Encoding  string `json:"encoding,omitempty"`
	Separator string `json:"separator,omitempty"`

	Mapping json.RawMessage `json:"mapping"`         // mapping.Mapping, into which only sheets look
	Shape   string          `json:"shape,omitempty"` // of the file, under which the mapping is remembered

	Duplicates DuplicatePolicy `json:"duplicates"`
	Owner      string          `json:"owner,omitempty"`      // who gets rows that name nobody; "" is whoever imports
	NewFields  []NewField      `json:"new_fields,omitempty"` // columns that become custom fields, made when the import begins
	Unsure     []int           `json:"unsure,omitempty"`     // columns of which a person was asked something and hasn't answered
	Basis      string          `json:"basis,omitempty"`      // what is logged where a row changes a status, in words of who imports
	Of         ImportKind      `json:"of,omitempty"`         // what its rows are; "" is found out, and customers of a task

	Campaign    string      `json:"campaign,omitempty"`     // code of the one whose members rows are that name none
	MemberState MemberState `json:"member_state,omitempty"` // of members whose rows say nothing of it; "" is invited, and of one that is there as it was
}

// NewField is a column that becomes a custom field.
type NewField struct {
	Column  int        `json:"column"`
	Name    string     `json:"name"` // in both languages
	Kind    CustomKind `json:"kind"`
	Options []string   `json:"options,omitempty"` // of a choice
	ID      int64      `json:"id,omitempty"`      // once it was made
}

// ImportColumn is a column of a file that is imported.
type ImportColumn struct {
	Index  int    // from 0
	Letter string // as spreadsheets call it
	Name   string // in its header
	Field  Field  // that it gives; "" for none
	Taken  bool   // something is made of what stands in it
}

// What a file can give of a customer's open deal, beside its title, which is the record's opportunity. They are no fields of the customer.
const (
	ImportDealAmount   Field = "deal.amount"
	ImportDealCurrency Field = "deal.currency"
	ImportDealStage    Field = "deal.stage"
	ImportDealClose    Field = "deal.close"
)

// ImportDealFields lists them in the order of their columns.
func ImportDealFields() []Field {
	return []Field{ImportDealAmount, ImportDealCurrency, ImportDealStage, ImportDealClose}
}

// ImportContact is a contact that a row gives besides the record's own.
type ImportContact struct {
	Values  map[Field]string // by fields of a contact
	Columns map[Field]int    // in which each stands
}

// ImportRow is what a row of a file says, by the mapping of its columns.
type ImportRow struct {
	Number int64 // of the row in its file, as people see it

	// Values are canonical texts by field, as Customer.Set takes them; none are empty. A person is as the file names them: a name, an
	// email, an ID.
	Values   map[Field]string
	StandsIn bool // its name is that of its company or contact, since no column gives one

	Tags    []string
	Record  map[Field]string // of the record that the row is, else of the customer's open deal, as ImportKind.Gives names fields; an amount may have a sign with it
	Of      ImportKind       // what the row is: where that is no customer, what else it gives only says whose it is; "" is a customer
	Further []ImportContact  // other contacts
	New     map[int]string   // values of columns that are to become custom fields, canonical by their kind
	Left    []ImportText     // what has no field of its own, such as a second phone: it goes into the notes

	Faults  []ImportFault // what is wrong at a cell, whose value isn't taken
	Notes   []ImportNote
	Refused *Error // why it can't be taken; nil for nearly all
}

// ImportText is what stands in a cell.
type ImportText struct {
	Column int
	Name   string // of the column
	Text   string
	Field  Field // that it couldn't be given; "" for none
}

// ImportFault is something wrong at a cell.
type ImportFault struct {
	Column int
	Text   string // what stands there; "" where nobody could want it kept
	Error  *Error
}

// ImportNote is worth saying of a row: a catalogue's key with its arguments.
type ImportNote struct {
	Key  string
	Args map[string]any
}

// CellArg names, among the arguments of a refusal of a row, the column (from 0) of the cell that it is about.
const CellArg = "Cell"

// AtCell returns a refusal with the column of the cell that it is about.
func AtCell(e *Error, column int) *Error {
	at := *e
	at.Args = make(map[string]any, len(e.Args)+1)
	for name, value := range e.Args {
		at.Args[name] = value
	}
	at.Args[CellArg] = column
	return &at
}

// CellOf returns the column of the cell that a refusal of a row is about; false where it is about the row.
func CellOf(e *Error) (column int, ok bool) {
	column, ok = e.Args[CellArg].(int)
	return column, ok
}

// MaxPreview is how many rows of each sort a preview names.
const MaxPreview = 20

// ImportPreview is what an import would do.
type ImportPreview struct {
	Task    Task // with the counts
	Args    ImportArgs
	Columns []ImportColumn

	// Of each sort the first MaxPreview: what is refused or left out of a row, and rows that are a customer which is there already, or another
	// row of the file.
	Refused    []PreviewRow
	Left       []PreviewRow // rows that are taken without some cells
	Duplicates []PreviewRow
	Changes    []PreviewRow // what updates would change
}

// PreviewRow is what a preview says of a row.
type PreviewRow struct {
	Number  int64
	Code    string        // of the customer that is there; "" for none, or where the reader doesn't see it
	Reasons Errors        // with CellArg where they are about a cell
	Changes []FieldChange // personal data masked where the reader doesn't see it
}
