package key

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns the form in which any text is compared: without what is invisible, in compatible forms (NFKC), lower case,
// simplified characters, ASCII digits, without the accents of scripts in which they tell no words apart, with one apostrophe and
// one hyphen for all that look like them, and with white space folded to single blanks. Signs stay: Name is for names. It is for
// comparison only, never shown. Folding what is folded changes nothing.
func Fold(text string) string {
	folded := strings.Fields(fold(text))
	if slices.ContainsFunc(folded, beginsWithMark) { // what it stood on was white space: alone it is another character
		folded = strings.Fields(fold(strings.Join(folded, " ")))
	}
	return strings.Join(folded, " ")
}

func beginsWithMark(word string) bool {
	first, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.M, first)
}

// fold is Fold but for white space.
func fold(text string) string {
	if isPlain(text) {
		return strings.Map(simplified, strings.ReplaceAll(strings.ToLower(text), "`", "'"))
	}
	for range maxFolds {
		folded := foldOnce(text)
		if folded == text {
			break
		}
		text = folded
	}
	return text
}

// isPlain reports a text of ASCII and the usual Chinese characters, as most are: there is little to fold.
func isPlain(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf && !isUsualHan(r) }) < 0
}

func isUsualHan(r rune) bool { return r >= 0x4E00 && r <= 0x9FFF }

// maxFolds is how often a text is folded until nothing changes: a few characters become others that are folded in turn.
const maxFolds = 4

func foldOnce(text string) string {
	seen := strings.Map(func(r rune) rune {
		switch {
		case isInvisible(r) || r == '™' || r == '℠' || r == '®' || r == '©':
			return -1
		case strings.ContainsRune(apostrophes, r):
			return '\''
		case r == '♯':
			return '#'
		}
		return unified(r)
	}, strings.ToValidUTF8(text, "�"))
	apart := norm.NFKD.String(strings.ToLower(norm.NFKC.String(seen)))
	var b strings.Builder
	b.Grow(len(apart))
	var base rune // the letter that marks belong to
	for _, r := range apart {
		if unicode.Is(unicode.M, r) {
			if !isAccent(base, r) {
				b.WriteRune(r)
			}
			continue
		}
		base = r
		if r >= utf8.RuneSelf {
			if letters, known := alike[r]; known {
				b.WriteString(letters)
				continue
			}
			if unicode.Is(unicode.Pd, r) || r == '−' {
				r = '-'
			}
			r = digit(hiragana(simplified(r)))
		}
		b.WriteRune(r)
	}
	return norm.NFC.String(b.String())
}

// apostrophes are what keyboards put for one, a lone accent among it.
const apostrophes = "'’‘‛ʼʻʽʹˈ´`′‵՚׳ꞌ＇"

// alike are letters that compatible forms don't take apart, with what people write for them where they can't type them.
var alike = map[rune]string{
	'ß': "ss", 'æ': "ae", 'œ': "oe", 'ø': "o", 'đ': "d", 'ð': "d", 'ħ': "h", 'ı': "i", 'ĸ': "k", 'ł': "l", 'ŋ': "n", 'ŧ': "t", 'þ': "th", 'ƒ': "f", 'ə': "a",
	'ɓ': "b", 'ɗ': "d", 'ƙ': "k", 'ɨ': "i", 'ʉ': "u", 'ς': "σ", 'ٱ': "ا", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ـ': "",
}

// isAccent reports a mark that tells no names apart behind a letter: José is Jose. In other scripts a mark is a vowel, a tone or
// makes another letter: กินดี is not กันดี, ハス no バス, й no и.
func isAccent(base, mark rune) bool {
	switch {
	case unicode.In(base, unicode.Latin, unicode.Greek, unicode.Hebrew, unicode.Arabic):
		return unicode.Is(unicode.Mn, mark) && unicode.In(mark, unicode.Inherited, unicode.Hebrew, unicode.Arabic)
	case unicode.Is(unicode.Cyrillic, base):
		return mark == 0x0300 || mark == 0x0301 || base == 'е' && mark == 0x0308 // ё is written е
	case base == 0, unicode.Is(unicode.Common, base):
		return mark >= 0x0300 && mark <= 0x036F || mark >= 0x20D0 && mark <= 0x20FF
	}
	return false
}

// hiragana returns a katakana as the hiragana that is read the same.
func hiragana(r rune) rune {
	if r >= 0x30A1 && r <= 0x30F6 {
		return r - 0x60
	}
	return r
}
