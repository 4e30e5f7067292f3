package mask

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed titles.txt
var titlesText string

//go:embed surnames.txt
var surnamesText string

// lexicon is what is known of names: who bears which, and what stands beside them.
type lexicon struct {
	surnames   map[rune]bool
	common     map[rune]bool // surnames that most people bear
	compound   map[string]bool
	pieces     map[string]bool
	joints     map[string]bool
	endings    map[string]bool
	honorifics map[string]bool
	posts      map[string]bool
	alone      map[string]bool // posts that are names, too
}

// words is read once, when the first name is masked. It is never changed.
var words = sync.OnceValue(func() *lexicon {
	names, titles := sections(surnamesText), sections(titlesText)
	l := &lexicon{
		common: letters(names["common"]), surnames: letters(names["others"]), compound: setOf(names["compound"]),
		pieces: setOf(titles["pieces"]), joints: setOf(titles["joints"]), endings: setOf(titles["endings"]),
		honorifics: setOf(titles["honorifics"]), posts: setOf(titles["posts"]), alone: setOf(titles["alone"]),
	}
	for r := range l.common {
		l.surnames[r] = true
	}
	return l
})

// sections reads a table of words: "= name" begins a section, "#" a comment.
func sections(text string) map[string][]string {
	read := map[string][]string{}
	name := ""
	for line := range strings.Lines(text) {
		if heading, found := strings.CutPrefix(line, "= "); found {
			name = strings.TrimSpace(heading)
		} else if !strings.HasPrefix(line, "#") {
			read[name] = append(read[name], strings.Fields(line)...)
		}
	}
	return read
}

func setOf(list []string) map[string]bool {
	set := make(map[string]bool, len(list))
	for _, word := range list {
		set[word] = true
	}
	return set
}

func letters(list []string) map[rune]bool {
	set := map[rune]bool{}
	for _, word := range list {
		for _, r := range word {
			set[r] = true
		}
	}
	return set
}

// isTitle reports a Chinese word that is made of titles and departments altogether: 采购经理, 财务部总监.
func (l *lexicon) isTitle(word string) bool {
	return utf8.RuneCountInString(word) <= maxTitle && l.madeOf(word, false)
}

// maxTitle is how long a title may be, in characters.
const maxTitle = 12

func (l *lexicon) madeOf(word string, piece bool) bool {
	if word == "" {
		return piece
	}
	for end := range word {
		if end > 0 && l.madeOfPart(word[:end], word[end:], piece) {
			return true
		}
	}
	return l.madeOfPart(word, "", piece)
}

func (l *lexicon) madeOfPart(part, rest string, piece bool) bool {
	return (l.pieces[part] || l.joints[part]) && l.madeOf(rest, piece || l.pieces[part])
}
