package key_test

import (
	"os"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/models/modelstest"
)

func TestTextsAreKeptAndComparedAsTheTableSays(t *testing.T) {
	for _, row := range modelstest.Rows(t, "texts.txt") {
		typed, kept, compared := row[0], row[1], row[2]
		if kept == "=" {
			kept = typed
		}
		if got := key.Clean(typed); got != kept {
			t.Errorf("of %+q is kept %+q, want %+q", typed, got, kept)
		}
		if got := key.Name(typed); got != compared {
			t.Errorf("%+q is compared by %+q, want %+q", typed, got, compared)
		}
		hold(t, typed)
	}
}

// The key of anything is its own key, and that of what is kept of it; nothing with a letter has no key.
func FuzzKeys(f *testing.F) {
	for _, row := range modelstest.Rows(f, "texts.txt") {
		f.Add(row[0])
	}
	for _, seed := range []string{"", "\xff\xfe", "C++ Ltd", "c+ l td", "a & b & Co.", "S.p.A.", "The The", "AS", "有限公司", "公司公司", "(株)", "㈱", "１．５，０００", "1,000,000.5", "İ", "ǅ", "ﬀ\u0345", "ϴ", "\u1e9e", "👩\u200d", "ʼn", "½", "x y z"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		hold(t, text)
		if stem := key.Stem("Acme " + text); stem != "" && key.Stem("ACME "+text+" Co., Ltd.") != stem {
			t.Errorf("name %+q with a legal form is %+q, without %+q", text, key.Stem("ACME "+text+" Co., Ltd."), stem)
		}
	})
}

// hold checks what holds for every text.
func hold(t *testing.T, text string) {
	t.Helper()
	kept := key.Clean(text)
	if key.Clean(kept) != kept {
		t.Errorf("%+q is cleaned to %+q and then to %+q", text, kept, key.Clean(kept))
	}
	for name, form := range map[string]func(string) string{"fold": key.Fold, "name": key.Name, "stem": key.Stem} {
		once := form(text)
		if form(once) != once {
			t.Errorf("%s: %+q becomes %+q and then %+q", name, text, once, form(once))
		}
		if !utf8.ValidString(once) {
			t.Errorf("%s: %+q becomes %+q", name, text, once)
		}
		if utf8.ValidString(text) && form(kept) != once && name != "stem" {
			t.Errorf("%s: %+q becomes %+q, what is kept of it %+q", name, text, once, form(kept))
		}
		if once == "" && strings.ContainsFunc(key.Fold(text), unicode.IsLetter) {
			t.Errorf("%s: nothing is left of %+q", name, text)
		}
	}
	for _, w := range key.Words(text) {
		if w.Text == "" || strings.ContainsAny(w.Text, " %_!") || !utf8.ValidString(w.Text) {
			t.Errorf("%+q has the word %+q", text, w.Text)
		}
		for _, begin := range w.Begins {
			if begin <= 0 || begin >= utf8.RuneCountInString(w.Text) {
				t.Errorf("%+q: a part of %+q begins at %d", text, w.Text, begin)
			}
		}
	}
	for _, asked := range key.Asks(text) {
		for _, way := range asked.Ways {
			if len(way) == 0 || way[0].Text == "" {
				t.Errorf("%+q asks for nothing", text)
			}
		}
	}
}

// Each line of the table of legal forms is read, and takes its form off a name.
func TestLegalForms(t *testing.T) {
	text, err := os.ReadFile("legal.txt")
	if err != nil {
		t.Fatal(err)
	}
	countries := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		head, list, found := strings.Cut(strings.TrimSpace(line), ":")
		place, country, named := strings.Cut(head, " ")
		if !found || !named || place == "branches" || strings.HasPrefix(line, "#") {
			continue
		}
		countries[country] = true
		for form := range strings.SplitSeq(list, "|") {
			form = strings.TrimSpace(form)
			name := "Musterhaus " + form
			switch place {
			case "before":
				name = form + " Musterhaus"
			case "capitals":
				name = "Musterhaus " + strings.ToUpper(form)
			}
			if got := key.Stem(name); got != "musterhaus" {
				t.Errorf("%s: the stem of %q is %q", country, name, got)
			}
			if got := key.Stem(form); got == "" {
				t.Errorf("%s: nothing is left of %q", country, form)
			}
		}
	}
	if len(countries) < 10 {
		t.Errorf("there are %d countries", len(countries))
	}
}

// A traditional character is the simplified one, and a simplified one stays: none is followed by another change.
func TestSimplified(t *testing.T) {
	for traditional, want := range map[string]string{"華為": "华为", "發票": "发票", "臺灣積體電路": "台湾积体电路", "集團": "集团", "沢": "泽", "後台": "后台", "东": "东", "Acme": "Acme"} {
		if got := key.Simplified(traditional); got != want {
			t.Errorf("%s is %s, want %s", traditional, got, want)
		}
	}
	for r := rune(0x3400); r < 0x30000; r++ {
		once := key.Simplified(string(r))
		if twice := key.Simplified(once); twice != once {
			t.Errorf("%c becomes %s and then %s", r, once, twice)
		}
	}
}

// What poses as another text is told from one that really runs from right to left.
func TestMisdirects(t *testing.T) {
	for text, want := range map[string]bool{"Acme": false, "a\u202eb": true, "\u202aAcme\u202c": true, "\u202bשלום\u202c": false, "\u202bשלום": true, "\u202eשלום\u202c": true, "שלום\u202c": true, "\u2067שלום\u2069": false} {
		if got := key.Misdirects(text); got != want {
			t.Errorf("%+q: %v", text, got)
		}
	}
}
