package capture

import (
	"time"
	"unicode/utf16"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// sentence is what was understood of a sentence, as a card's buttons and the form carry it: nothing of it is kept elsewhere before it is saved
// (docs/decisions/033).
type sentence struct {
	ID      string  `json:"i,omitempty"`
	Text    string  `json:"x,omitempty"`
	Code    string  `json:"c,omitempty"` // of the customer; "" where it is asked, or new
	Name    string  `json:"-"`           // the customer's, for the card
	New     string  `json:"n,omitempty"` // the name of one that isn't known
	Kind    string  `json:"k,omitempty"` // of the interaction; "" is none
	Day     string  `json:"d,omitempty"` // when it was, YYYY-MM-DD; "" is asked
	Clock   string  `json:"t,omitempty"`
	Due     string  `json:"f,omitempty"` // of the follow-up; "" is none, or asked
	DueTime string  `json:"h,omitempty"`
	Zone    string  `json:"z,omitempty"` // whose clock a time was said by; "" is the person's
	Title   string  `json:"p,omitempty"`
	Deal    string  `json:"w,omitempty"` // the title of the deal; "" is none
	Amount  string  `json:"a,omitempty"` // as people write it
	Known   []int64 `json:"s,omitempty"` // the customers that a new one may be the same as, and which the person has seen
}

// maxValue is Slack's limit for a button's value, in UTF-16 code units (docs.slack.dev/reference/block-kit/block-elements/button-element).
const maxValue = 2000

// fits reports that a button can carry it.
func (s sentence) fits() bool {
	units := 0
	for _, r := range commands.Pack(s) {
		units += utf16.RuneLen(r)
	}
	return units <= maxValue
}

// questions are what a card asks, since the sentence doesn't say it surely enough.
type questions struct {
	customers []models.Customer // among whom one is chosen
	create    bool              // a new one is offered
	surely    bool              // and begins as chosen
	day       bool              // when the interaction was
	due       []models.Moment   // when the follow-up is
	unsure    bool              // whether there is one at all
	nothing   bool              // nobody was reached: no interaction is proposed
	currency  string            // the team's, in which an amount is meant that names none
}

// at is when the interaction was, on the clock of the person: now for today without an hour, else noon where no hour is known.
func (s sentence) at(now time.Time) (time.Time, error) {
	if s.Kind == "" {
		return time.Time{}, nil
	}
	if s.Day == "" {
		return time.Time{}, models.Invalid(models.InputHappenedOn, "error.required", "Field", models.InputHappenedOn)
	}
	day, err := models.ParseDate(s.Day)
	if err != nil {
		return time.Time{}, models.Invalid(models.InputHappenedOn, "error.bad_date", "Value", s.Day)
	}
	clock, err := models.ParseTimeOfDay(s.Clock)
	if err != nil {
		return time.Time{}, models.Invalid(models.InputHappenedTime, "error.bad_time", "Value", s.Clock)
	}
	if clock == "" && day == models.DateOf(now) {
		return time.Time{}, nil
	}
	if clock == "" {
		clock = noon
	}
	return day.At(clock, now.Location()), nil
}

// noon is the hour of an interaction of which only the day is known.
const noon = "12:00"

// input is what is to be saved, without who it is about. zone is the person's.
func (s sentence) input(now time.Time, assignee string) (models.Capture, error) {
	var in models.Capture
	at, err := s.at(now)
	if err != nil {
		return in, err
	}
	if s.Kind != "" {
		in.Interaction = &models.InteractionInput{Kind: models.InteractionKind(s.Kind), Text: s.Text, At: at}
	}
	if s.Deal != "" || s.Amount != "" {
		in.Deal = map[models.Field]string{models.FieldDealTitle: s.Deal, models.FieldAmount: s.Amount}
	}
	if s.Due == "" {
		return in, nil
	}
	day, err := models.ParseDate(s.Due)
	if err != nil {
		return in, models.Invalid(models.FieldDueOn, "error.bad_date", "Value", s.Due)
	}
	clock, err := models.ParseTimeOfDay(s.DueTime)
	if err != nil {
		return in, models.Invalid(models.FieldDueTime, "error.bad_time", "Value", s.DueTime)
	}
	var named *time.Location
	if s.Zone != "" {
		if named, err = time.LoadLocation(s.Zone); err != nil {
			return in, models.Invalid("", "error.stale_form")
		}
	}
	plan := commands.ByItsClock(models.FollowUpInput{Title: s.Title, DueOn: day, DueTime: clock, Zone: now.Location().String(), Assignee: assignee}, now.Location(), named)
	in.FollowUp = &plan
	return in, nil
}
