package customer

import (
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// nextShown is a customer's next follow-up as a form showed it: on the clock of whoever opened it.
type nextShown struct {
	Day  models.Date      `json:"d,omitzero"`
	Time models.TimeOfDay `json:"t,omitempty"`
	Zone string           `json:"z"`
}

// nextOf is the next follow-up as a form shows it to a person.
func nextOf(cl commands.Call, customer models.Customer) *nextShown {
	shown := customer.NextDue().In(cl.User.Zone)
	return &nextShown{shown.Day, shown.Time, cl.User.Zone.String()}
}

// leftAlone takes the next follow-up out of what a form says where it stands there as it was shown: so it stays to the
// moment what it is.
func (n *nextShown) leftAlone(set map[models.Field]string) {
	if n != nil && set[models.FieldNextFollowUp] == n.Day.String() && set[models.FieldNextFollowUpTime] == string(n.Time) {
		delete(set, models.FieldNextFollowUp)
		delete(set, models.FieldNextFollowUpTime)
	}
}

// onClockOf is the submission of a form as the clock reads by which the form was opened: the person may have travelled since.
func onClockOf(c commands.Call, n *nextShown) commands.Call {
	if n == nil || n.Zone == c.User.Zone.String() {
		return c
	}
	zone, err := time.LoadLocation(n.Zone)
	if err != nil {
		return c
	}
	request := *c.Request
	request.User.Zone = zone
	c.Request = &request
	return c
}
