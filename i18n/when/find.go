package when

import (
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"
)

// furthestBegin is how many bytes of a text are looked at for the beginning of a phrase.
const furthestBegin = 1200

// Find reads the date phrase of a text wherever it stands: send quote by friday, 给王总明天打电话. One at the beginning is meant, as
// Parse reads it; else the one at the end, else the one behind a preposition, else any that is plainly a date. What is
// past counts only at the beginning, and only where nothing else is found: 两天前 tells, it plans nothing. Several that are as
// likely are readings of one question, and all of the text is left then. It fails as Parse does.
func Find(text string, ref Reference) (When, error) {
	begin, err := read(text, ref)
	if err == nil && !begin.Past {
		return begin.completed(text, ref), nil
	}
	impossible := (*ImpossibleError)(nil)
	if errors.As(err, &impossible) {
		return When{}, err
	}
	from := 1
	if err == nil {
		from = begin.end
	}
	within, wrong := findWithin(text, from, ref)
	switch {
	case len(within) > 0:
		return choose(text, within), nil
	case err == nil: // past, and said first
		return begin.When, nil
	case wrong != nil:
		return When{}, wrong
	}
	return When{}, err
}

// findWithin returns the phrases behind the beginning of a text, and the first that can't be.
func findWithin(text string, from int, ref Reference) (phrases []result, wrong error) {
	for at := from; at < len(text) && at < furthestBegin && len(phrases) < mostPieces; at++ {
		if !utf8.RuneStart(text[at]) || !begins(text, at) {
			continue
		}
		one, err := read(text[at:], ref)
		if impossible := (*ImpossibleError)(nil); errors.As(err, &impossible) {
			if wrong == nil && ledIn(text[at:]) {
				wrong = err
			}
			at = skipWord(text, at, len(impossible.Phrase))
			continue
		}
		if err != nil || one.Past || !one.fits(text, at) {
			if err == nil && one.end > 0 {
				at = skipWord(text, at, one.end)
			}
			continue
		}
		one.Before = strings.TrimRightFunc(text[:at], isBetween)
		one.glued = hanAround(text, at, at+one.end)
		one.end += at
		phrases = append(phrases, one)
		at = one.end - 1
	}
	return phrases, wrong
}

// completed is a phrase at the beginning with what stands further on: the day of a time, 3pm call Bob tomorrow, or the time of a
// day, tomorrow call Bob at 3pm.
func (r *result) completed(text string, ref Reference) When {
	day, timed := r.p.days != nil, r.p.timed()
	if day && timed || r.Repeats || r.Unsure || len(r.p.zones) > 0 {
		return r.When
	}
	others, _ := findWithin(text, r.end, ref)
	if len(others) != 1 {
		return r.When
	}
	other := others[0]
	if own := other.p.own; own == day || other.p.timed() == timed || other.Repeats || other.Unsure || len(other.p.zones) > 0 || len(other.Readings) > 1 && own {
		return r.When
	}
	one := *r.p
	if day {
		one.clock, one.part = other.p.clock, other.p.part
	} else {
		one.days = other.p.days
	}
	readings, past := one.readings()
	if past || one.wrong != "" {
		return r.When
	}
	w := r.When
	w.Readings, w.Moment, w.span = readings, readings[0], w.span+other.span
	w.Phrase += ", " + other.Phrase
	between := strings.TrimFunc(text[r.end:other.end-len(other.Phrase)], isBetween)
	w.Rest = strings.TrimSpace(between + " " + other.Rest)
	return w
}

// skipWord passes over a phrase that is none here, so that its end isn't taken for one: the 天 of 两天前.
func skipWord(text string, at, length int) int {
	next := at + length - 1
	for next > at && !utf8.RuneStart(text[next]) {
		next--
	}
	return next
}

// isBetween reports what stands between words: blanks, commas, dashes.
func isBetween(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune(",;:-–—，；：、（(", r) || unicode.Is(unicode.Cf, r)
}

// hanAround reports whether Chinese characters stand right before and right behind a part of a text.
func hanAround(text string, begin, end int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[:begin])
	next, _ := utf8.DecodeRuneInString(text[end:])
	return unicode.Is(unicode.Han, last) && unicode.Is(unicode.Han, next)
}

// begins reports whether a phrase may begin at a place: not within a Latin word or a number, and in Chinese not behind
// what makes another word of it: 第三天, 李国庆.
func begins(text string, at int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[:at])
	next, _ := utf8.DecodeRuneInString(text[at:])
	before := strings.ToLower(strings.TrimSpace(text[max(0, at-8):at]))
	switch {
	case strings.HasSuffix(before, "since") || strings.HasSuffix(before, "after"): // what was, or what is later
		return false
	case unicode.IsSpace(next) || strings.ContainsRune("的,;，；、", next):
		return false
	case last == '-' && strings.TrimRight(text[:at], "-") == strings.TrimRightFunc(text[:at], isBetween): // mon-fri
		return false
	case isBetween(last) || strings.ContainsRune("。.!！?？)）的了》」』\"”", last):
		return true
	case unicode.Is(unicode.Han, next) && unicode.Is(unicode.Han, last):
		numbered := strings.ContainsRune(partOfNumber, last) && (next != '过' || last != '下') && // 考虑一下过两周再说
			(!strings.ContainsRune(numerals, last) || !strings.ContainsRune("下明今昨本这", next)) // 预算二十万下周三
		return !numbered && next != '半' // 十天半个月
	case unicode.Is(unicode.Han, next):
		return !unicode.IsDigit(last) && last != '.'
	}
	return unicode.Is(unicode.Han, last) && !strings.ContainsRune(partOfNumber, last)
}

// partOfNumber are characters behind which no date begins: the 三天 of 第三天, the 天 of 两天.
const partOfNumber = "第零一二两三四五六七八九十百千万几每上下前后大半多数星期周礼拜初"

// numerals are the digits among them.
const numerals = "一二两三四五六七八九十百千万"

// ledIn reports whether a text begins with a preposition of dates.
func ledIn(text string) bool {
	p := newPhrase(text, Reference{})
	_, led := p.prepositions()
	return led
}

// fits reports whether a phrase within a text is a date there.
func (r *result) fits(text string, at int) bool {
	last := strings.TrimRightFunc(text[at+r.end:], func(c rune) bool { return unicode.IsSpace(c) || strings.ContainsRune(".!。！", c) }) == ""
	if r.p.kinds&onlyBare != 0 {
		return r.p.led && last
	}
	if r.p.kinds&plainly != 0 {
		return true
	}
	if r.p.led || last {
		return apart(text, at)
	}
	r.Unsure = r.p.weekdays != nil && !r.p.short // send quote friday to Bob
	return r.Unsure
}

// apart reports whether a phrase stands apart from the word in front of it, where it isn't plainly a date: 张国庆 is a person.
func apart(text string, at int) bool {
	last, _ := utf8.DecodeLastRuneInString(text[:at])
	next, _ := utf8.DecodeRuneInString(text[at:])
	return !unicode.Is(unicode.Han, last) || !unicode.Is(unicode.Han, next) || strings.ContainsRune("在于到约定等再请需要会", last)
}

// choose returns the likeliest of several phrases within a text, or a question where several are as likely.
func choose(text string, phrases []result) When {
	rank := func(r result) int {
		switch {
		case r.Repeats:
			return 3
		case strings.Trim(text[r.end:], " .!。！") == "":
			return 0
		case r.p.led:
			return 1
		}
		return 2
	}
	best := phrases[0]
	var also []result
	for _, other := range phrases[1:] {
		switch a, b := rank(other), rank(best); {
		case a < b:
			best, also = other, nil
		case a == b:
			also = append(also, other)
		}
	}
	if len(also) == 0 {
		return best.When
	}
	w := best.When
	for _, other := range also {
		w.Readings = unique(append(w.Readings, other.Readings...))
		w.Phrase += ", " + other.Phrase
	}
	if len(w.Readings) == len(best.Readings) {
		return best.When
	}
	w.Moment, w.Zone, w.Before, w.Rest, w.span = w.Readings[0], nil, strings.TrimSpace(text), "", ""
	return w
}
