package commands

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// Where a name may end: the pieces of a text, with | where the text goes on without a blank and : where a sign says so.
func TestWhereANameMayEnd(t *testing.T) {
	cases := []struct{ text, pieces string }{
		{"", ""},
		{"C001", "C001"},
		{"C001 met", "C001 / C001 met"},
		{"C001: met", "C001: / C001: met"},
		{"Contoso Inc. met", "Contoso / Contoso Inc / Contoso Inc. / Contoso Inc. met"},
		{"O'Brien-Smith", "O'Brien-Smith"},
		{"AT&amp;T met", "AT&T / AT&T met"},
		{"Smith &amp; Co", "Smith / Smith & / Smith & Co"},
		{"<http://acme.example|acme.example> met", "acme.example / acme.example met"},
		{"A&lt;B met", "A<B / A<B met"},
		{"星河来访", "星| / 星河| / 星河来| / 星河来访"},
		{"ABC公司", "ABC| / ABC公| / ABC公司"},
		{"星河：来", "星| / 星河: / 星河：来"},
		{"“星河 科技” 来访", "星河 科技"},
		{"「星河」来访", "星河"},
		{"“unclosed met", "unclosed / unclosed met"},
		{"  Contoso　met  ", "Contoso / Contoso　met"},
	}
	for _, c := range cases {
		var pieces []string
		for _, b := range newNaming(c.text).beginnings {
			text := b.Text
			if b.Glued {
				text += "|"
			}
			if b.Marked {
				text += ":"
			}
			pieces = append(pieces, text)
		}
		if got := strings.Join(pieces, " / "); got != c.pieces {
			t.Errorf("%q may end at %q, want %q", c.text, got, c.pieces)
		}
	}
}

func TestWhatFollowsAName(t *testing.T) {
	for text, want := range map[string]string{
		": met": "met", "：见面": "见面", ", met": "met", " – met": "met", " -5%": "-5%", ". met": "met", ".5": ".5", "。见面": "见面", "": "", " · met": "met",
	} {
		if got := trimLead(text); got != want {
			t.Errorf("behind a name %q is %q, want %q", text, got, want)
		}
	}
}

// However long a text is, few pieces are looked at; nothing is lost of it.
func FuzzNaming(f *testing.F) {
	for _, seed := range []string{"Contoso Inc: met", "“”", "&amp;", "<a|b", "&", "星河：", "\xff 1", "<>", strings.Repeat("星", 500), strings.Repeat("a ", 500)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := newNaming(text)
		if len(n.ends) > maxBeginnings || len(n.ends) != len(n.beginnings) {
			t.Fatalf("%q has %d beginnings", text, len(n.beginnings))
		}
		last := 0
		for at, end := range n.ends {
			if end <= last {
				t.Fatalf("%q ends at %d after %d", text, end, last)
			}
			if rest := n.after(at); !strings.HasSuffix(n.text, rest) || utf8.ValidString(text) && !utf8.ValidString(rest) {
				t.Fatalf("%q leaves %q", text, rest)
			}
			last = end
		}
	})
}
