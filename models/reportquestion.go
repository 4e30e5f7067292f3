package models

// ReportQuestion asks for a report.
type ReportQuestion struct {
	Scope   CountScope
	Rates   Rates
	Targets TargetQuestion // those of the reader; without any the report has none
	Cold    ColdCut        // by when a silence must have begun to be too long; without any nothing is cold
}
