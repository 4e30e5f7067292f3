package commands

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func isTestField(name string) bool {
	return map[string]bool{"phone": true, "电话": true, "notes": true, "行业": true, "status": true, "job title": true, "next follow up": true}[strings.ToLower(name)]
}

func TestParseArguments(t *testing.T) {
	cases := []struct {
		text string
		want Arguments
	}{
		{"", Arguments{}},
		{"ABC公司", Arguments{Words: "ABC公司"}},
		{"ABC Trading Ltd", Arguments{Words: "ABC Trading Ltd"}},
		{"ABC phone=123-456-7890", Arguments{Words: "ABC", Assignments: []Assignment{{"phone", "123-456-7890"}}}},
		{"ABC 电话＝123 行业：科技", Arguments{Words: "ABC", Assignments: []Assignment{{"电话", "123"}, {"行业", "科技"}}}},
		{"C001 notes=wants a quote  by Friday phone=1", Arguments{Words: "C001", Assignments: []Assignment{{"notes", "wants a quote  by Friday"}, {"phone", "1"}}}},
		{`"ABC Trading" phone=“1 2 3”`, Arguments{Words: "ABC Trading", Assignments: []Assignment{{"phone", "1 2 3"}}}},
		{"C001 notes=great!", Arguments{Words: "C001", Assignments: []Assignment{{"notes", "great!"}}}},
		{"it's fine", Arguments{Words: "it's fine"}},
		{`say "unclosed quote`, Arguments{Words: `say "unclosed quote`}},
		{"phne=123", Arguments{Assignments: []Assignment{{"phne", "123"}}}},
		{"see https://example.com/?a=b", Arguments{Words: "see https://example.com/?a=b", Colons: []string{"https"}}},
		{"C001 notes=重要：公示：见附件", Arguments{Words: "C001", Assignments: []Assignment{{"notes", "重要：公示：见附件"}}}},
		{"at 10:30 call", Arguments{Words: "at 10:30 call"}},
		{"phone=", Arguments{Assignments: []Assignment{{"phone", ""}}}},
		{"「北京 科技」", Arguments{Words: "北京 科技"}},
		{"Foo job title=CEO phone=1", Arguments{Words: "Foo", Assignments: []Assignment{{"job title", "CEO"}, {"phone", "1"}}}},
		{"Foo notes=met them  job title：CEO", Arguments{Words: "Foo", Assignments: []Assignment{{"notes", "met them"}, {"job title", "CEO"}}}},
		{"Foo next follow up=monday", Arguments{Words: "Foo", Assignments: []Assignment{{"next follow up", "monday"}}}},
		{"C001 Notes = spaced out phone =1 status= active", Arguments{Words: "C001", Assignments: []Assignment{{"Notes", "spaced out"}, {"phone", "1"}, {"status", "active"}}}},
		{"电话 ＝ 1", Arguments{Assignments: []Assignment{{"电话", "1"}}}},
		{"A = B Ltd", Arguments{Words: "A = B Ltd"}},
		{`"signed job" title=CEO`, Arguments{Words: "signed job", Assignments: []Assignment{{"title", "CEO"}}}},
		{"《财经》杂志社 行业:科技", Arguments{Words: "《财经》杂志社", Assignments: []Assignment{{"行业", "科技"}}}},
		{`O'Brien “Bob” Ltd`, Arguments{Words: `O'Brien “Bob” Ltd`}},
		{`C001 notes=he said "yes"  today phone=1`, Arguments{Words: "C001", Assignments: []Assignment{{"notes", `he said "yes"  today`}, {"phone", "1"}}}},
		{`C001 notes=“yes” he said`, Arguments{Words: "C001", Assignments: []Assignment{{"notes", `“yes” he said`}}}},
		{`C001 notes="yes, he said"`, Arguments{Words: "C001", Assignments: []Assignment{{"notes", "yes, he said"}}}},
		{"打印机坏了，行业：科技，电话：1", Arguments{Words: "打印机坏了", Assignments: []Assignment{{"行业", "科技"}, {"电话", "1"}}}},
		{"broken, phone:1, notes=it smokes, and how; status=active", Arguments{Words: "broken", Assignments: []Assignment{{"phone", "1"}, {"notes", "it smokes, and how"}, {"status", "active"}}}},
		{"“甲，行业：乙” 丙，丁：戊，电话:1,", Arguments{Words: "“甲，行业：乙” 丙，丁：戊", Assignments: []Assignment{{"电话", "1,"}}}},
		{`C001 notes=he said "phone=1"`, Arguments{Words: "C001", Assignments: []Assignment{{"notes", `he said "phone=1"`}}}},
	}
	for _, c := range cases {
		got := ParseArguments(c.text, isTestField)
		if diff := cmp.Diff(c.want, got, cmp.AllowUnexported(Arguments{}, Assignment{})); diff != "" {
			t.Errorf("%q (-want +got):\n%s", c.text, diff)
		}
	}
}

func TestCutShout(t *testing.T) {
	for text, want := range map[string]string{"北京科技 ！": "北京科技", "ABC!": "ABC", "ABC phone=1 !! ": "ABC phone=1", "!": ""} {
		if rest, shout := CutShout(text); !shout || rest != want {
			t.Errorf("%q: %q %v", text, rest, shout)
		}
	}
	if rest, shout := CutShout("Yahoo! Ltd "); shout || rest != "Yahoo! Ltd" {
		t.Errorf("a name was taken for a shout: %q", rest)
	}
}

func TestCutCustomer(t *testing.T) {
	cases := []struct{ text, words, rest string }{
		{"C001 met, wants a quote", "C001", "met, wants a quote"},
		{"C001: met", "C001", "met"},
		{"C001：见面，要报价", "C001", "见面，要报价"},
		{"Ｃ００１：见面，要报价", "Ｃ００１", "见面，要报价"},
		{"客户C001，见面", "客户C001", "见面"},
		{"C001、见面", "C001", "见面"},
		{`"ABC Trading" met`, "ABC Trading", "met"},
		{"“北京 科技”，见面", "北京 科技", "见面"},
		{"  C001  ", "C001", ""},
		{"", "", ""},
		{`"unclosed met`, `"unclosed`, "met"},
	}
	for _, c := range cases {
		if words, rest := CutCustomer(c.text); words != c.words || rest != c.rest {
			t.Errorf("%q: got %q and %q, want %q and %q", c.text, words, rest, c.words, c.rest)
		}
	}
}

func TestUnescape(t *testing.T) {
	cases := map[string]string{
		"a &amp; b &lt;c&gt;":                "a & b <c>",
		"<mailto:a@b.c|a@b.c>":               "a@b.c",
		"<https://example.com>":              "https://example.com",
		"<tel:123|123-456>":                  "123-456",
		"ask <@U0BOB|bob> in <#C0X|general>": "ask @bob in #general",
		"&amp;lt;":                           "&lt;",
		"a < b":                              "a < b",
		"<!channel>":                         "@channel",
		"<|>":                                "<|>",
	}
	for text, want := range cases {
		if got := Unescape(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestParseArgumentsLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-z\p{Han}0-9]{1,8}`), 1, 6).Draw(t, "words")
		text := strings.Join(words, rapid.SampledFrom([]string{" ", "  ", "　", "\u00a0"}).Draw(t, "space"))
		got := ParseArguments(text, isTestField)
		if want := strings.Join(words, " "); got.Words != want || len(got.Assignments) != 0 {
			t.Fatalf("%q gave %+v", text, got)
		}
	})
}

func FuzzParseArguments(f *testing.F) {
	for _, seed := range []string{`a="b c" !`, "“”=", "行业：", "=：=", "\xff\xfe=\x00", "<@U1|a b>", `"`, `notes="`, "notes = “", "\xff = 1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := ParseArguments(text, isTestField)
		if utf8.ValidString(text) && !utf8.ValidString(got.Words) {
			t.Fatalf("%q gave broken text %q", text, got.Words)
		}
		CutCustomer(text)
		Unescape(text)
	})
}
