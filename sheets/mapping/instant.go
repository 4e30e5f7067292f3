package mapping

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// ofDay is the time of day behind a date: hours, minutes, seconds, half of the day, zone.
var ofDay = regexp.MustCompile(`[ t,]*(\d{1,2})[:时点](\d{2})分?(?::?(\d{2})(?:\.\d+)?秒?)? ?(am|pm|上午|下午)? ?(z|utc|gmt|[-+]\d{2}:?\d{2})?$`)

// instant reads a day with the time that stands behind it, as models.ParseImported understands it: where the text names its zone it is an instant;
// a day alone stays one.
func (r *reader) instant(c *Column, text string) (string, *models.Error) {
	if cell := r.cell(c); cell.Kind == read.Moment {
		return cell.Time.Format(models.ImportedTime), nil
	}
	folded := key.Fold(text)
	m := ofDay.FindStringSubmatchIndex(folded)
	if m == nil {
		day, err := r.moment(c, text)
		return day.day.String(), err
	}
	part := func(n int) string {
		if m[2*n] < 0 {
			return ""
		}
		return folded[m[2*n]:m[2*n+1]]
	}
	at, err := r.moment(c, folded[:m[0]])
	if err != nil {
		err.Args["Value"] = text
		return "", err
	}
	hour, minute, second := atoi(part(1)), atoi(part(2)), max(0, atoi(part(3)))
	switch half := part(4); {
	case (half == "pm" || half == "下午") && hour < 12:
		hour += 12
	case half == "am" && hour == 12:
		hour = 0
	}
	if hour > 23 || minute > 59 || second > 59 {
		return "", models.Invalid("", "error.bad_time", "Value", text)
	}
	whole := at.day.In(time.UTC).Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute + time.Duration(second)*time.Second)
	switch zone := part(5); {
	case zone == "":
		return whole.Format(models.ImportedTime), nil
	case zone[0] == '+' || zone[0] == '-':
		digits := strings.ReplaceAll(zone[1:], ":", "")
		away, _ := strconv.Atoi(digits) // the expression says digits
		off := time.Duration(away/100)*time.Hour + time.Duration(away%100)*time.Minute
		if zone[0] == '+' {
			off = -off
		}
		whole = whole.Add(off)
	}
	return whole.Format(time.RFC3339), nil
}
