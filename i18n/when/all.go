package when

import (
	"errors"
	"time"
	"unicode/utf8"
)

// Place is a date phrase and where in a text it stands.
type Place struct {
	When
	From, To int  // bytes of the text
	Loose    bool // words that may be something else there: a weekday without a preposition, a number of days
	Hour     bool // it names an hour, not only a day or a part of it
	Weekday  bool // it names a weekday
	Alone    bool // it names an hour, and no day
	// Lately is when it was, where it is said of what is over: met on Monday was last Monday. It is nil for what can only be
	// ahead, such as tomorrow.
	Lately *Moment
}

// mostPlaces is how many phrases of a text are found; a text that tells of something has a few.
const mostPlaces = 12

// All returns the date phrases of a text, in the order in which they stand, those that are past as well. Of phrases that can't be, such
// as 31 February, there is none.
func All(text string, ref Reference) []Place {
	var places []Place
	for at := 0; at < len(text) && at < furthestBegin && len(places) < mostPlaces; at++ {
		if !utf8.RuneStart(text[at]) || at > 0 && !begins(text, at) {
			continue
		}
		one, err := read(text[at:], ref)
		if impossible := (*ImpossibleError)(nil); errors.As(err, &impossible) {
			at = skipWord(text, at, len(impossible.Phrase))
			continue
		}
		if err != nil {
			continue
		}
		loose := !one.Past && !one.fits(text, at)
		places = append(places, Place{
			When: one.When, From: at, To: at + len(one.Phrase), Loose: loose || one.Unsure, Hour: one.p.clock != nil, Weekday: len(one.p.weekdays) > 0,
			Alone:  one.p.clock != nil && !one.p.own,
			Lately: one.lately(text[at:], ref),
		})
		at = skipWord(text, at, max(one.end, len(one.Phrase)))
	}
	return places
}

// lately returns the last moment that a phrase may mean, said of what is over; nil where it is ahead whatever is told.
func (r *result) lately(text string, ref Reference) *Moment {
	today := midnight(ref.Now)
	if r.Past || r.Day.Equal(today) && r.Time == "" {
		return &r.Moment
	}
	if r.Day.Equal(today) && r.p.clock == nil && r.p.part != nil && r.p.part.start <= r.p.now { // this afternoon, said in it
		return &Moment{Day: today}
	}
	if m := behind(r.Readings, ref); m != nil {
		return m
	}
	back := func(days int) *Moment {
		earlier := ref
		earlier.Now = time.Date(ref.Now.Year(), ref.Now.Month(), ref.Now.Day()-days, 0, 0, 0, 0, ref.Now.Location())
		one, err := read(text, earlier)
		if err != nil || r.p.own && days > 0 && one.Day.Equal(r.Day.AddDate(0, 0, -days)) { // it goes along with the day on which it is said: tomorrow
			return nil
		}
		return behind(one.Readings, ref)
	}
	switch {
	case !r.p.own || r.Day.Equal(today):
		if m := back(0); m != nil {
			return m
		}
		if r.p.own {
			return nil
		}
		return back(1)
	case !r.p.dated:
		return back(daysOfWeek - 1)
	}
	return back(daysOfYear - 1)
}

const (
	daysOfWeek = 7
	daysOfYear = 365
)

// behind returns the first of some moments that isn't ahead; nil where all are.
func behind(list []Moment, ref Reference) *Moment {
	today, now := midnight(ref.Now), ref.Now.Format("15:04")
	for _, m := range list {
		if m.Day.Before(today) || m.Day.Equal(today) && m.Time <= now {
			return &m
		}
	}
	return nil
}
