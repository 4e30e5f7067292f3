package config

import (
	"slices"
	"strings"
	"time"
)

// Service is how the team serves its customers.
type Service struct {
	Hours   []Hours           `yaml:"hours"`   // never empty; in the order of the days, from Sunday on
	Zone    *time.Location    `yaml:"zone"`    // nil is the team's
	Targets map[string]Target `yaml:"targets"` // by priority; each has its own
	Emoji   string            `yaml:"emoji"`   // its name without colons; "" is none
	Assign  string            `yaml:"assign"`  // "manual" or "round-robin"
	Agents  []string          `yaml:"agents"`  // user IDs; empty is everybody who has the role support
}

// Hours is a part of a weekday, in minutes since its midnight: it begins at From and is over at To, at most 24:00.
type Hours struct {
	Day      time.Weekday
	From, To int
}

// defaultHours are Monday to Friday from 9:00 to 18:00.
func defaultHours() (hours []Hours) {
	for day := time.Monday; day <= time.Friday; day++ {
		hours = append(hours, Hours{day, 9 * 60, 18 * 60})
	}
	return hours
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

const hoursExample = `write days and times, such as "mon-fri 09:00-12:00 13:00-18:00"`

// setHours reads a list of days with their times. A day stands in one of its items only.
func setHours(c *Config, v value) problem {
	items, bad := v.items()
	if bad == nil && len(items) == 0 {
		return wrongf("is empty; %s", hoursExample)
	}
	seen := map[time.Weekday]bool{}
	var hours []Hours
	for i, item := range items {
		text, wrong := item.text()
		var read []Hours
		if wrong == nil {
			read, wrong = readHours(text)
		}
		twice := slices.IndexFunc(read, func(h Hours) bool { return seen[h.Day] })
		if wrong == nil && twice >= 0 {
			wrong = wrongf("names %s, which stands before already", weekdays[read[twice].Day])
		}
		for _, h := range read {
			seen[h.Day] = true
		}
		bad = append(bad, wrong.below(i, "", item.at)...)
		hours = append(hours, read...)
	}
	if bad == nil {
		slices.SortStableFunc(hours, func(a, b Hours) int { return int(a.Day - b.Day) })
		c.Service.Hours = hours
	}
	return bad
}

// readHours reads "mon-fri 09:00-12:00 13:00-18:00".
func readHours(text string) ([]Hours, problem) {
	words := strings.Fields(strings.ToLower(text))
	if len(words) < 2 {
		return nil, wrongf("%q names no days, or no times; %s", text, hoursExample)
	}
	days, bad := readDays(words[0])
	if bad != nil {
		return nil, bad
	}
	var spans []Hours
	for _, word := range words[1:] {
		from, to, dashed := strings.Cut(word, "-")
		begin, end := minutesOf(from), minutesOf(to)
		switch {
		case !dashed || begin < 0 || end < 0:
			return nil, wrongf("%q is not a time of day from-to; %s", word, hoursExample)
		case end <= begin:
			return nil, wrongf("%q ends before it begins; what goes on after midnight is written as 22:00-24:00, and 00:00-06:00 of the next day", word)
		case len(spans) > 0 && begin < spans[len(spans)-1].To:
			return nil, wrongf("%q begins before the time that stands before it is over", word)
		}
		spans = append(spans, Hours{From: begin, To: end})
	}
	var hours []Hours
	for _, day := range days {
		for _, s := range spans {
			hours = append(hours, Hours{day, s.From, s.To})
		}
	}
	return hours, nil
}

// readDays reads "mon", or "fri-mon" from one day to another.
func readDays(word string) ([]time.Weekday, problem) {
	first, last, dashed := strings.Cut(word, "-")
	if !dashed {
		last = first
	}
	from, to := slices.Index(weekdays, first), slices.Index(weekdays, last)
	if from < 0 || to < 0 {
		return nil, wrongf("%q names no days; there is %s, and mon-fri from one to another", word, strings.Join(weekdays, ", "))
	}
	days := []time.Weekday{time.Weekday(from)}
	for day := from; day != to; {
		day = (day + 1) % len(weekdays)
		days = append(days, time.Weekday(day))
	}
	return days, nil
}

// minutesOf reads HH:MM from 00:00 to 24:00; it is -1 where that isn't one.
func minutesOf(text string) int {
	if text == "24:00" {
		return 24 * 60
	}
	at, err := time.Parse("15:04", text)
	if err != nil {
		return -1
	}
	return at.Hour()*60 + at.Minute()
}

func setServiceZone(c *Config, v value) problem {
	given, bad := v.text()
	if bad != nil {
		return bad
	}
	if c.Service.Zone = nil; given == "" {
		return nil
	}
	c.Service.Zone, bad = zone(given)
	return bad
}
