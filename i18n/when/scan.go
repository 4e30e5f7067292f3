package when

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestPhrase is how many runes of a text are looked at: phrases are short, notes needn't be.
const longestPhrase = 96

const (
	blanks     = " "
	separators = " ,;的"
	afterwards = " ,;:-。.!?的" // between a phrase and what is to be done
)

// scanner walks over a folded text.
type scanner struct {
	text   string
	at     int
	origin []int // for each byte of the text where it stood in the original, and where the text ends there
}

// fold writes a text in one way: half width, small letters, simplified characters, single spaces, one kind of dash.
func fold(text string) scanner {
	folded := make([]byte, 0, min(len(text), 4*longestPhrase))
	origin := make([]int, 0, cap(folded)+1)
	runes, end := 0, len(text)
	for i, r := range text {
		if runes++; runes > longestPhrase {
			end = i
			break
		}
		r = foldRune(r)
		if r == invisible || r == ' ' && len(folded) > 0 && folded[len(folded)-1] == ' ' {
			continue
		}
		before := len(folded)
		folded = utf8.AppendRune(folded, r)
		for range len(folded) - before {
			origin = append(origin, i)
		}
	}
	return scanner{text: string(folded), origin: append(origin, end)}
}

// invisible stands for what is on no keyboard and in many pasted texts.
const invisible = -1

func foldRune(r rune) rune {
	switch {
	case r < utf8.RuneSelf:
		if r == '\t' || r == '\n' || r == '\r' {
			return ' '
		}
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return r
	case r >= '！' && r <= '～':
		return foldRune(r - '！' + '!')
	case unicode.IsSpace(r):
		return ' '
	case unicode.Is(unicode.Cf, r):
		return invisible
	}
	if simple, known := plain[r]; known {
		return simple
	}
	return r
}

// plain has the simplified form of traditional characters, and the plain one of punctuation.
var plain = map[rune]rune{
	'週': '周', '後': '后', '點': '点', '兩': '两', '個': '个', '號': '号', '禮': '礼', '這': '这', '鐘': '钟', '鍾': '钟', '時': '时',
	'過': '过', '間': '间', '裡': '里', '裏': '里', '兒': '儿', '終': '终', '俩': '两', '倆': '两', '〇': '零', '○': '零', '於': '于', '淩': '凌', '還': '还',
	'～': '~', '’': '\'', '‘': '\'', '–': '-', '—': '-', '−': '-', '‐': '-', '‑': '-', '、': ',',
}

func (s *scanner) skip(runes string) {
	for s.at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[s.at:])
		if !strings.ContainsRune(runes, r) {
			return
		}
		s.at += size
	}
}

// eat takes the first of the words that stands here, as a whole: "mon" does not stand in "money" or "mon-fri".
func (s *scanner) eat(words ...string) bool {
	for _, word := range words {
		if strings.HasPrefix(s.text[s.at:], word) && !s.cuts(word) {
			s.at += len(word)
			return true
		}
	}
	return false
}

// then takes a word that may have a space before it.
func (s *scanner) then(words ...string) bool {
	start := s.at
	s.skip(blanks)
	if s.eat(words...) {
		return true
	}
	s.at = start
	return false
}

// cuts reports whether a word that stands here goes on behind its end.
func (s *scanner) cuts(word string) bool {
	return isAlnum(word[len(word)-1]) && s.goesOn(s.at+len(word))
}

// goesOn reports whether what ends before a place is part of a longer Latin word or number there.
func (s *scanner) goesOn(at int) bool {
	if at >= len(s.text) {
		return false
	}
	next := s.text[at]
	if next == '\'' || next == '-' {
		return at+1 < len(s.text) && isLetter(s.text[at+1])
	}
	return isAlnum(next)
}

// ends reports whether nothing more follows.
func (s *scanner) ends() bool { return strings.Trim(s.text[s.at:], blanks+".!。") == "" }

// follows reports whether one of the words comes next.
func (s *scanner) follows(words []string) bool {
	for _, word := range words {
		if strings.HasPrefix(s.text[s.at:], word) {
			return true
		}
	}
	return false
}

func (s *scanner) next() byte {
	if s.at < len(s.text) {
		return s.text[s.at]
	}
	return 0
}

// rest is what follows in the original, as it was written.
func (s *scanner) rest(original string, at int) string {
	s.at = at
	s.skip(afterwards)
	return strings.TrimSpace(original[s.origin[s.at]:])
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' }
func isDigit(b byte) bool  { return b >= '0' && b <= '9' }
func isAlnum(b byte) bool  { return isLetter(b) || isDigit(b) }

// entry is a word and what it means. A table lists a longer word before one that begins it.
type entry[T any] struct {
	word  string
	value T
}

// first takes the first word of a table that stands here.
func first[T any](s *scanner, table []entry[T]) (value T, found bool) {
	for _, e := range table {
		if s.eat(e.word) {
			return e.value, true
		}
	}
	return value, false
}

// digits takes Arabic figures, at most so many: a longer number is no date.
func (s *scanner) digits(most int) (n, count int) {
	at := s.at
	for at < len(s.text) && isDigit(s.text[at]) {
		n = min(n*10+int(s.text[at]-'0'), 1e6)
		at++
	}
	if count = at - s.at; count == 0 || count > most {
		return 0, 0
	}
	s.at = at
	return n, count
}

// figure takes a number of up to three places: 3, 三, 十二, 二十五, three.
func (s *scanner) figure() (n int, found bool) {
	if n, count := s.digits(3); count > 0 {
		return n, true
	}
	if isDigit(s.next()) {
		return 0, false
	}
	if n, found := s.hanFigure(); found {
		return n, true
	}
	return first(s, englishNumbers)
}

// hanFigure takes a Chinese number below one hundred.
func (s *scanner) hanFigure() (n int, found bool) {
	at, units, ten := s.at, -1, false
	for at < len(s.text) {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		digit, known := hanDigits[r]
		switch {
		case r == '十' && !ten:
			n, units, ten = max(1, units)*10, -1, true
		case known && units <= 0: // 零五 is a way to write five
			units = digit
		default:
			size = 0
		}
		if size == 0 {
			break
		}
		at += size
	}
	if at == s.at {
		return 0, false
	}
	s.at = at
	return n + max(0, units), true
}

// yearByFigures takes a year written figure by figure: 二零二六.
func (s *scanner) yearByFigures() (year int, found bool) {
	at := s.at
	for range 4 {
		r, size := utf8.DecodeRuneInString(s.text[at:])
		digit, known := hanDigits[r]
		if !known {
			return 0, false
		}
		year = year*10 + digit
		at += size
	}
	s.at = at
	return year, true
}
