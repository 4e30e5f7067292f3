package mask_test

import (
	_ "embed"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models/mask"
)

//go:embed testdata/names.txt
var names string

//go:embed testdata/addresses.txt
var addresses string

// masking is one of the rules, with its table and what a mask of it may consist of.
type masking struct {
	name  string
	mask  func(string) string
	table string
}

var maskings = []masking{{"name", mask.Name, names}, {"address", mask.Address, addresses}}

// rows are the lines of a table: a text and what may be seen of it.
func rows(t testing.TB, table string) (list [][2]string) {
	t.Helper()
	for line := range strings.Lines(table) {
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		plain, masked, found := strings.Cut(line, "\t")
		text, err := strconv.Unquote(`"` + strings.ReplaceAll(plain, `"`, `\"`) + `"`)
		if !found || err != nil {
			t.Fatalf("%q is no row: %v", line, err)
		}
		list = append(list, [2]string{text, masked})
	}
	return list
}

func TestTheTables(t *testing.T) {
	for _, m := range maskings {
		for _, row := range rows(t, m.table) {
			if got := m.mask(row[0]); got != row[1] {
				t.Errorf("%s %q is masked as %q, want %q", m.name, row[0], got, row[1])
			}
			check(t, m, row[0])
		}
		if got := m.mask(""); got != "" {
			t.Errorf("no %s is masked as %q", m.name, got)
		}
	}
}

// What holds of every mask, whatever the text is: nothing is shown that wasn't there; it is masked as itself; of something
// it is never empty; and of what it is made.
func check(t interface{ Fatalf(string, ...any) }, m masking, plain string) {
	masked := m.mask(plain)
	if (masked == "") != (plain == "") {
		t.Fatalf("%s %q is masked as %q", m.name, plain, masked)
	}
	if again := m.mask(masked); again != masked {
		t.Fatalf("%s %q is masked as %q, and that as %q", m.name, plain, masked, again)
	}
	if utf8.ValidString(plain) && !utf8.ValidString(masked) {
		t.Fatalf("%s breaks %q into %q", m.name, plain, masked)
	}
	for _, r := range masked {
		if !strings.ContainsRune("*· ,-", r) && !strings.ContainsRune(plain, r) {
			t.Fatalf("%s of %q shows %q, which has %q too much", m.name, plain, masked, r)
		}
	}
	if bad := tooMuch(m.name, masked); bad != "" {
		t.Fatalf("%s %q is masked as %q, of which %q is too much", m.name, plain, masked, bad)
	}
}

// What a word of a masked name may be: hidden characters with at most two of Chinese or Korean behind them, or a letter with
// all that follows it hidden. Titles of the list may stand around it.
var (
	denseWord  = regexp.MustCompile(`^[小老阿大]?\*{1,4}[\p{Han}\p{Hangul}\p{Co}]{0,2}$`)
	letterWord = regexp.MustCompile(`^[\p{L}\p{Co}]?\*{3}(·[\p{L}\p{Co}]?\*{3})*$`)
)

// tooMuch returns what of a mask is neither hidden nor allowed.
func tooMuch(rule, masked string) string {
	if rule == "address" {
		return mask.Unlisted(masked)
	}
	for _, word := range strings.FieldsFunc(masked, func(r rune) bool { return unicode.IsSpace(r) || mask.Between(r) }) {
		if !allowed(word) {
			return word
		}
	}
	return ""
}

// allowed reports a word of a masked name, or several with 和 between them.
func allowed(word string) bool {
	if mask.IsTitle(word) || letterWord.MatchString(word) || slices.ContainsFunc(mask.WithoutTitles(word), denseWord.MatchString) {
		return true
	}
	for at, r := range word {
		if mask.And(r) && allowed(word[:at]) && allowed(word[at+utf8.RuneLen(r):]) {
			return true
		}
	}
	return false
}

// plausible are texts like those that people type, and texts that aren't.
var plausible = rapid.OneOf(
	rapid.StringMatching(`[欧阳王张李司马娜小老明翠花经理财务总部和与、，· *]{0,12}`),
	rapid.StringMatching(`[A-Za-z.'\-* ,&]{0,24}`),
	rapid.StringMatching(`[陈小明TonyAna *·•(（）)13]{0,16}`),
	rapid.StringMatching(`(中国|广东省?|深圳市?|南山区?|北京市?|朝阳区?|海南|黄山|沪|香港|[路街号东西王明市场1-9 ,*]){0,6}`),
	rapid.StringMatching(`((Nanshan|Shenzhen|Guangdong|China|UK|Wang|Main St|Room [1-9]{3}|Yichun|[*]{3})(, |,| )){0,5}`),
	rapid.String(),
)

func TestMasksShowNoMoreThanTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := plausible.Draw(t, "plain")
		for _, m := range maskings {
			check(t, m, plain)
		}
	})
}

func FuzzMasks(f *testing.F) {
	for _, m := range maskings {
		for _, row := range rows(f, m.table) {
			f.Add(row[0])
		}
	}
	f.Fuzz(func(t *testing.T, plain string) {
		for _, m := range maskings {
			check(t, m, plain[:min(len(plain), 300)])
		}
	})
}
