package reports

import "github.com/guanxi-crm/guanxi/models"

// TrendMonths is of how many months the trend is, the last being the one in which the period ends.
const TrendMonths = 12

// TrendMonth is what happened in a calendar month, in the period's zone.
type TrendMonth struct {
	Month      models.Date // its first day
	Until      models.Date // its last day that counts: the period's last day in the last month
	New        int         // customers
	Activated  int
	Churned    int
	Won        int // deals
	Lost       int
	WonAmount  models.Money // in the team's currency
	LostAmount models.Money
}

// Dimension is by what a breakdown divides.
type Dimension string

// The dimensions of breakdowns, in the order in which they are shown.
const (
	ByOwner    Dimension = "owner"
	ByIndustry Dimension = "industry"
	BySource   Dimension = "source"
	ByTag      Dimension = "tag"
)

// MostParts is how many parts of a breakdown are named; what is less is added up in one.
const MostParts = 20

// Breakdown is figures of the period divided by what customers have in common. A customer with several tags is in several parts, so that parts
// by tag don't add up to the whole.
type Breakdown struct {
	By    Dimension
	Parts []Part // the most customers first; those of nobody or nothing, then the rest, come last
}

// Part is what customers that have a value in common brought.
type Part struct {
	Value      string // Slack user ID, industry key, source or tag; "" is none
	Rest       int    // of how many values less than those that are named it is; 0 of a named one
	Customers  int    // that there were when the period ended
	New        int    // in the period; so are those below
	Activated  int
	Churned    int
	Won        int // deals
	Lost       int
	WonAmount  models.Money // in the team's currency
	OpenAmount models.Money // of the deals that are open now
}

// CohortMonths is of how many months conversion by cohort is shown.
const CohortMonths = 12

// Cohort is the customers created as potential in a calendar month, and how many of them had become active since.
type Cohort struct {
	Month  models.Date // its first day
	New    int
	Active []int // by the end of the month itself, of the month after, and so on, until the month in which the period ends
}

// FunnelStep is how many of the deals created in the period came at least so far.
type FunnelStep struct {
	Stage   models.Stage // an open stage, or the won one at the end
	Reached int
}
