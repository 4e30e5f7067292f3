package key

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed legal.txt
var legalText string

// forms are what names of companies have besides the name.
type forms struct {
	behind, before         map[string]bool // of words: a part, or several with blanks between
	denseBehind, denseFore []string        // of scripts without blanks, longest first
	capitals               map[string]*regexp.Regexp
	articles               map[string]bool
	branches               []string
	longest                int // of behind and before, in parts
}

var legalForms = sync.OnceValue(func() *forms { return readForms(legalText) })

// readForms reads legal.txt.
func readForms(table string) *forms {
	f := &forms{behind: map[string]bool{}, before: map[string]bool{}, capitals: map[string]*regexp.Regexp{}, articles: map[string]bool{}}
	for line := range strings.Lines(table) {
		head, list, found := strings.Cut(strings.TrimSpace(line), ":")
		if !found || strings.HasPrefix(line, "#") {
			continue
		}
		place, _, _ := strings.Cut(head, " ")
		for form := range strings.SplitSeq(list, "|") {
			f.add(place, partsOf(fold(strings.TrimSpace(form))))
		}
	}
	for _, list := range [][]string{f.denseBehind, f.denseFore} {
		slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
	}
	return f
}

func (f *forms) add(place string, list []part) {
	name := spoken(list)
	f.longest = max(f.longest, len(list))
	switch dense := list[0].dense; {
	case place == "articles":
		f.articles[name] = true
	case place == "capitals":
		f.capitals[name] = inCapitals(name)
	case place == "branches":
		f.branches = append(f.branches, name)
	case place == "behind" && dense:
		f.denseBehind = append(f.denseBehind, name)
	case place == "before" && dense:
		f.denseFore = append(f.denseFore, name)
	case place == "behind":
		f.behind[name] = true
	case place == "before":
		f.before[name] = true
	}
}

// inCapitals matches a form whose first and last letters are capitals.
func inCapitals(form string) *regexp.Regexp {
	upper := strings.ToUpper(form)
	last := strings.NewReplacer("S", "[SŞ]").Replace(upper[len(upper)-1:])
	return regexp.MustCompile(`(?:^|[^\pL\pN])` + upper[:1] + `(?i:` + form[1:len(form)-1] + `)` + last + `(?:[^\pL\pN]|$)`)
}

// spoken writes parts as forms are looked up.
func spoken(list []part) string {
	words := make([]string, len(list))
	for i, p := range list {
		if words[i] = p.text; isConjunction(p) {
			words[i] = "and"
		}
	}
	return strings.Join(words, " ")
}

// stem are the parts of a name without its legal forms, behind it and before it, and without an article at its beginning. A name
// that is nothing else keeps them.
func stem(text string) []part {
	f := legalForms()
	list := joinDense(within(partsOf(fold(text))))
	for {
		left := f.cut(list, text)
		if len(left) == 0 || spoken(left) == spoken(list) {
			return list
		}
		list = left
	}
}

// cut takes off one form, or an article.
func (f *forms) cut(list []part, text string) []part {
	n := len(list)
	if n > 1 && isConjunction(list[n-1]) { // Tiffany & Co.
		return list[:n-1]
	}
	for length := min(f.longest, n-1); length > 0; length-- {
		if f.isBehind(list[n-length:], text) && !f.onlyArticles(list[:n-length]) {
			return list[:n-length]
		}
		if f.before[spoken(list[:length])] {
			return list[length:]
		}
	}
	if left := f.cutDense(list); left != nil {
		return left
	}
	if n > 1 && f.articles[list[0].text] {
		return list[1:]
	}
	return list
}

// isBehind reports a form that stands behind names.
func (f *forms) isBehind(list []part, text string) bool {
	name := spoken(list)
	if f.behind[name] {
		return true
	}
	capitals, known := f.capitals[name]
	return known && (list[0].spelt && !list[0].loose || capitals.MatchString(norm.NFKC.String(text)))
}

func (f *forms) onlyArticles(list []part) bool {
	return !slices.ContainsFunc(list, func(p part) bool { return !f.articles[p.text] })
}

// cutDense takes a form off a run that is written without blanks, at the end or at the beginning of a name; nil when there is
// none.
func (f *forms) cutDense(list []part) []part {
	if len(list) == 0 {
		return nil
	}
	last := len(list) - 1
	for _, at := range []struct {
		place int
		forms []string
		cut   func(string, string) (string, bool)
	}{{last, f.denseBehind, strings.CutSuffix}, {0, f.denseFore, strings.CutPrefix}} {
		if !list[at.place].dense || at.place == last && slices.ContainsFunc(f.branches, func(branch string) bool { return strings.HasSuffix(list[last].text, branch) }) {
			continue
		}
		for _, form := range at.forms {
			rest, found := at.cut(list[at.place].text, form)
			if !found || rest == "" && len(list) == 1 || !startsLetter(rest) {
				continue
			}
			if rest == "" {
				return slices.Delete(slices.Clone(list), at.place, at.place+1)
			}
			left := slices.Clone(list)
			left[at.place].text = rest
			return left
		}
	}
	return nil
}

// startsLetter reports that a run was not cut within a letter and its marks.
func startsLetter(text string) bool {
	first, size := utf8.DecodeRuneInString(text)
	return size == 0 || !isMark(first)
}
