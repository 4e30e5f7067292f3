package models

// CountScope says whose and which records are counted: those that match all of its fields that aren't empty.
type CountScope struct {
	VisibleTo string // a person who sees only their own customers; "" sees all
	Person    string // whose they are, by what models.Counted says of Person; "" is everybody's
	Industry  string // of the customer, its key
	Source    string // of the customer
	Tag       string // of the customer, as it is compared
}

// ReportQuestion asks for a report.
type ReportQuestion struct {
	Scope   CountScope
	Rates   Rates
	Targets TargetQuestion // those of the reader; without any the report has none
	Cold    ColdCut        // by when a silence must have begun to be too long; without any nothing is cold
}
