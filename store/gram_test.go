package store_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// Whatever runs of a name somebody types, with the case or width they like, the name has every gram they need.
func TestEveryPieceOfANameIsIndexed(t *testing.T) {
	letters := []rune("北京科技有限公司華重庆长沙カメラあいбвг abcXYZ019 éüñ中")
	rapid.Check(t, func(t *rapid.T) {
		name := string(rapid.SliceOfN(rapid.SampledFrom(letters), 1, 30).Draw(t, "name"))
		grams, text := store.SearchTerms(models.Customer{Name: name})
		for _, word := range strings.Fields(name) {
			if !store.Covers(grams, text, word) {
				t.Fatalf("%q is not covered by %q", word, grams)
			}
			runes := []rune(word)
			end := rapid.IntRange(1, len(runes)).Draw(t, "end")
			if prefix := string(runes[:end]); !store.Covers(grams, text, strings.ToUpper(prefix)) {
				t.Fatalf("%q is not covered by %q", prefix, grams)
			}
		}
	})
}

// Any text at all can be indexed: its grams fit the column and hold nothing but letters and digits.
func FuzzSearchTerms(f *testing.F) {
	for _, seed := range []string{"", "北京", "a\x00b", "\xff", "ﷺ", "👩‍👩‍👧", "Ⅷ ㍿ ½", "e\u0301", "ำ", "ǅ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		grams, text := store.SearchTerms(models.Customer{Name: name})
		if !utf8.ValidString(text) {
			t.Fatalf("%q has search text %q", name, text)
		}
		for i, gram := range grams {
			if n := utf8.RuneCountInString(gram); n < 1 || n > 3 || !utf8.ValidString(gram) || strings.ContainsAny(gram, " %_!") {
				t.Fatalf("%q has gram %q", name, gram)
			}
			if i > 0 && grams[i-1] >= gram {
				t.Fatalf("%q: grams not in order, or twice: %q", name, grams)
			}
		}
		store.Covers(grams, text, name)
	})
}

func TestReadings(t *testing.T) {
	for name, words := range map[string][]string{
		"重庆":     {"chongqing", "zhongqing", "cq", "zq"},
		"中国银行":   {"zhongguoyinhang", "zgyh"},
		"长城汽车":   {"changchengqiche", "ccqc"},
		"石家庄乐凯":  {"shijiazhuanglekai", "sjzlk", "yuekai"},
		"厦门":     {"xiamen"},
		"大连万达":   {"dalianwanda"},
		"阿里巴巴":   {"alibaba", "albb"},
		"信合华夏":   {"xinhehuaxia"},
		"A股 中国B": {"a", "zhongguo", "b"},
		"株式会社":   {"zhushi"},
		"𠮷野家":    {"yejia"},
	} {
		grams, text := store.SearchTerms(models.Customer{Name: name})
		for _, word := range words {
			if !store.Covers(grams, text, word) && !strings.Contains(text, word) {
				t.Errorf("%s is not read %s: %q", name, word, text)
			}
		}
	}
}

// The nearest run of a word's letters is found in one pass; comparing with every run finds none that is nearer.
func TestTheNearestRunOfLettersIsFound(t *testing.T) {
	letters := rapid.SliceOfN(rapid.SampledFrom([]rune("abc北京科")), 1, 8)
	rapid.Check(t, func(t *rapid.T) {
		text, word, anywhere := letters.Draw(t, "text"), letters.Draw(t, "word"), rapid.Bool().Draw(t, "anywhere")
		least := len(text)
		for start := range word {
			if start > 0 && !anywhere {
				break
			}
			for end := start + 1; end <= len(word); end++ {
				least = min(least, edlib.OSADamerauLevenshteinDistance(string(text), string(word[start:end])))
			}
		}
		if got := store.Apart(string(text), string(word), anywhere); got != least {
			t.Fatalf("%q is %d from %q, want %d", string(text), got, string(word), least)
		}
	})
}
