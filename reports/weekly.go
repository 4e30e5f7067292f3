package reports

// Weekly is the report that goes to a channel by the clock.
type Weekly struct {
	Report
	Late bool // it is posted later than it should have been
}
