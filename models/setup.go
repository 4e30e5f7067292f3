package models

// SetUpStep is something an admin does once before the team has all of the program.
type SetUpStep string

// The steps, as the App Home lists them.
const (
	SetUpCustomers SetUpStep = "customers" // the first customer is recorded
	SetUpChannels  SetUpStep = "channels"  // a channel gets summaries or reports
	SetUpLeads     SetUpStep = "leads"     // somebody is told of what is long overdue
	SetUpDelivery  SetUpStep = "delivery"  // no message had to be given up
	SetUpReactions SetUpStep = "reactions" // the app may see emoji at messages; listed only where it may not
	SetUpHearing   SetUpStep = "hearing"   // a message of a channel was heard; listed only where messages are to be tickets and none ever was
)

// SetUpState is a step and whether it is done.
type SetUpState struct {
	Step SetUpStep
	Done bool
}
