package workday

import (
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// The next festival is told with the days off around it: as the State Council announced them, else as the law has them.
func TestFestivals(t *testing.T) {
	china, own := calendar(t, China), calendar(t, China, Entry{Date: date(t, "2027-02-14"), Work: true, EN: "make-up", ZH: "调休"})
	for _, c := range []struct {
		calendar               Calendar
		name                   Festival
		from, day, first, last string
	}{
		{china, SpringFestival, "2025-11-24", "2026-02-17", "2026-02-15", "2026-02-23"},
		{china, SpringFestival, "2026-02-23", "2026-02-17", "2026-02-15", "2026-02-23"},
		{china, SpringFestival, "2026-02-24", "2027-02-06", "2027-02-05", "2027-02-14"}, // not announced: the eve to the seventh day, and the weekend
		{own, SpringFestival, "2026-11-24", "2027-02-06", "2027-02-05", "2027-02-13"},
		{china, NewYear, "2025-11-24", "2026-01-01", "2026-01-01", "2026-01-03"},
		{china, NewYear, "2026-01-04", "2027-01-01", "2027-01-01", "2027-01-03"},
		{china, National, "2026-01-01", "2026-10-01", "2026-10-01", "2026-10-07"},
		{china, National, "2026-10-05", "2026-10-01", "2026-10-01", "2026-10-07"},
		{china, National, "2026-11-24", "2027-10-01", "2027-10-01", "2027-10-07"},
		{china, Qingming, "2026-11-24", "2027-04-05", "2027-04-03", "2027-04-05"},
		{china, Labour, "2026-01-01", "2026-05-01", "2026-05-01", "2026-05-05"},
		{china, DragonBoat, "2026-01-01", "2026-06-19", "2026-06-19", "2026-06-21"},
		{china, MidAutumn, "2026-01-01", "2026-09-25", "2026-09-25", "2026-09-27"},
		{china, Lantern, "2026-11-24", "2027-02-20", "2027-02-20", "2027-02-21"},
		{calendar(t, UnitedStates), SpringFestival, "2026-11-24", "2027-02-06", "2027-02-05", "2027-02-15"}, // with Presidents' Day,
		{calendar(t, UnitedStates), Thanksgiving, "2026-11-24", "2026-11-26", "2026-11-26", "2026-11-26"},
		{Calendar{}, Christmas, "2026-11-24", "2026-12-25", "2026-12-25", "2026-12-27"},
	} {
		day, first, last, found := c.calendar.Festival(c.name, date(t, c.from))
		if got := [3]string{day.String(), first.String(), last.String()}; !found || got != [3]string{c.day, c.first, c.last} {
			t.Errorf("%s from %s: %v %v, want %s, %s to %s", c.name, c.from, found, got, c.day, c.first, c.last)
		}
	}
	for day, off := range map[string]bool{"2027-01-01": true, "2027-02-05": true, "2027-02-12": true, "2027-10-07": true, "2027-10-08": false, "2027-12-24": false, "2026-05-09": false} {
		if got := china.ByLaw().Day(date(t, day)).Off; got != off {
			t.Errorf("%s is off by law: %v", day, got)
		}
	}
	if china.Day(date(t, "2027-01-01")).Off {
		t.Error("a day that isn't announced is off")
	}
	if _, _, _, found := china.Festival("carnival", date(t, "2026-11-24")); found {
		t.Error("a festival that nobody declared is told")
	}
	if _, _, _, found := china.Festival(National, models.Date{}); found {
		t.Error("a festival is told of no year")
	}
}
