package capture

import (
	"context"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whatever is typed, reading it ends, and every part comes from words of the text.
func FuzzRead(f *testing.F) {
	for _, file := range []string{"tuning.txt", "kept.txt"} {
		for _, line := range lines(f, file) {
			sentence, _, _ := strings.Cut(line, " => ")
			f.Add(sentence)
		}
	}
	for _, text := range []string{"", " ", "\x00", "\xff\xfe", "明天", "met ", "<!channel> met <@U1>", strings.Repeat("昨天拜访了", 300), strings.Repeat("$1", 900), "😀 met 😀 yesterday 😀"} {
		f.Add(text)
	}
	list := readCustomers(f)
	f.Fuzz(func(t *testing.T, sentence string) {
		p, err := Read(context.Background(), sentence, optionsOf(sentence, list))
		if err != nil {
			t.Fatal(err)
		}
		if p.Empty() {
			return
		}
		spans := map[string]Span{"customer": p.Customer.Span}
		if p.Interaction != nil {
			spans["interaction"] = p.Interaction.Span
		}
		if p.Deal != nil {
			spans["deal"] = p.Deal.Span
			if utf8.RuneCountInString(p.Deal.Title) > longTitle {
				t.Errorf("the deal is called %q", p.Deal.Title)
			}
		}
		if p.FollowUp != nil {
			spans["follow-up"] = p.FollowUp.Span
			if utf8.RuneCountInString(p.FollowUp.Title) > longPlan {
				t.Errorf("the follow-up is called %q", p.FollowUp.Title)
			}
		}
		for part, s := range spans {
			if s.From < 0 || s.From >= s.To || s.To > len(sentence) {
				t.Errorf("%s comes from %v of %d bytes", part, s, len(sentence))
			}
		}
		if !strings.Contains(sentence, p.Customer.Name) {
			t.Errorf("%q isn't said", p.Customer.Name)
		}
	})
}

// failing is a database that is away.
type failing struct{ Names }

func (failing) Whole(context.Context, []string) ([][]Match, error) { return nil, errAway }

var errAway = errors.New("away")

// That the database is away is an error, not a sentence that says nothing; a text that tells of nothing asks it nothing.
func TestTheDatabaseIsAway(t *testing.T) {
	if _, err := Read(context.Background(), "met Acme today", optionsOf("", failing{})); !errors.Is(err, errAway) {
		t.Errorf("it gets %v", err)
	}
	for _, text := range []string{"Acme Corporation", "who is Acme?", "帮我查一下星河科技的电话", strings.Repeat("met Acme ", 600)} {
		if p, err := Read(context.Background(), text, optionsOf("", failing{})); err != nil || !p.Empty() {
			t.Errorf("%.30s gets %+v, %v", text, p, err)
		}
	}
}

// What a sentence asks the database is bounded, however long it is.
func TestLookUpsAreBounded(t *testing.T) {
	for _, text := range []string{
		strings.Repeat("met with Foo Bar and called Baz Qux, ", 60), strings.Repeat("昨天拜访了某某公司然后和张经理开了会", 60), strings.Repeat("A b C d ", 400),
	} {
		count := counting{names: readCustomers(t)}
		if _, err := Read(context.Background(), text, optionsOf("", &count)); err != nil {
			t.Fatal(err)
		}
		if count.whole > 1 || count.words > mostWhole || count.pieces > mostPieces+2*mostBegun {
			t.Errorf("%.30s…: %d questions for %d names, %d searches", text, count.whole, count.words, count.pieces)
		}
	}
}

// counting counts what is asked.
type counting struct {
	names                customers
	whole, words, pieces int
}

func (c *counting) Whole(ctx context.Context, words []string) ([][]Match, error) {
	c.whole, c.words = c.whole+1, c.words+len(words)
	return c.names.Whole(ctx, words)
}

func (c *counting) Piece(ctx context.Context, words string) ([]Match, error) {
	c.pieces++
	return c.names.Piece(ctx, words)
}

// The lists have no word twice, and every traditional character has its simplified one.
func TestLexicon(t *testing.T) {
	l := words()
	for name, list := range l.lists {
		seen := map[string]string{}
		for _, entries := range list {
			for _, e := range entries {
				text := strings.Join(e.words, " ")
				if kind, twice := seen[text]; twice {
					t.Errorf("%s has %q twice (%s, %s)", name, text, kind, e.kind)
				}
				seen[text] = e.kind
			}
		}
	}
	if len(l.plain) < 100 {
		t.Errorf("%d traditional characters are known", len(l.plain))
	}
}
