package capture

import (
	"embed"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/BurntSushi/toml"
	"github.com/hbollon/go-edlib"
)

//go:embed lexicon.zh.toml lexicon.en.toml
var lexicons embed.FS

// file is a list of words as its author writes it.
type file struct {
	Kinds map[string]struct{ Done, Plain []string } `toml:"kinds"`
	Words map[string][]string                       `toml:"words"`
	Names map[string][]string                       `toml:"names"`
	Says  map[string]string                         `toml:"says"`
	Trad  struct{ Pairs string }                    `toml:"traditional"`
}

// entry is a word, taken apart as a text is.
type entry struct {
	words []string
	kind  string // of an interaction
}

// lexicon is all lists of both languages.
type lexicon struct {
	lists map[string]map[string][]entry // by name and first word: the longest entry first
	sets  map[string]bool               // words of lists that are looked up whole, by list and word
	vocab []string                      // Latin words of five letters and more, for slips of the finger
	known map[string]bool               // every Latin word of the lists
	plain map[rune]rune                 // traditional to simplified
	says  map[string]string             // words of amounts, spelt out
}

// words is the lexicon. It is read once: the lists are part of the program.
var words = sync.OnceValue(func() *lexicon {
	l := &lexicon{lists: map[string]map[string][]entry{}, sets: map[string]bool{}, known: map[string]bool{}, plain: map[rune]rune{}, says: map[string]string{}}
	for _, name := range []string{"lexicon.zh.toml", "lexicon.en.toml"} {
		var f file
		if _, err := toml.DecodeFS(lexicons, name, &f); err != nil {
			panic(err) // it is embedded, and the tests read it
		}
		l.add(f)
	}
	for _, list := range l.lists {
		for _, entries := range list {
			slices.SortStableFunc(entries, func(a, b entry) int { return length(b) - length(a) })
		}
	}
	return l
})

func length(e entry) (n int) {
	for _, w := range e.words {
		n += len(w)
	}
	return n
}

// slipLength is how many letters a word has at least that is found with a slip of the finger in it.
const slipLength = 5

func (l *lexicon) add(f file) {
	for _, pair := range strings.Fields(f.Trad.Pairs) {
		if runes := []rune(pair); len(runes) == 2 {
			l.plain[runes[0]] = runes[1]
		}
	}
	maps.Copy(l.says, f.Says)
	put := func(list, kind string, all []string) {
		for _, text := range all {
			e := entry{kind: kind}
			for _, t := range cut(text, nil) {
				e.words = append(e.words, t.word)
				if t.kind == latin && !l.known[t.word] {
					l.known[t.word] = true
					if len(t.word) >= slipLength-1 {
						l.vocab = append(l.vocab, t.word)
					}
				}
			}
			if l.lists[list] == nil {
				l.lists[list] = map[string][]entry{}
			}
			l.lists[list][e.words[0]] = append(l.lists[list][e.words[0]], e)
			l.sets[list+" "+strings.Join(e.words, " ")] = true
		}
	}
	for kind, forms := range f.Kinds {
		put("done", kind, forms.Done)
		put("plain", kind, forms.Plain)
	}
	for list, all := range f.Words {
		put(list, "", all)
	}
	for list, all := range f.Names {
		put("names."+list, "", all)
	}
}

// meant is a Latin word as it was meant: with a slip of the finger it is the word of the lists that it is like.
func (l *lexicon) meant(word string) string {
	if len(word) < slipLength-1 || l.known[word] {
		return word
	}
	for _, known := range l.vocab {
		if len(word) < slipLength && sorted(known) != sorted(word) { // of a short word only two letters that changed places
			continue
		}
		if known[0] == word[0] && abs(len(known)-len(word)) <= 1 && edlib.OSADamerauLevenshteinDistance(word, known) == 1 && !inflected(word, known) {
			return known
		}
	}
	return word
}

// inflected reports two forms of one word, which is no slip: call and calls.
func inflected(a, b string) bool {
	return strings.TrimSuffix(a, "s") == strings.TrimSuffix(b, "s") || strings.TrimSuffix(a, "d") == strings.TrimSuffix(b, "d")
}

// sorted is the letters of a word in their order.
func sorted(word string) string {
	letters := []byte(word)
	slices.Sort(letters)
	return string(letters)
}

func abs(n int) int { return max(n, -n) }

// has reports a whole word of a list.
func (l *lexicon) has(list string, tokens []token) bool {
	all := make([]string, len(tokens))
	for i, t := range tokens {
		all[i] = t.word
	}
	return l.sets[list+" "+strings.Join(all, " ")]
}
