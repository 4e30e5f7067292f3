package capture

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// kind is what a token is.
type kind int

const (
	sign kind = iota
	latin
	figure
	han
)

// token is a word, a number, a Chinese character or a sign of the text.
type token struct {
	word  string // folded, and as it was meant
	kind  kind
	span  Span
	blank bool // white space stands in front of it
	upper bool // it begins with a capital letter
}

// cut takes a text apart. l knows slips of the finger and traditional characters; nil is for the lists themselves.
func cut(text string, l *lexicon) []token {
	var tokens []token
	blank := false
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		switch {
		case unicode.IsSpace(r):
			blank = true
			at += size
			continue
		case unicode.In(r, unicode.Cf, unicode.Mn):
			at += size
			continue
		}
		t := token{kind: kindOf(r), upper: unicode.IsUpper(r), blank: blank}
		end := at + size
		for (t.kind == latin || t.kind == figure) && end < len(text) {
			next, n := utf8.DecodeRuneInString(text[end:])
			if k := kindOf(next); k != t.kind && (t.kind != latin || !joins(text, end, n)) {
				break
			}
			end += n
		}
		t.span, t.word = Span{at, end}, fold(text[at:end], l)
		if l != nil && t.kind == latin {
			t.word = l.meant(t.word)
		}
		tokens, blank, at = append(tokens, t), false, end
	}
	return tokens
}

// joins reports an apostrophe or a hyphen between two letters: didn't, follow-up.
func joins(text string, at, size int) bool {
	r, _ := utf8.DecodeRuneInString(text[at:])
	next, length := utf8.DecodeRuneInString(text[at+size:])
	if strings.ContainsRune("'’", r) && (next == 's' || next == 'S') { // Initech's
		behind, _ := utf8.DecodeRuneInString(text[at+size+length:])
		return kindOf(behind) == latin
	}
	return strings.ContainsRune("'’-", r) && kindOf(next) == latin
}

func kindOf(r rune) kind {
	switch {
	case unicode.Is(unicode.Han, r):
		return han
	case unicode.IsDigit(r):
		return figure
	case unicode.IsLetter(r):
		return latin
	}
	return sign
}

// fold writes a word in one way: half width, small letters, simplified characters.
func fold(text string, l *lexicon) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			r = r - '！' + '!'
		case r == '’':
			r = '\''
		case r == '。' || r == '、':
			return r
		}
		if l != nil {
			if simple, known := l.plain[r]; known {
				return simple
			}
		}
		return unicode.ToLower(r)
	}, text)
}

// mark is a word of a list where it stands in the text.
type mark struct {
	from, to int // tokens
	kind     string
}

// find returns where the words of a list stand, the longest of those that begin at one place.
func find(tokens []token, list map[string][]entry) []mark {
	var marks []mark
	for at := 0; at < len(tokens); at++ {
		for _, e := range list[tokens[at].word] {
			if stands(tokens[at:], e.words) {
				marks = append(marks, mark{at, at + len(e.words), e.kind})
				at += len(e.words) - 1
				break
			}
		}
	}
	return marks
}

func stands(tokens []token, words []string) bool {
	if len(tokens) < len(words) || len(words) == 0 {
		return false
	}
	for i, w := range words {
		if tokens[i].word != w || i > 0 && tokens[i].kind == sign && tokens[i].blank {
			return false
		}
	}
	return true
}

// ends reports a sign behind which a sentence begins anew.
func (t token) ends() bool {
	return t.kind == sign && t.isAmong("。！？；，,;!?\n:：、()（）—–|")
}

// isAmong reports a token that stands among some characters.
func (t token) isAmong(characters string) bool {
	return t.word != "" && strings.Contains(characters, t.word)
}
