package when

import "time"

func date(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
}

// exactly returns a calendar day, and whether there is such a day.
func exactly(year, month, day int) (time.Time, bool) {
	t := date(year, time.Month(month), day)
	return t, t.Day() == day && int(t.Month()) == month
}

// comingDate returns the next such day of the year, today included.
func comingDate(today time.Time, month, day int) (time.Time, bool) {
	for year := today.Year(); year < today.Year()+9; year++ { // 29 February can be eight years away
		if t, exists := exactly(year, month, day); exists && !t.Before(today) {
			return t, true
		}
	}
	return time.Time{}, false
}

// comingDay returns the next such day of a month, today included: the 31st is in the next month that has one.
func comingDay(today time.Time, day int) (time.Time, bool) {
	for i := range 3 {
		month := firstOf(today).AddDate(0, i, 0)
		if t, exists := exactly(month.Year(), int(month.Month()), day); exists && !t.Before(today) {
			return t, true
		}
	}
	return time.Time{}, false
}

// comingLeapDay returns the days that 29 February may mean where the next one is in a common year: its end, the day after,
// and the next such day there is.
func comingLeapDay(today time.Time) []time.Time {
	leap, _ := comingDate(today, 2, 29)
	year := today.Year()
	if today.After(date(year, time.February, 28)) {
		year++
	}
	if leap.Year() <= year {
		return []time.Time{leap}
	}
	return []time.Time{date(year, time.February, 28), date(year, time.March, 1), leap}
}

// comingDays returns the next such day of the year, today included, and what else it may mean.
func comingDays(today time.Time, month, day int) ([]time.Time, bool) {
	if month == 2 && day == 29 {
		return comingLeapDay(today), true
	}
	t, exists := comingDate(today, month, day)
	return []time.Time{t}, exists
}

func firstOf(t time.Time) time.Time { return t.AddDate(0, 0, 1-t.Day()) }

// dayIn returns a day of the month that begins with first; lastDay is its last.
func dayIn(first time.Time, day int) time.Time {
	if day == lastDay {
		return first.AddDate(0, 1, -1)
	}
	return first.AddDate(0, 0, day-1)
}

// addMonths keeps the day of the month, or takes the month's last day when it is shorter.
func addMonths(t time.Time, n int) time.Time {
	first := date(t.Year(), t.Month()+time.Month(n), 1)
	return first.AddDate(0, 0, min(t.Day(), dayIn(first, lastDay).Day())-1)
}

// endOf returns the last day of the week (its Friday, when people still work: the next one at a weekend), month, quarter
// or year.
func endOf(t time.Time, unit string) time.Time {
	switch unit {
	case "week":
		return upcoming(t, time.Friday)
	case "quarter":
		return dayIn(date(t.Year(), (t.Month()-1)/3*3+3, 1), lastDay)
	case "year":
		return date(t.Year(), time.December, 31)
	}
	return dayIn(firstOf(t), lastDay)
}
