package key

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// lineEnds are the ends of lines that systems and word processors have.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\v", "\n", "\f", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")

// Clean returns what is kept of a text that somebody typed or pasted. What is invisible and carries nothing is dropped: soft
// hyphens, zero-width spaces, marks and embeddings of a direction where nothing runs from right to left. What is invisible and
// carries something stays: the joiners of an emoji and of scripts that have them, selectors of a variant behind a character that
// has variants, the marks of a text that really runs from right to left. Blanks that only look like others become spaces, lines
// end in LF, radicals and ligatures, which are copied from PDFs, become the letters that they stand for, and marks are
// joined with their letters (NFC). Blanks around the text are dropped. Case and width stay as typed. What isn't UTF-8 is left
// as it is, for the rules to refuse, and so is an override that turns letters around: they were seen otherwise than they are.
//
// Cleaning what is clean changes nothing.
func Clean(text string) string {
	if !utf8.ValidString(text) {
		return text
	}
	text = lineEnds.Replace(text)
	if isPlain(text) {
		return strings.TrimSpace(text)
	}
	for range maxFolds {
		cleaned := cleanOnce(text)
		if cleaned == text {
			break
		}
		text = cleaned
	}
	return text
}

// cleanOnce cleans a text that isn't plain. What is dropped may bring others together.
func cleanOnce(text string) string {
	letters := []rune(norm.NFC.String(text))
	paired := pairs(letters)
	kept := make([]rune, 0, len(letters))
	for i, r := range letters {
		var before rune
		if len(kept) > 0 {
			before = kept[len(kept)-1]
		}
		switch {
		case isPaired(r):
			if paired[i] || r == rightOverride {
				kept = append(kept, r)
			}
		case carriesNothing(r, before, letters[i+1:], paired != nil):
		case isOddBlank(r):
			kept = append(kept, ' ')
		case isSpoilt(r):
			kept = append(kept, []rune(norm.NFKC.String(string(r)))...)
		default:
			kept = append(kept, unified(r))
		}
	}
	return strings.TrimSpace(norm.NFC.String(string(kept)))
}

// isOddBlank reports blanks that look like a space, and are none to whoever searches for one. The ideographic space is as wide
// as it was meant.
func isOddBlank(r rune) bool {
	return r == 0xA0 || r >= 0x2000 && r <= 0x200A || r == 0x202F || r == 0x205F
}

// isSpoilt reports ligatures of Latin letters, and Arabic letters in one of their shapes, as PDFs have them.
func isSpoilt(r rune) bool {
	return r >= 0xFB00 && r <= 0xFB06 || r >= 0xFB50 && r <= 0xFBB1 || r >= 0xFE80 && r <= 0xFEFC
}

// carriesNothing reports a character that is invisible and carries nothing where it stands: behind before, with rest to follow.
func carriesNothing(r, before rune, rest []rune, rightToLeft bool) bool {
	switch {
	case r == zwj || r == zwnj:
		return !joins(r, before, rest)
	case isSelector(r):
		return !selects(r, before, rest)
	case isTag(r):
		return before != blackFlag && !isTag(before)
	case r == 0x200E || r == 0x200F || r == 0x061C:
		return !rightToLeft
	}
	return isNothing(r)
}

// isNothing reports what carries nothing wherever it stands.
func isNothing(r rune) bool {
	switch {
	case r == 0xAD, r == 0x034F, r == 0x17B4, r == 0x17B5, r == 0x200B, r == 0xFEFF,
		r >= 0x2060 && r <= 0x2065, r >= 0x206A && r <= 0x206F, r >= 0xFFF9 && r <= 0xFFFC,
		r >= 0x1BCA0 && r <= 0x1BCA3, r >= 0x1D173 && r <= 0x1D17A, r == 0xE0001:
		return true
	}
	return false
}

const (
	zwnj      = '\u200c'
	zwj       = '\u200d'
	keycap    = '\u20e3'
	blackFlag = '\U0001F3F4' // the flags of regions are made of it and of tags
)

// joins reports a joiner between the parts of an emoji, or between letters of a script that writes with joiners.
func joins(r, before rune, rest []rune) bool {
	at := 0
	for at < len(rest) && (rest[at] == zwj || rest[at] == zwnj || isNothing(rest[at])) {
		at++
	}
	if at == len(rest) || before == 0 {
		return false
	}
	if unicode.In(before, joiningScripts...) {
		return unicode.In(rest[at], joiningScripts...)
	}
	return r == zwj && (isPictograph(before) || before == 0xFE0F || isTag(before)) && isPictograph(rest[at])
}

var joiningScripts = []*unicode.RangeTable{
	unicode.Arabic, unicode.Syriac, unicode.Mongolian, unicode.Devanagari, unicode.Bengali, unicode.Gurmukhi, unicode.Gujarati, unicode.Oriya, unicode.Tamil,
	unicode.Telugu, unicode.Kannada, unicode.Malayalam, unicode.Sinhala, unicode.Khmer, unicode.Myanmar, unicode.Tibetan, unicode.Nko, unicode.Phags_Pa,
}

// isSelector reports a selector of a variant of the character before it.
func isSelector(r rune) bool {
	return r >= 0xFE00 && r <= 0xFE0F || r >= 0xE0100 && r <= 0xE01EF || r >= 0x180B && r <= 0x180F
}

// selects reports a selector behind a character that has variants: text or picture, a glyph of a Chinese character as a name
// has it, a letter's shape in Mongolian.
func selects(r, before rune, rest []rune) bool {
	switch {
	case r == 0xFE0E || r == 0xFE0F:
		return isPictograph(before) || strings.ContainsRune("0123456789#*", before) && before != 0 && len(rest) > 0 && rest[0] == keycap
	case r >= 0xE0100:
		return unicode.Is(unicode.Han, before)
	case r >= 0xFE00:
		return unicode.In(before, unicode.Han, unicode.Myanmar, unicode.Phags_Pa)
	}
	return unicode.Is(unicode.Mongolian, before)
}

// isTag reports one of the invisible letters that say which region's flag a black flag is.
func isTag(r rune) bool { return r >= 0xE0020 && r <= 0xE007F }

// isPictograph reports what may be an emoji or a part of one.
func isPictograph(r rune) bool {
	switch {
	case r >= 0x1F000 && r <= 0x1FAFF, r >= 0x2190 && r <= 0x21FF, r >= 0x2300 && r <= 0x23FF, r >= 0x2460 && r <= 0x24FF, r >= 0x25A0 && r <= 0x27BF,
		r >= 0x2900 && r <= 0x297F, r >= 0x2B00 && r <= 0x2BFF, r == 0xA9, r == 0xAE, r == 0x203C, r == 0x2049, r == 0x2122, r == 0x2139, r == 0x3030, r == 0x303D,
		r == 0x3297, r == 0x3299:
		return true
	}
	return false
}

// Controls of a direction that hold until another one ends them.
const (
	leftEmbedding  = '\u202a'
	rightEmbedding = '\u202b'
	endEmbedding   = '\u202c'
	leftOverride   = '\u202d'
	rightOverride  = '\u202e'
	leftIsolate    = '\u2066'
	firstIsolate   = '\u2068'
	endIsolate     = '\u2069'
)

func isPaired(r rune) bool {
	return r >= leftEmbedding && r <= rightOverride || r >= leftIsolate && r <= endIsolate
}

// rightToLeft are the scripts of the texts that directions matter to.
var rightToLeft = []*unicode.RangeTable{
	unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Adlam, unicode.Mandaic, unicode.Samaritan,
}

// pairs returns which controls of a direction carry something: embeddings and isolates that end in their line, in a text that
// runs from right to left. Overrides never do: that from left to right changes nothing, with the other a text poses as another. It is nil for a text that runs from left
// to right.
func pairs(letters []rune) map[int]bool {
	runs := false
	for _, r := range letters {
		runs = runs || r >= 0x0590 && unicode.In(r, rightToLeft...) && unicode.IsLetter(r)
	}
	if !runs {
		return nil
	}
	keep := map[int]bool{}
	var open []int
	for i, r := range letters {
		switch {
		case r == '\n':
			open = nil
		case r == endEmbedding || r == endIsolate:
			if len(open) == 0 {
				continue
			}
			first := open[len(open)-1]
			if isolate := letters[first] >= leftIsolate; isolate != (r == endIsolate) {
				continue
			}
			open = open[:len(open)-1]
			if letters[first] != leftOverride && letters[first] != rightOverride {
				keep[first], keep[i] = true, true
			}
		case isPaired(r):
			open = append(open, i)
		}
	}
	return keep
}

// Misdirects reports a text with a control of a direction that carries nothing, or turns letters around: shown, it could pose as
// another, or turn what stands behind it.
func Misdirects(text string) bool {
	if strings.IndexFunc(text, isPaired) < 0 {
		return false
	}
	letters := []rune(text)
	keep := pairs(letters)
	for i, r := range letters {
		if isPaired(r) && !keep[i] {
			return true
		}
	}
	return false
}

// Visible returns a text without anything invisible, in compatible forms (NFKC: full width becomes half width), for what is
// plain letters and signs only: numbers and addresses. Case stays.
func Visible(text string) string {
	text = strings.Map(func(r rune) rune {
		if isInvisible(r) {
			return -1
		}
		return unified(r)
	}, strings.ToValidUTF8(text, "�"))
	return strings.Map(digit, norm.NFKC.String(text))
}

// isInvisible reports what nobody sees, whether it carries something or not.
func isInvisible(r rune) bool {
	return isNothing(r) || r == zwj || r == zwnj || isSelector(r) || r >= 0xE0000 && r <= 0xE0FFF || r == 0x200E || r == 0x200F || r == 0x061C || isPaired(r) ||
		r == 0x115F || r == 0x1160 || r == 0x3164 || r == 0xFFA0 || r == 0x2800
}
