package read

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

// guess finds the encoding whose text looks most like one. GB18030 reads Shift_JIS and Big5 without an error, so that an error alone
// decides nothing.
func guess(sample []byte) string {
	best, points := charsets[0].name, -1<<31
	for _, c := range charsets {
		if p := c.points(sample); p > points {
			best, points = c.name, p
		}
	}
	if best == charsets[0].name && likeKorean(sample) {
		return "EUC-KR"
	}
	return best
}

// likeKorean tells Korean from Chinese, whose usual characters have the same bytes and more: of twenty Chinese ones, some have a byte
// above those of Korean syllables.
func likeKorean(sample []byte) bool {
	syllables := 0
	for i := 0; i+1 < len(sample); i++ {
		switch lead := sample[i]; {
		case lead < utf8.RuneSelf:
			continue
		case lead >= 0xB0 && lead <= 0xC8 && sample[i+1] >= 0xA1:
			syllables++
		case lead > 0xC8 || sample[i+1] < 0xA1:
			return false
		}
		i++
	}
	return syllables >= 20
}

// points says how much a text looks like one, in points for a character beyond ASCII, times 100 for each: usual ones count for it, what
// can't be read, and what nobody writes, against it.
func (c charset) points(sample []byte) int {
	decoder := c.encoding.NewDecoder()
	total, seen := 0, 0
	var before rune
	for at := 0; at < len(sample); {
		if sample[at] < utf8.RuneSelf {
			before = rune(sample[at])
			at++
			continue
		}
		r, width := decodeOne(decoder, sample[at:])
		next := rune(' ')
		if at+width < len(sample) {
			next = rune(sample[at+width])
		}
		usual := c.usual != nil && width == 2 && c.usual(sample[at], sample[at+1])
		total += worth(r, usual, c.usual == nil, before, next)
		seen++
		before = r
		at += width
	}
	return 100 * total / max(seen, 1)
}

// decodeOne reads the character at the beginning of a text, whose bytes are at most four.
func decodeOne(decoder *encoding.Decoder, text []byte) (r rune, width int) {
	var out [16]byte
	for width = 1; width <= min(4, len(text)); width++ {
		decoder.Reset()
		n, read, err := decoder.Transform(out[:], text[:width], true)
		if err != nil || n == 0 || read != width {
			continue
		}
		if r, size := utf8.DecodeRune(out[:n]); size == n && r != utf8.RuneError {
			return r, width
		}
	}
	return utf8.RuneError, 1
}

// worth is what a character says for the encoding in which it was read.
func worth(r rune, usual, single bool, before, next rune) int {
	switch {
	case r == utf8.RuneError || r < 0xA0:
		return -10
	case unicode.Is(unicode.Co, r) || !unicode.IsGraphic(r):
		return -8
	case r >= 0xFF61 && r <= 0xFF9F: // half-width katakana, which single bytes of other encodings look like
		return -2
	case single:
		return worthSingle(r, before, next)
	case usual:
		return 5
	case unicode.In(r, unicode.Hiragana, unicode.Katakana, unicode.Hangul):
		return 2
	case r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFF60 || unicode.IsPunct(r):
		return 3
	case unicode.Is(unicode.Han, r):
		return 0
	}
	return -1
}

// worthSingle is worth in an encoding of single bytes. A letter stands among letters of its script; two that aren't ASCII rarely stand
// together in Latin script, and letters of two cases never stand within a word.
func worthSingle(r, before, next rune) int {
	latin := func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
	switch {
	case unicode.Is(unicode.Cyrillic, r):
		if unicode.Is(unicode.Cyrillic, before) && (unicode.IsLower(r) || unicode.IsUpper(before)) {
			return 5
		}
		if latin(before) || latin(next) {
			return -5
		}
		return 2
	case unicode.IsLetter(r) && (latin(before) || latin(next)) && (!unicode.IsUpper(r) || !unicode.IsLower(before)):
		return 5
	case unicode.IsLetter(r):
		return -2
	case unicode.IsSymbol(r) && unicode.IsLetter(before) && before >= utf8.RuneSelf:
		return -3
	}
	return 1
}
