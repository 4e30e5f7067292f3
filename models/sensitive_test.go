package models_test

import (
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

// The table of what the list of sensitive words catches and lets pass, which explains itself.
func TestSensitiveTexts(t *testing.T) {
	table, err := os.ReadFile("testdata/sensitive.txt")
	if err != nil {
		t.Fatal(err)
	}
	var words, exceptions []string
	var list models.SensitiveWords
	count := 0
	for line := range strings.Lines(string(table)) {
		line = strings.TrimRight(line, "\n")
		if named, isWords := strings.CutPrefix(line, "words "); isWords {
			words = strings.Split(named, ", ")
		}
		if named, isExcept := strings.CutPrefix(line, "except "); isExcept {
			exceptions = strings.Split(named, ", ")
		}
		want, text, isCase := strings.Cut(line, " | ")
		if strings.HasPrefix(line, "#") || !isCase {
			list = models.NewSensitiveWords(words, append(exceptions, models.WordExceptions()...)...)
			continue
		}
		count++
		if word, found := list.Find(text); found != (want != "-") || found && word != want {
			t.Errorf("%q: found %q, want %s", text, word, want)
		}
	}
	if count < 80 {
		t.Errorf("only %d texts", count)
	}
}

// Nothing in the built-in list is an exception to itself, and none of it is listed twice.
func TestWordExceptions(t *testing.T) {
	all := models.WordExceptions()
	if len(all) == 0 {
		t.Fatal("there are none")
	}
	for i, word := range all {
		for _, other := range all[i+1:] {
			if models.SameWord(word, other) {
				t.Errorf("%s stands there twice", word)
			}
		}
		if found, twice := models.NewSensitiveWords([]string{word}, all...).Find(word); !twice || found != word {
			t.Errorf("a list with %s doesn't find it", word)
		}
	}
}

// Whatever stands around a word with blanks, the word is found; whatever the text, nothing panics, and what is found is on
// the list.
func TestWhatHoldsOfSensitiveWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.SampledFrom([]string{"发票", "福利", "kick", "k k", "K粉", "票", " ", "發票"}), 1, 4).Draw(t, "words")
		list := models.NewSensitiveWords(words, models.WordExceptions()...)
		parts := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]string{"发", "票", "据", "幸", "福", "利", " ", "。", "k", "K", "粉", "kick", "\x00", "\xff", "發"}), rapid.String()), 0, 12)
		text := strings.Join(parts.Draw(t, "text"), "")
		word, found := list.Find(text)
		listed := false
		for _, w := range words {
			listed = listed || w == word
		}
		if found && !listed {
			t.Fatalf("%q is found in %q", word, text)
		}
		if word := words[0]; models.IsWord(word) {
			if _, found := list.Find("x " + word + " y"); !found {
				t.Fatalf("%q isn't found among blanks", word)
			}
		}
	})
}
