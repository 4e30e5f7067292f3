package when

import (
	"fmt"
	"time"
)

// option is a time of day that a clock may mean.
type option struct {
	minutes int  // since midnight; from 1440 on it is on the next day
	none    bool // no time is meant
	rather  bool // only where the option before it is over already
}

// readings returns what the phrase may mean, the likeliest first, and whether all of it is past. Readings that are past
// are dropped while others remain; so are hours that daylight saving leaves out.
func (p *phrase) readings() (readings []Moment, past bool) {
	rolling := p.days == nil
	named := p.days
	if rolling {
		named = []time.Time{p.today, p.today.AddDate(0, 0, 1)}
	}
	var coming, over []Moment
	skipped := false
	for i, count := 0, len(p.options(named[0])); i < count; i++ {
		for _, day := range named {
			options := p.options(day)
			if options[i].rather && !p.isPast(p.moment(day, options[i-1])) {
				continue
			}
			m := p.moment(day, options[i])
			switch {
			case !p.exists(m):
				skipped = true
				continue
			case p.isPast(m):
				over = append(over, m)
				continue
			}
			coming = append(coming, m)
			if rolling {
				break
			}
		}
	}
	if len(coming) == 0 {
		coming, past = over[:min(1, len(over))], true // nobody asks which past is meant
	}
	if len(coming) == 0 && skipped {
		p.fail(NoSuchTime)
	}
	return unique(coming), past
}

func unique(all []Moment) (few []Moment) {
	seen := map[Moment]bool{}
	for _, m := range all {
		if !seen[m] && len(few) < maxReadings {
			few = append(few, m)
		}
		seen[m] = true
	}
	return few
}

// options returns the times of a day that are meant, as many for each day.
func (p *phrase) options(day time.Time) []option {
	switch {
	case p.clock != nil:
		return p.hours(*p.clock)
	case p.part != nil && p.part.until > 0:
		return []option{p.inPart(day)}
	}
	return []option{{none: true}}
}

// inPart returns when a part of the day is meant: its usual hour; in the midst of it the next full one.
func (p *phrase) inPart(day time.Time) option {
	if !day.Equal(p.today) || p.now <= p.part.start || p.now >= p.part.until {
		return option{minutes: p.part.start}
	}
	if hour := (p.now/60 + 1) * 60; hour < p.part.until {
		return option{minutes: hour}
	}
	return option{none: true}
}

// hours returns the hours that a clock may mean: twelve-hour clocks are told apart by the part of the day.
func (p *phrase) hours(c clock) []option {
	part := p.part
	if c.half != nil {
		part = c.half
	}
	switch {
	case c.midnight && (p.days == nil || part != nil):
		return []option{{minutes: wholeDay}}
	case c.midnight:
		return []option{{minutes: wholeDay}, {minutes: 0}}
	case part != nil && !c.exact:
		hour, ok := part.hour(c.hour)
		if !ok {
			p.fail(NoSuchTime)
		}
		return []option{{minutes: 60*hour + c.minute}}
	}
	early, late := option{minutes: 60*c.hour + c.minute}, option{minutes: 60*(c.hour+12) + c.minute}
	switch {
	case c.exact || c.hour == 0 || c.hour > 11:
		return []option{early}
	case c.hour < 7:
		return []option{late, early}
	case c.hour == 7:
		return []option{early, late}
	case c.spoken:
		late.rather = true
		return []option{early, late}
	}
	return []option{early}
}

func (p *phrase) moment(day time.Time, o option) Moment {
	if o.none {
		return Moment{Day: day}
	}
	day = day.AddDate(0, 0, o.minutes/wholeDay)
	return Moment{day, fmt.Sprintf("%02d:%02d", o.minutes%wholeDay/60, o.minutes%60)}
}

// isPast compares what calendar and clock show, as the person does.
func (p *phrase) isPast(m Moment) bool {
	if m.Day.Equal(p.today) {
		return m.Time != "" && m.Time < fmt.Sprintf("%02d:%02d", p.now/60, p.now%60)
	}
	return m.Day.Before(p.today)
}

// exists reports whether the clocks show that time on that day in the person's zone.
func (p *phrase) exists(m Moment) bool {
	if m.Time == "" {
		return true
	}
	hour, minute := m.hourMinute()
	at := time.Date(m.Day.Year(), m.Day.Month(), m.Day.Day(), hour, minute, 0, 0, p.instant.Location())
	return at.Hour() == hour && at.Minute() == minute
}
