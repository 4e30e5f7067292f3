package workday

import (
	"sync"
	"time"

	lunisolar "github.com/6tail/lunar-go/calendar"

	"github.com/guanxi-crm/guanxi/models"
)

// Festival is a holiday as people name it, whichever calendar their team goes by.
type Festival string

// The festivals there are. The text is the name by which i18n/when asks for them.
const (
	NewYear        Festival = "new year"
	SpringFestival Festival = "spring festival"
	Lantern        Festival = "lantern"
	Qingming       Festival = "qingming"
	Labour         Festival = "labour"
	DragonBoat     Festival = "dragon boat"
	MidAutumn      Festival = "mid-autumn"
	National       Festival = "national"
	Christmas      Festival = "christmas"
	Thanksgiving   Festival = "thanksgiving"
)

// festival is on which day a festival is in a year, and how many days around it are off by law where that year's holidays
// aren't announced (全国年节及纪念日放假办法, as of 2025: the eve and the first three days of the Spring Festival, to which
// each year's announcement adds up to the seventh; three days of October, with which it makes seven).
type festival struct {
	day           func(year int) models.Date
	before, after int
	legal         bool // off by the law of China
}

var festivals = map[Festival]festival{
	NewYear:        {day: on(time.January, 1), legal: true},
	SpringFestival: {day: lunar(1, 1), before: 1, after: 6, legal: true},
	Lantern:        {day: lunar(1, 15)},
	Qingming:       {day: qingming, legal: true},
	Labour:         {day: on(time.May, 1), after: 4, legal: true},
	DragonBoat:     {day: lunar(5, 5), legal: true},
	MidAutumn:      {day: lunar(8, 15), legal: true},
	National:       {day: on(time.October, 1), after: 6, legal: true},
	Christmas:      {day: on(time.December, 25)},
	Thanksgiving:   {day: fourthThursday},
}

func on(month time.Month, day int) func(int) models.Date {
	return func(year int) models.Date { return models.NewDate(year, month, day) }
}

// lunar is a day of the lunar calendar.
func lunar(month, day int) func(int) models.Date {
	return onceAYear(func(year int) *lunisolar.Solar { return lunisolar.NewLunarFromYmd(year, month, day).GetSolar() })
}

// qingming is the day on which the sun stands at fifteen degrees.
var qingming = onceAYear(func(year int) *lunisolar.Solar {
	return lunisolar.NewLunarFromYmd(year, 1, 1).GetJieQiTable()["清明"]
})

// onceAYear finds the day of each year once: lunar-go works it out from the courses of the sun and the moon, which takes a
// millisecond, and a calendar asks for the same few years all day.
func onceAYear(find func(year int) *lunisolar.Solar) func(year int) models.Date {
	var found sync.Map // of a year, its day
	return func(year int) models.Date {
		if day, known := found.Load(year); known {
			return day.(models.Date)
		}
		solar := find(year)
		day := models.NewDate(solar.GetYear(), time.Month(solar.GetMonth()), solar.GetDay())
		found.Store(year, day)
		return day
	}
}

func fourthThursday(year int) models.Date {
	first := models.NewDate(year, time.November, 1)
	return first.AddDays((int(time.Thursday)-int(first.Weekday())+7)%7 + 21)
}

// ByLaw is the calendar for what is planned: in a year of which China's holidays aren't announced, the days that the law has off
// are no workdays either. Which days around them are off, and which are made up for, is decided later.
func (c Calendar) ByLaw() Calendar {
	c.byLaw = true
	return c
}

// lawful reports whether a day is off by the law of China.
func lawful(d models.Date) bool {
	for _, f := range festivals {
		if !f.legal {
			continue
		}
		if day := f.day(d.Year()); !d.Before(day.AddDays(-f.before)) && !d.After(day.AddDays(f.after)) {
			return true
		}
	}
	return false
}

// The years of which festivals are told: those that lunar-go's tables are made for, with room to spare.
const (
	firstFestivals = 1900
	lastFestivals  = 2199
)

// Festival returns the next festival of that name whose last day off isn't before from: its own day, and the first and the
// last day off around it, weekends beside it included. False says that there is no such festival, or that from lies before
// 1900 or after 2199.
func (c Calendar) Festival(name Festival, from models.Date) (day, first, last models.Date, found bool) {
	f, known := festivals[name]
	year := from.Year()
	if !known || year < firstFestivals || year > lastFestivals {
		return day, first, last, false
	}
	for y := year - 1; ; y++ { // the New Year's holiday may begin in the year before
		if day = f.day(y); day.AddDays(longestHoliday).Before(from) {
			continue
		}
		if first, last = c.around(day, f); !last.Before(from) {
			return day, first, last, true
		}
	}
}

// around returns the first and the last day off around a festival.
func (c Calendar) around(day models.Date, f festival) (first, last models.Date) {
	first, last = day, day
	if named := c.Day(day); !named.Off || !named.Known || named.Weekend && named.ZH == "" { // a year that isn't announced, or another country's calendar
		first, last = day.AddDays(-f.before), day.AddDays(f.after)
	}
	for n := 0; n < longestHoliday && c.Day(last.AddDays(1)).Off; n++ {
		last = last.AddDays(1)
	}
	for n := 0; n < longestHoliday && c.Day(first.AddDays(-1)).Off; n++ {
		first = first.AddDays(-1)
	}
	return first, last
}
