package models

import "time"

// Limits of saved searches.
const (
	MaxSearchName    = 60  // characters
	MaxSearchQuery   = 300 // characters
	MaxSavedSearches = 50  // of one person, and of the team together
)

// SavedSearch is a search under a name, which `/crm list` opens again. What is asked for is kept as it was typed: today, me and
// this week are those of whoever opens it.
type SavedSearch struct {
	ID        int64
	Name      string
	NameKey   string // NormaliseText(Name)
	Query     string // words and filters, as /crm find takes them
	Owner     string // Slack user ID of who saved it
	Team      bool   // everybody sees it; otherwise nobody but the owner
	CreatedAt time.Time
	UpdatedAt time.Time
	Version   int // grows by one with every change
}

// SavedSearchInput is what a person says of a saved search.
type SavedSearchInput struct {
	Name  string
	Query string
	Team  bool
}

// Validate returns every broken rule at its input.
func (in SavedSearchInput) Validate(rules Rules) Errors {
	errs := validateText(InputSearchName, in.Name, textRule{max: MaxSearchName, required: true, sensitive: true}, rules)
	return append(errs, validateText(InputSearchQuery, in.Query, textRule{max: MaxSearchQuery, required: true}, rules)...)
}

// MayChange reports whether a person may change a saved search: their own, and the team's where they lead.
func (s SavedSearch) MayChange(actor Actor) bool {
	return s.Owner == actor.ID || s.Team && actor.May(MayManageSearches)
}
