// Package when reads the time in what people write: 下周三上午十点, 后天, 月底, in 3 days, next wed 10:00, 12/1. It knows
// phrases and the calendar, neither holidays nor customers.
package when

import (
	"cmp"
	"errors"
	"strings"
	"time"
)

// Reference is when and by whom a phrase is said.
type Reference struct {
	Now      time.Time // in the zone of the person who says it
	Locale   string    // their IETF tag, such as en-GB: whether 12/1 is in December; "" or a bare "en" leaves that open
	Calendar Calendar  // which days are worked where they are; nil knows weekends only
}

// Moment is a calendar day with or without a time of day, by the clock of the person who says it.
type Moment struct {
	Day  time.Time // midnight UTC of the calendar day
	Time string    // HH:MM, or "" when the phrase names none
}

// When is what a phrase may mean.
type When struct {
	Moment                  // the likeliest reading
	Readings []Moment       // every reading that is left, at most three, the likeliest first; one when there is no doubt
	Past     bool           // it lies before the reference: a day before today, or a minute before now. It has one reading then
	Unsure   bool           // the words may be no date at all: ask, even where there is one reading
	Repeats  bool           // the phrase names a day again and again, as every Monday does; the readings are the first of them
	Zone     *time.Location // whose clock the phrase names, with an IANA name; nil where it names none, or has several readings
	Before   string         // the words in front of the phrase; only Find reads a phrase behind others
	Phrase   string         // the words that were read
	Rest     string         // what follows them
	span     string         // as it was written, of a span of time of which the beginning is read: 10:00-11:00
	glued    bool           // no blank stands around the phrase, as in 给王总明天打电话
}

// Ambiguous reports whether somebody has to say what the phrase means.
func (w When) Ambiguous() bool { return len(w.Readings) > 1 || w.Unsure || w.Repeats }

// Left is the text without the phrase, such as what is to be done. A span of time stays in it: what is read of it is when
// it begins.
func (w When) Left() string {
	left := ""
	for _, part := range []string{w.Before, w.span, w.Rest} {
		if part == "" {
			continue
		}
		if left != "" && !w.glued {
			left += " "
		}
		left += part
	}
	return left
}

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
// the next such hour. A zone beside an hour says whose clock it is; the readings are on the person's own. The next week,
// month, quarter or year without a day is its first workday. Of several phrases with "or", "to" or 、 between them each
// is a reading. Of a span of hours the beginning is read.
func Parse(text string, ref Reference) (When, error) {
	one, err := read(text, ref)
	return one.When, err
}

// result is a phrase that was read.
type result struct {
	When
	end int // where it ends in the text
	p   *phrase
}

// read reads one phrase, or several of which one is meant.
func read(text string, ref Reference) (result, error) {
	one, err := readOne(text, ref, nil)
	if err != nil || one.Past {
		return one, err
	}
	for range maxReadings - 1 {
		begin, listed := one.alternative(text)
		if !listed {
			break
		}
		two, err := readOne(text[begin:], ref, one.p)
		if err != nil || two.Past || begin+two.end <= one.end || !two.p.otherThan(one.p) {
			break // what follows is no other date: tomorrow or not at all
		}
		first := one.Readings[:min(len(one.Readings), maxReadings-1)]
		if one.p.clock == nil && one.p.part == nil && two.p.clock != nil { // tomorrow or friday at ten
			one.p.clock, one.p.part = two.p.clock, two.p.part
			if timed, past := one.p.readings(); !past {
				first = timed[:min(len(timed), maxReadings-1)]
			}
		}
		one.Readings = unique(append(first, two.Readings...))
		one.Moment, one.Zone, one.Repeats = one.Readings[0], nil, one.Repeats || two.Repeats
		one.end, one.p.days, one.p.part = begin+two.end, two.p.days, two.p.part
		one.Phrase, one.Rest, one.span = strings.TrimSpace(text[:one.end]), two.Rest, cmp.Or(one.span, two.span)
	}
	return one, nil
}

// readOne reads one phrase. What an earlier one names that it follows is not said again: 下周三或周四.
func readOne(text string, ref Reference, after *phrase) (result, error) {
	p := newPhrase(text, ref)
	p.follow(after)
	start := p.at
	end := p.pieces()
	if end == start || p.days == nil && !p.timed() {
		return result{}, ErrNone
	}
	w := When{Phrase: strings.TrimSpace(text[p.origin[start]:p.origin[end]]), Rest: p.rest(text, end), Unsure: p.unsure, Repeats: p.repeats, span: p.spanned}
	p.inherit(after)
	if len(p.zones) > 0 && p.timed() {
		w.Readings, w.Past, w.Zone = p.inZones(ref, after)
	} else {
		w.Readings, w.Past = p.readings()
	}
	if p.wrong != "" {
		return result{}, &ImpossibleError{w.Phrase, p.wrong}
	}
	w.Moment = w.Readings[0]
	return result{w, p.origin[end], p}, nil
}

// pieces reads as many pieces as there are and returns where the last one ends.
func (p *phrase) pieces() (end int) {
	end = p.at
	for range mostPieces {
		if !p.piece() {
			break
		}
		end = p.at
	}
	return end
}

// phrase is what has been read so far.
type phrase struct {
	scanner
	source   string    // the text as it was written
	now      int       // minutes since midnight
	today    time.Time // midnight UTC of the day
	anchor   time.Time // the day from which on the next such day is looked for: today, or that of the phrase before
	instant  time.Time // with its zone
	order    dateOrder
	calendar Calendar
	days     []time.Time // the days it may be, the likeliest first; none when only a time was named
	chinese  bool        // who says it writes 12.25 for a date
	byWeeks  bool        // the day was counted in weeks from today
	dated    bool        // the days were named by a date or a word such as tomorrow, not by a weekday alone
	weekdays []time.Weekday
	clock    *clock
	part     *partOfDay
	zones    []zone         // whose clock it may be
	lives    *time.Location // where the person lives, where instant is elsewhere
	strict   bool           // what follows is another day only where it names one: 周一到周三
	listed   bool           // it follows such a phrase
	weekly   bool           // it follows a weekday
	own      bool           // it names a day itself
	before   string         // the preposition in front of the piece
	led      bool           // a preposition stands in front of all of it
	kinds    kind           // what it is made of
	unsure   bool           // it may be no date
	repeats  bool           // every Monday
	short    bool           // its weekday is abbreviated: sat, sun and wed are words as well
	spanned  string         // 10:00-11:00, as it was written
	wrong    Reason
}

// kind is how surely words are a date where they stand behind others.
type kind int

// The kinds; a phrase is of several.
const (
	plainly  kind = 1 << iota // tomorrow, 2026-12-01, Dec 1
	maybe                     // a weekday, 1/12, the 5th, 10:00, 元旦: behind a preposition or at the end
	onlyBare                  // 3 days, 12.25: never behind other words
)

func newPhrase(text string, ref Reference) *phrase {
	p := &phrase{
		scanner: fold(text), source: text, order: orderOf(ref.Locale), chinese: strings.HasPrefix(strings.ToLower(ref.Locale), "zh"),
		instant: ref.Now, calendar: ref.Calendar,
	}
	if p.calendar == nil {
		p.calendar = weekends{}
	}
	p.now, p.today = ref.Now.Hour()*60+ref.Now.Minute(), midnight(ref.Now)
	p.anchor = p.today
	p.skip(blanks)
	return p
}

func midnight(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
}

// piece reads one day, weekday, time, part of the day or zone, with what may stand in front of it.
func (p *phrase) piece() bool {
	start, fresh := p.at, !p.anything()
	p.skip(separators)
	led := false
	if p.before, led = p.prepositions(); fresh {
		p.led = led
	}
	if p.follows(names) {
		p.at = start
		return false
	}
	if p.days == nil && p.day() || p.days != nil && p.secondDay() || p.zones == nil && p.zoneHere() || p.clock == nil && p.time() || p.part == nil && p.partOfDay() {
		p.closing()
		return true
	}
	p.at = start
	return false
}

// anything reports whether something was read already.
func (p *phrase) anything() bool {
	return p.days != nil || p.clock != nil || p.part != nil || p.zones != nil
}

// prepositions skips on, at, by, in, 在, 于 and the, and returns the last one, and whether there is another than the.
func (p *phrase) prepositions() (last string, led bool) {
	for range 2 {
		word, found := first(&p.scanner, prepositions)
		if !found {
			break
		}
		last, led = word, led || word != "the"
		p.skip(" ")
	}
	return last, led
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
	return p.named(plainly, exists, days...)
}

// named is name of words that are a date more or less surely.
func (p *phrase) named(surely kind, exists bool, days ...time.Time) bool {
	p.dated = true
	p.kinds |= surely
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
