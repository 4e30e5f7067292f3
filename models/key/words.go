package key

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Word is a word of a text, as it is compared.
type Word struct {
	Text   string   // folded, without signs: cocacola for Coca-Cola, ibm for I.B.M.
	Dense  bool     // it is a run of a script without blanks between words
	Begins []int    // the letters of Text, besides the first, at which a part of it begins: 4 in cocacola
	Parts  []string // its parts, where signs stand between: coca and cola
}

// Words returns the words of a text that is kept, in their order: what a search finds it by. Runs of scripts without blanks are
// one, whatever stands between them. Behind short words that a blank parts, which are often written as one, stands what they
// are together: walmart for Wal Mart.
func Words(text string) []Word {
	words := Pieces(text)
	return append(words, together(words)...)
}

// Pieces returns the words of a text once each, in their order.
func Pieces(text string) []Word { return grouped(joinDense(within(partsOf(fold(text))))) }

// grouped makes words of parts: those that only signs part are one.
func grouped(list []part) []Word {
	var words []Word
	fresh := true // the next part begins a word
	for _, p := range list {
		last := len(words) - 1
		fresh = fresh || p.apart
		switch {
		case p.and:
			continue
		case fresh || p.dense || words[last].Dense || parted(words[last].Text, p.text):
			words = append(words, Word{Text: p.text, Dense: p.dense, Begins: p.begins(), Parts: []string{p.text}})
		default:
			words[last] = glue(words[last], Word{Text: p.text, Parts: []string{p.text}})
		}
		fresh = false
	}
	for i := range words {
		if len(words[i].Parts) == 1 {
			words[i].Parts = nil
		}
	}
	return words
}

// begins are the letters of a part that were words of their own: I B M.
func (p part) begins() []int {
	var list []int
	for i := 1; p.loose && i < utf8.RuneCountInString(p.text); i++ {
		list = append(list, i)
	}
	return list
}

// glue makes one word of two.
func glue(a, b Word) Word {
	a.Begins = append(slices.Clone(a.Begins), utf8.RuneCountInString(a.Text))
	a.Text += b.Text
	a.Parts = append(slices.Clone(a.Parts), b.Parts...)
	return a
}

// parted reports two runs that stay two words even where only a sign is between: two numbers, and what follows a sign that
// belongs to a word, as in C++/Java.
func parted(before, behind string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(behind)
	return isDigit(last) && isDigit(first) || last == '+' || last == '#'
}

// Lengths up to which neighbours are taken to be one word as well.
const (
	shortWord  = 3 // letters of one of them
	shortWords = 8 // of both
)

// together returns runs of short words as one word each.
func together(words []Word) []Word {
	var runs []Word
	var run Word
	pieces := 0
	end := func() {
		if pieces > 1 {
			run.Parts = nil
			runs = append(runs, run)
		}
		run, pieces = Word{}, 0
	}
	for i, w := range words {
		if pieces > 0 && !joined(words[i-1], w) {
			end()
		}
		if w.Dense || isForm(w.Text) {
			continue
		}
		if pieces++; pieces == 1 {
			run = w
		} else {
			run = glue(run, w)
		}
	}
	end()
	return runs
}

func joined(a, b Word) bool {
	if a.Dense || b.Dense || isForm(a.Text) || isForm(b.Text) || parted(a.Text, b.Text) {
		return false
	}
	first, second := utf8.RuneCountInString(a.Text), utf8.RuneCountInString(b.Text)
	return min(first, second) <= shortWord || first+second <= shortWords
}

// isForm reports a word that says what kind of company it is, or joins names: nobody writes it together with the name.
func isForm(word string) bool {
	return legalForms().behind[word] || slices.Contains(conjunctions, word)
}

// Asked is a word of what somebody looks for. It is found where all words of one of its ways are.
type Asked struct{ Ways [][]Word }

// Asks returns the words of what somebody looks for: without a legal form, an article or and, since these tell no names
// apart, unless there is nothing else.
func Asks(text string) []Asked {
	list := partsOf(fold(text))
	f := legalForms()
	for {
		left := f.cut(list, text)
		if len(left) == 0 || spoken(left) == spoken(list) {
			break
		}
		list = left
	}
	list = withoutConjunctions(within(list))
	var asked []Asked
	for _, w := range grouped(denseTogether(list)) {
		asked = append(asked, Asked{Ways: ways(w, list)})
	}
	return asked
}

// withoutConjunctions drops words that & stands for between others; the sign itself stays, since what it parts is one word.
func withoutConjunctions(list []part) []part {
	left := make([]part, 0, len(list))
	for i, p := range list {
		if !p.and && isConjunction(p) && p.apart && i > 0 && i < len(list)-1 {
			continue
		}
		left = append(left, p)
	}
	return left
}

// denseTogether joins runs of scripts without blanks where only a sign parts them: a blank says that there are two words.
func denseTogether(list []part) []part {
	together := make([]part, 0, len(list))
	for _, p := range list {
		if last := len(together) - 1; last >= 0 && p.dense && together[last].dense && !p.apart {
			together[last].text += p.text
			continue
		}
		together = append(together, p)
	}
	return together
}

// ways returns how a word that somebody looks for may be written in a name.
func ways(w Word, list []part) [][]Word {
	whole := []Word{{Text: w.Text, Dense: w.Dense}}
	if w.Dense {
		return [][]Word{whole}
	}
	var parts []Word
	short := false
	for _, text := range w.Parts {
		parts = append(parts, Word{Text: text})
		short = short || utf8.RuneCountInString(text) < minInfix
	}
	if slices.ContainsFunc(list, func(p part) bool { return p.loose && p.text == w.Text }) { // j p
		for _, letter := range w.Text {
			parts = append(parts, Word{Text: string(letter)})
		}
		short = true
	}
	switch plain := toned.Replace(w.Text); {
	case len(parts) > 1 && !short: // each part is found within a word, too
		return [][]Word{parts}
	case len(parts) > 1:
		return [][]Word{whole, parts}
	case plain != w.Text:
		return [][]Word{whole, {{Text: plain}}}
	}
	return [][]Word{whole}
}

// minInfix is from how many letters a word is found within another, and not only at its beginning.
const minInfix = 3

// toned writes the pinyin of ü as the readings of names have it: 绿地 is ludi, and lvdi and lyudi are typed.
var toned = strings.NewReplacer("lyu", "lu", "nyu", "nu", "lv", "lu", "nv", "nu")
