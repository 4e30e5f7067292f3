// Package when reads the time in what people write: 下周三上午十点, 后天, 月底, in 3 days, next wed 10:00, 12/1. It knows
// phrases and the calendar, neither holidays nor customers.
package when

import (
	"errors"
	"strings"
	"time"
)

// Reference is when and by whom a phrase is said.
type Reference struct {
	Now    time.Time // in the zone of the person who says it
	Locale string    // their IETF tag, such as en-GB: whether 12/1 is in December; "" or a bare "en" leaves that open
}

// Moment is a calendar day with or without a time of day.
type Moment struct {
	Day  time.Time // midnight UTC of the calendar day
	Time string    // HH:MM, or "" when the phrase names none
}

// When is what a phrase may mean.
type When struct {
	Moment            // the likeliest reading
	Readings []Moment // every reading that is left, at most three, the likeliest first; one when there is no doubt
	Past     bool     // it lies before the reference: a day before today, or a minute before now. It has one reading then
	Phrase   string   // the words that were read
	Rest     string   // what follows them, such as what is to be done
}

// Ambiguous reports whether the phrase has more than one reading.
func (w When) Ambiguous() bool { return len(w.Readings) > 1 }

// ErrNone says that a text doesn't begin with a date or a time.
var ErrNone = errors.New("no date at the beginning")

// Reason is why a phrase that names a date or a time can't be meant.
type Reason string

// The reasons.
const (
	NoSuchDay    Reason = "no such day"    // 31 February, 32号
	NoSuchTime   Reason = "no such time"   // 25:00, 3点70分, or an hour that daylight saving leaves out that day
	WrongWeekday Reason = "wrong weekday"  // a date and a weekday it doesn't fall on
	OutOfReach   Reason = "out of reach"   // so far away that it must be a slip: more than a hundred years
	maxYears            = 100              // where OutOfReach begins
	maxReadings         = 3                // more than that is no question one can ask
	mostPieces          = 8                // a phrase has a day, a time, a part of the day and a weekday; the rest is margin
	dateLayout          = "2006-01-02 Mon" // for errors
)

// ImpossibleError is a date or time that doesn't exist: there is no reading, least of all another day.
type ImpossibleError struct {
	Phrase string // as it was written
	Reason Reason
}

func (e *ImpossibleError) Error() string { return "“" + e.Phrase + "”: " + string(e.Reason) }

// Parse reads the date phrase at the beginning of a text, in Chinese or English, also after on, at, by, in, 在 or 于.
// Words further on are none of its business, be they days or months. It fails with ErrNone when there is no phrase and
// with an ImpossibleError when there is one that can't be.
//
// Days without a year are the next such day. A bare weekday is the nearest one, which said on that day itself leaves
// open which; 下周三 and "next wed" are that of the next week, weeks beginning on Monday, which said on a Sunday may be
// a week later for those whose week has begun already. Hours from 1 to 7 without a half of the day leave that open,
// likelier within working hours; those from 8 to 11 are in the morning unless that is over. An hour without a day is
// the next such hour. Of two phrases with "or" between them each is a reading.
func Parse(text string, ref Reference) (When, error) {
	w, end, err := parse(text, ref)
	if err != nil || w.Past {
		return w, err
	}
	between := fold(text[end:])
	between.skip(separators)
	if !between.eat("或者", "或", "还是", "or") {
		return w, nil
	}
	between.skip(blanks)
	begin := end + between.origin[between.at]
	second, length, err := parse(text[begin:], ref)
	if err != nil || second.Past { // what follows is no other date: tomorrow or not at all
		return w, nil
	}
	w.Readings = unique(append(w.Readings[:min(len(w.Readings), maxReadings-1)], second.Readings...))
	w.Phrase, w.Rest = strings.TrimSpace(text[:begin+length]), second.Rest
	return w, nil
}

// parse reads one phrase and returns where it ends.
func parse(text string, ref Reference) (w When, ends int, err error) {
	p := newPhrase(text, ref)
	start := p.at
	end := start
	for range mostPieces {
		if !p.piece() {
			break
		}
		end = p.at
	}
	if end == start {
		return w, 0, ErrNone
	}
	w = When{Phrase: strings.TrimSpace(text[p.origin[start]:p.origin[end]]), Rest: p.rest(text, end)}
	if w.Readings, w.Past = p.readings(); p.wrong != "" {
		return When{}, 0, &ImpossibleError{w.Phrase, p.wrong}
	}
	w.Moment = w.Readings[0]
	return w, p.origin[end], nil
}

// phrase is what has been read so far.
type phrase struct {
	scanner
	now      int       // minutes since midnight
	today    time.Time // midnight UTC of the day
	instant  time.Time // with its zone
	order    dateOrder
	days     []time.Time // the days it may be, the likeliest first; none when only a time was named
	chinese  bool        // who says it writes 12.25 for a date
	byWeeks  bool        // the day was counted in weeks from today
	dated    bool        // the days were named by a date or a word such as tomorrow, not by a weekday alone
	weekdays []time.Weekday
	clock    *clock
	part     *partOfDay
	before   string // the preposition in front of the piece
	wrong    Reason
}

func newPhrase(text string, ref Reference) *phrase {
	p := &phrase{scanner: fold(text), order: orderOf(ref.Locale), chinese: strings.HasPrefix(strings.ToLower(ref.Locale), "zh"), instant: ref.Now}
	p.now, p.today = ref.Now.Hour()*60+ref.Now.Minute(), midnight(ref.Now)
	p.skip(blanks)
	return p
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// piece reads one day, weekday, time or part of the day, with what may stand in front of it.
func (p *phrase) piece() bool {
	start := p.at
	p.skip(separators)
	p.before = p.prepositions()
	if p.follows(names) {
		p.at = start
		return false
	}
	if p.days == nil && p.day() || p.days != nil && p.secondDay() || p.clock == nil && p.time() || p.part == nil && p.partOfDay() {
		p.closing()
		return true
	}
	p.at = start
	return false
}

// prepositions skips on, at, by, in, 在, 于 and the, and returns the last one.
func (p *phrase) prepositions() (last string) {
	for range 2 {
		word, found := first(&p.scanner, prepositions)
		if !found {
			break
		}
		last = word
		p.skip(" ")
	}
	return last
}

// closing skips what may end a piece: Friday 之前, 3点左右.
func (p *phrase) closing() {
	if p.eat("之前", "以前", "左右", "之内", "以内", "之后", "以后") || !p.follows(beginsWithBefore) && p.eat("前") ||
		!p.follows(beginsWithAfter) && p.eat("后") {
		return
	}
	if start := p.at; p.eat("内") && !p.ends() && p.next() != ' ' { // 明天内部会议
		p.at = start
	}
}

// name says which day it is. A day that doesn't exist is named as none.
func (p *phrase) name(exists bool, days ...time.Time) bool {
	p.dated = true
	if !exists {
		p.fail(NoSuchDay)
		days = []time.Time{p.today}
	}
	for _, d := range days {
		if years := d.Year() - p.today.Year(); years > maxYears || years < -maxYears {
			p.fail(OutOfReach)
		}
	}
	p.days = days
	return true
}

func (p *phrase) fail(r Reason) {
	if p.wrong == "" {
		p.wrong = r
	}
}
