package mask

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What of a name is masked at most, in words; what has more is hardly one, and the rest isn't shown at all.
const (
	maxWords    = 8
	maxOfPerson = 4
)

// Name masks every word of every person that a text names, and keeps what tells of nobody:
//
//   - of a word in letters the first is shown: Anna Smith → A*** S***;
//   - of a Chinese or Korean word of two or three characters the first is hidden, 王伟 → *伟, 王小明 → *小明, of one with a
//     surname of two characters these, 欧阳娜娜 → **娜娜, and of a longer one, or one that begins with no surname, all but
//     the last, 阿依古丽 → ***丽;
//   - of a name whose parts stand between dots the first character of each is shown: 阿依古丽·买买提 → 阿***·买***;
//   - titles and departments that are listed stay, 财务 刘翠花 → 财务 *翠花, and so do the signs between persons.
//
// Signs and digits of the text are not shown. A mask is masked as itself; of something the mask is never "".
func Name(name string) string {
	var b strings.Builder
	left := maxWords
	for _, p := range persons(name) {
		if left == 0 {
			break
		}
		shown, all := p.masked(&left)
		b.WriteString(strings.Join(shown, " "))
		if !all {
			break
		}
		b.WriteString(p.after)
	}
	masked := strings.Fields(b.String())
	for len(masked) > 0 && joins(masked[len(masked)-1]) { // nobody follows
		masked = masked[:len(masked)-1]
	}
	for len(masked) > 0 && strings.TrimFunc(masked[0], isDash) == "" { // nobody stands before it
		masked = masked[1:]
	}
	text := strings.Join(masked, " ")
	if name != "" && !strings.ContainsFunc(text, isSeen) {
		return Hidden
	}
	return text
}

// person is the words up to a sign between persons, and that sign with the blanks around it.
type person struct {
	words []string
	after string
}

// between are the signs that stand between persons, or around one.
const between = "、，,;；/／|｜&＆()（）[]［］【】{}<>《》〈〉\"“”„‟「」『』:：。\n"

// dots stand between the parts of one name: 阿依古丽·买买提.
const dots = "·•・‧∙⋅･᛫●▪◦⸱⸳․ꞏ‣⁃᜵•"

// persons takes a text apart into persons and their words.
func persons(text string) []person {
	var (
		list []person
		now  person
		word strings.Builder
	)
	end := func() {
		if text := word.String(); strings.ContainsFunc(text, isSeen) {
			now.words = append(now.words, text)
		}
		word.Reset()
	}
	seen := visible(text)
	for i, r := range seen {
		switch {
		case isDash(r) && (besideDense(seen, i) || blank(seen, i-1) && blank(seen, i+1)):
			end()
			now.after = " " + string(r) + " "
			list, now = append(list, now), person{}
		case strings.ContainsRune(between, r):
			end()
			if blank(seen, i-1) && len(now.words) > 0 {
				now.after = " "
			}
			now.after += string(r)
			if blank(seen, i+1) {
				now.after += " "
			}
			list, now = append(list, now), person{}
		case r == ' ':
			end()
			if n := len(now.words); n > 1 && conjunctions[strings.ToLower(now.words[n-1])] {
				list, now = append(list, person{now.words[:n-1], " " + now.words[n-1] + " "}), person{}
			}
		default:
			word.WriteRune(r)
		}
	}
	end()
	return append(list, now)
}

// conjunctions stand between persons as a word.
var conjunctions = map[string]bool{"and": true, "or": true, "和": true, "与": true, "與": true, "及": true}

// joins reports a word that stands between persons.
func joins(word string) bool {
	return conjunctions[strings.ToLower(word)] || strings.TrimFunc(word, isDash) == ""
}

func blank(letters []rune, at int) bool { return at >= 0 && at < len(letters) && letters[at] == ' ' }

// visible returns the characters of a text that can be seen, with blanks around the dots of names taken out and other white
// space made one blank.
func visible(text string) []rune {
	var seen []rune
	for _, r := range text {
		switch last := len(seen) - 1; {
		case r == utf8.RuneError || unicode.In(r, unicode.Cf, unicode.Variation_Selector) || unicode.IsControl(r) && !unicode.IsSpace(r):
		case strings.ContainsRune("\u115f\u1160\u2800\u3164\uffa0", r) || unicode.IsSpace(r):
			if last >= 0 && seen[last] != ' ' && seen[last] != '·' {
				seen = append(seen, ' ')
			}
		case strings.ContainsRune(dots, r):
			if last >= 0 && seen[last] == ' ' {
				seen = seen[:last]
			}
			seen = append(seen, '·')
		default:
			seen = append(seen, r)
		}
	}
	return seen
}

// isDash reports a sign that stands between persons where they are Chinese, and within words elsewhere.
func isDash(r rune) bool { return unicode.Is(unicode.Pd, r) || strings.ContainsRune("~～−_+＋", r) }

// besideDense reports a sign next to a Chinese or Korean character, or to hidden ones and nothing else.
func besideDense(letters []rune, i int) bool {
	return denseNext(letters[i+1:]) || denseNext(reversed(letters[:i]))
}

func denseNext(letters []rune) bool {
	for at, r := range letters {
		if r != '*' {
			return isDense(r) || at > 0 && (r == ' ' || r == '·' || isDash(r) || strings.ContainsRune(between, r))
		}
	}
	return len(letters) > 0
}

func reversed(letters []rune) []rune {
	turned := slices.Clone(letters)
	slices.Reverse(turned)
	return turned
}

// isDense reports a letter of a script in which the family name comes first, with no blank behind it.
func isDense(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hangul) || unicode.Is(unicode.Co, r) // rare characters are written privately
}

// run is a piece of a word in one kind of script.
type run struct {
	text  string
	dense bool
	parts []string // of a name with dots; nil of others
}

// runs takes a word apart. Stars before or behind Chinese characters stand for hidden ones.
func runs(word string) []run {
	if parts := dotted(word); len(parts) > 1 {
		return []run{{text: word, parts: parts}}
	}
	var (
		list []run
		now  []rune
		kind rune // 0 for stars only, 'd' for dense, 'o' for others
	)
	end := func() {
		if len(now) > 0 {
			list = append(list, run{text: string(now), dense: kind != 'o'})
			now = nil
		}
	}
	cut := func(next rune) {
		if kind != 0 && kind != next {
			end()
		}
		kind = next
	}
	for _, r := range word {
		switch {
		case isStar(r):
			now = append(now, '*')
			continue
		case isDense(r):
			cut('d')
		case kind != 'o' && !isTold(r):
			continue // a sign before a word, or among Chinese characters, is not shown
		default:
			cut('o')
		}
		now = append(now, r)
	}
	end()
	return list
}

// isSeen reports a character that a mask doesn't drop: one that tells something, or a hidden one.
func isSeen(r rune) bool { return isTold(r) || isStar(r) }

func isStar(r rune) bool { return r == '*' || r == '＊' }

// isTold reports a character that tells something: a letter or a number.
func isTold(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) || isDense(r) }

// dotted returns the parts of a name with dots between them; between Chinese characters a full stop is one, too.
func dotted(word string) []string {
	letters := []rune(word)
	for i, r := range letters {
		if (r == '.' || r == '．') && i > 0 && i+1 < len(letters) && isDense(letters[i-1]) && isDense(letters[i+1]) {
			letters[i] = '·'
		}
	}
	return strings.FieldsFunc(string(letters), func(r rune) bool { return r == '·' })
}

// masked returns a person's words as they may be shown, and whether these are all; left is how many more may be masked.
func (p person) masked(left *int) (shown []string, whole bool) {
	var all []run
	for _, word := range p.words {
		all = append(all, runs(word)...)
	}
	posts, leading, behindDense := onlyPosts(all), true, false
	masked := 0
	for _, r := range all {
		text := r.text
		if !posts && !r.kept(leading, behindDense) {
			if masked == maxOfPerson || *left == 0 {
				return shown, false
			}
			text, leading = r.mask(), false
			if text == Hidden && len(shown) > 0 && shown[len(shown)-1] == Hidden { // a number in groups
				continue
			}
			masked++
			*left--
		}
		shown = append(shown, text)
		behindDense = r.dense
	}
	return shown, true
}

// onlyPosts reports a person who is named by a post or department alone: Sales Manager.
func onlyPosts(all []run) bool {
	for _, r := range all {
		if !isPost(r.text) && !words().alone[strings.ToLower(r.text)] {
			return false
		}
	}
	return true
}

// isPost reports a post or department in Latin letters; a short one only in capitals, since It and Hr are names, too.
func isPost(text string) bool {
	text = strings.TrimSuffix(text, ".")
	return words().posts[strings.ToLower(text)] && (len(text) > 3 || text == strings.ToUpper(text))
}

// kept reports a title. leading: nothing but titles stands before it.
func (r run) kept(leading, behindDense bool) bool {
	l, key := words(), strings.ToLower(r.text)
	switch {
	case r.parts != nil:
		return false
	case r.dense:
		return l.isTitle(r.text) || behindDense && l.endings[r.text]
	case leading && isPost(r.text):
		return true
	case behindDense && l.pieces[r.text]: // 田中さん
		return true
	}
	return (leading || behindDense) && (l.honorifics[key] || l.honorifics[strings.TrimSuffix(key, ".")])
}

func (r run) mask() string {
	switch {
	case r.parts != nil:
		parts := r.parts[:min(len(r.parts), maxOfPerson)]
		masked := make([]string, len(parts))
		for i, part := range parts {
			if masked[i] = initial(part); utf8.RuneCountInString(part) == 1 { // it would be shown whole: 孟德尔·苏
				masked[i] = Hidden
			}
		}
		return strings.Join(masked, "·")
	case r.dense:
		return dense([]rune(r.text))
	}
	return initial(r.text)
}

// initial shows the first letter of a word.
func initial(word string) string {
	for _, r := range word {
		if unicode.IsLetter(r) || unicode.Is(unicode.Co, r) {
			return string(r) + Hidden
		}
	}
	return Hidden
}
