package models

import (
	"strconv"
	"strings"
)

// Numbers as they are spoken in Chinese, in characters or mixed with figures: 二十万, 两千五百, 3万5, 1亿2000万.

var (
	spokenDigits = map[rune]int64{
		'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
		'壹': 1, '贰': 2, '叁': 3, '肆': 4, '伍': 5, '陆': 6, '柒': 7, '捌': 8, '玖': 9,
	}
	spokenUnits = map[rune]int64{'十': 10, '百': 100, '千': 1000, '拾': 10, '佰': 100, '仟': 1000}
	spokenBig   = map[rune]int64{'万': 10_000, '亿': 100_000_000}
)

const maxSpoken = 100_000_000_000_000

// spokenNumber reads a whole number in which characters count. Plain figures, and figures with one unit, which ParseNumber reads, are
// none. A last digit without a unit counts the next smaller one: 三万五 is 35000, unless a 零 stands before it.
func spokenNumber(text string) (number string, ok bool) {
	text = plainNumber(text)
	s := spoken{unit: 1}
	runes := []rune(strings.ReplaceAll(text, " ", ""))
	for i, r := range runes {
		if !s.read(r, i+1 == len(runes)) {
			return "", false
		}
	}
	if !s.characters && s.units < 2 && (s.units == 0 || !s.trailing) {
		return "", false
	}
	total := s.total + s.section + s.now
	if total > maxSpoken {
		return "", false
	}
	return strconv.FormatInt(total, 10), true
}

// spoken is how far a spoken number is read.
type spoken struct {
	total, section, now int64 // of 亿 and 万, below the last of these, the digit that waits for its unit
	unit                int64 // the last one that was read
	below               int64 // what a unit has to be smaller than; 0 at the beginning
	digits, zero        bool
	characters          bool // there was a digit in characters
	trailing            bool
	units               int
}

func (s *spoken) read(r rune, last bool) bool {
	if r >= '0' && r <= '9' {
		s.now, s.digits = s.now*10+int64(r-'0'), true
		s.ends(last)
		return s.now < maxSpoken
	}
	if digit, found := spokenDigits[r]; found {
		if s.digits { // 二五: read out digit by digit, which nothing tells from a slip
			return false
		}
		s.characters = true
		s.now, s.digits, s.zero = digit, digit > 0, s.zero || digit == 0
		s.ends(last)
		return true
	}
	if unit, found := spokenUnits[r]; found {
		if !s.digits {
			if unit != 10 || s.section%100 != 0 { // 十二, 一百十二
				return false
			}
			s.now = 1
		}
		s.characters = s.characters || r == '十' && !s.digits
		s.section += s.now * unit
		s.now, s.digits, s.zero, s.unit = 0, false, false, unit
		s.units++
		return true
	}
	big, found := spokenBig[r]
	if !found || s.section+s.now == 0 && s.total == 0 || s.below != 0 && big >= s.below && s.below != 10_000 {
		return false
	}
	s.section += s.now
	if big == 100_000_000 { // 二十万亿
		s.total = (s.total + s.section) * big
	} else {
		s.total += s.section * big
	}
	s.section, s.now, s.digits, s.zero, s.unit, s.below = 0, 0, false, false, big, big
	s.units++
	return true
}

// ends gives the last digit its place where it has no unit.
func (s *spoken) ends(last bool) {
	if last && s.units > 0 && s.now < 10 && s.now > 0 && !s.zero && s.unit >= 100 {
		s.now, s.trailing = s.now*s.unit/10, true
	}
}
