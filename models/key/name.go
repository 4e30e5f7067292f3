package key

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Name returns what names are compared by: folded, and without signs and blanks, so that Wal-Mart, Walmart and “Wal Mart” are
// one. Signs that tell names apart stay: C++ is not C#, 1.5 not 15, and & is and. A name that has neither letter nor digit is
// compared by its signs. The key of a key is the key.
func Name(text string) string {
	return settle(text, func(text string) string {
		folded := fold(text)
		list := partsOf(folded)
		if len(list) == 0 {
			return strings.Join(strings.Fields(folded), " ")
		}
		return join(withConjunctions(within(list)))
	})
}

// Stem returns Name without what says only what kind of company it is, and without an article before it: two names that
// agree in it are likely the same customer. It is "" where there is neither letter nor digit: such names are like no other.
func Stem(text string) string {
	return settle(text, func(text string) string { return join(withConjunctions(stem(text))) })
}

// settle makes a text's form of it until nothing changes.
func settle(text string, form func(string) string) string {
	for range maxFolds {
		made := form(text)
		if made == text || isOneRun(made) {
			return made
		}
		text = made
	}
	return text
}

// isOneRun reports a form that is one word, or Chinese, throughout: it is its own form.
func isOneRun(form string) bool {
	return strings.IndexFunc(form, func(r rune) bool { return !isUsualHan(r) }) < 0 ||
		strings.IndexFunc(form, func(r rune) bool { return r < 'a' || r > 'z' }) < 0
}

// part is a run of letters of one kind of script, within a name.
type part struct {
	text  string
	dense bool // written without blanks between words
	apart bool // a blank, or a sign that stands between words, is before it
	and   bool // it is no run but & or a + that stands for one
	spelt bool // single letters that were written one by one: I.B.M.
	loose bool // of spelt ones: with blanks between
}

// IsDense reports a letter of a script that is written without blanks between words.
func IsDense(r rune) bool {
	return unicode.In(r, denseScripts...) || r == 'ー' || r == 'ｰ' || r == '〆'
}

var denseScripts = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// joiners are signs that stand within a word: what is before and behind belongs together. Everything else that is no letter
// separates words.
const joiners = `-'."“”„«»‹›/_·•・‧*!?~^@#+&°´†‡` + "׳״"

// brackets are the forms of companies that Japanese and Korean names have in brackets, or as one character for all of it.
var brackets = strings.NewReplacer(
	"(株)", " 株式会社 ", "(有)", " 有限会社 ", "(合)", " 合同会社 ", "(同)", " 合同会社 ", "(资)", " 合资会社 ", "(名)", " 合名会社 ", "(주)", " 주식회사 ", "(유)", " 유한회사 ",
)

// partsOf takes a folded text apart.
func partsOf(folded string) []part {
	s := scanner{letters: numbers([]rune(brackets.Replace(folded)))}
	for s.at < len(s.letters) {
		s.step()
	}
	s.end(s.at)
	return spelt(spelt(s.list, false), true)
}

// numbers writes a comma between two digits as a point, and drops it before thousands.
func numbers(letters []rune) []rune {
	written := make([]rune, 0, len(letters))
	digitAt := func(at int) bool { return at >= 0 && at < len(letters) && isDigit(letters[at]) }
	for i, r := range letters {
		switch {
		case r != ',' || !digitAt(i-1) || !digitAt(i+1):
			written = append(written, r)
		case !digitAt(i+2) || !digitAt(i+3) || digitAt(i+4):
			written = append(written, '.')
		}
	}
	return written
}

// scanner reads parts off a text, one letter or sign at a time.
type scanner struct {
	letters []rune
	at      int // the next one
	list    []part
	start   int  // of the run that goes on
	in      bool // a run goes on
	dense   bool // what it is
	apart   bool // what stood before it, or before the next
}

func (s *scanner) step() {
	r := s.letters[s.at]
	switch length := s.signs(); {
	case length > 0:
		s.at += length
		return
	case isLetter(r):
		dense := IsDense(r) || s.in && s.dense && isMark(r)
		if !s.in || dense != s.dense {
			s.end(s.at)
			s.start, s.in, s.dense = s.at, true, dense
		}
	default:
		s.end(s.at)
		s.between(r)
	}
	s.at++
}

// signs returns how many signs at the place belong to the run before it: each + or # at its end, as in C++, and the point
// between two digits.
func (s *scanner) signs() int {
	r := s.letters[s.at]
	switch {
	case !s.in || s.dense:
		return 0
	case r == '.' && isDigit(s.letter(s.at-1)) && isDigit(s.letter(s.at+1)):
		return 1
	case r == '+' || r == '#':
		length := 1
		for s.letter(s.at+length) == r {
			length++
		}
		if !isLetter(s.letter(s.at + length)) {
			return length
		}
	}
	return 0
}

// letter is the one at a place; 0 where there is none.
func (s *scanner) letter(at int) rune {
	if at < 0 || at >= len(s.letters) {
		return 0
	}
	return s.letters[at]
}

// end ends the run that goes on, before a place.
func (s *scanner) end(at int) {
	if s.in {
		s.list = append(s.list, part{text: string(s.letters[s.start:at]), dense: s.dense, apart: s.apart})
		s.in, s.apart = false, false
	}
}

// between notes a sign or blank between runs.
func (s *scanner) between(r rune) {
	last := len(s.list) - 1
	switch {
	case (r == '&' || r == '+') && last >= 0 && !s.list[last].and:
		s.list = append(s.list, part{text: "and", and: true, apart: s.apart})
		s.apart = false
	case !strings.ContainsRune(joiners, r):
		s.apart = true
	}
}

// isLetter reports what names consist of: letters, digits, and the marks that belong to them.
func isLetter(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

func isMark(r rune) bool { return unicode.Is(unicode.M, r) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// spelt joins letters that are written one by one, with signs or with blanks between: I.B.M. and J. P. are IBM and JP. Those
// with signs go first, so that the B.V. of Type A B.V. is BV.
func spelt(list []part, blanks bool) []part {
	joined := make([]part, 0, len(list))
	going := false // the last part is made of such letters
	for _, p := range list {
		last := len(joined) - 1
		if last >= 0 && isSingle(p) && p.apart == blanks && (going || isSingle(joined[last])) {
			joined[last].text += p.text
			joined[last].spelt, joined[last].loose, going = true, blanks, true
			continue
		}
		joined, going = append(joined, p), false
	}
	return joined
}

// isSingle reports a letter by itself.
func isSingle(p part) bool {
	first, size := utf8.DecodeRuneInString(p.text)
	return size == len(p.text) && !p.dense && !p.spelt && unicode.IsLetter(first)
}

// conjunctions are the words that & stands for.
var conjunctions = []string{"and", "und", "et", "og", "och"}

// isConjunction reports & or a word that it stands for.
func isConjunction(p part) bool { return p.and || slices.Contains(conjunctions, p.text) }

// within drops & where it is at an end of a name, and writes it 和 where it stands between Chinese.
func within(list []part) []part {
	for len(list) > 0 && list[len(list)-1].and {
		list = list[:len(list)-1]
	}
	list = slices.Clone(list)
	for i := range list {
		if p := &list[i]; p.and && list[i-1].dense && list[i+1].dense {
			p.text, p.dense, p.and = "和", true, false
		}
	}
	return list
}

// withConjunctions writes & and the words that it stands for as one word, where they stand between others.
func withConjunctions(list []part) []part {
	for i := 1; i < len(list)-1; i++ {
		if p := &list[i]; isConjunction(*p) || p.text == "y" && !p.dense {
			p.text = "and"
		}
	}
	return list
}

// joinDense joins runs of scripts without blanks: what stands between them there carries nothing.
func joinDense(list []part) []part {
	joined := make([]part, 0, len(list))
	for _, p := range list {
		if last := len(joined) - 1; last >= 0 && p.dense && joined[last].dense {
			joined[last].text += p.text
			continue
		}
		joined = append(joined, p)
	}
	return joined
}

// join writes parts one behind the other. A blank stays where two numbers, or a sign of the run before it and a letter, would
// become one.
func join(list []part) string {
	var b strings.Builder
	var last rune
	for _, p := range list {
		first, _ := utf8.DecodeRuneInString(p.text)
		if isDigit(last) && isDigit(first) || last == '+' || last == '#' {
			b.WriteByte(' ')
		}
		b.WriteString(p.text)
		last, _ = utf8.DecodeLastRuneInString(p.text)
	}
	return b.String()
}
