package capture

import (
	"context"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// full is the share of the fields that are to be proposed and are, at least.
const full = 0.75

// said is when every sentence is said: a Tuesday, at three in the afternoon.
var said = time.Date(2026, 11, 24, 15, 0, 0, 0, time.FixedZone("UTC+8", 8*3600))

// customer is one of customers.txt.
type customer struct {
	code, name, contact   string
	stem, person, spelled string // of the name and the contact, as they are compared
}

// customers are who is known, compared as the search compares names.
type customers []customer

func readCustomers(t testing.TB) customers {
	t.Helper()
	var list customers
	for _, line := range lines(t, "customers.txt") {
		parts := strings.Split(line, " | ")
		list = append(list, customer{
			parts[0], parts[1], parts[2], models.NormaliseStem(parts[1]), models.NormaliseName(parts[2]), models.NormaliseText(parts[1]),
		})
	}
	return list
}

func lines(t testing.TB, name string) (list []string) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			list = append(list, line)
		}
	}
	return list
}

func (list customers) Whole(_ context.Context, words []string) ([][]Match, error) {
	found := make([][]Match, len(words))
	for w, word := range words {
		code, isCode := models.ParseCode(word)
		stem := models.NormaliseStem(word)
		for i, c := range list {
			if isCode && code == c.code || stem != "" && stem == c.stem {
				found[w] = append(found[w], Match{ID: int64(i)})
			}
		}
	}
	return found, nil
}

func (list customers) Piece(_ context.Context, words string) (found []Match, _ error) {
	piece := models.NormaliseText(words)
	for i, c := range list {
		name := c.spelled
		at := strings.Index(name, piece)
		if first, _ := utf8.DecodeRuneInString(piece); at > 0 && first < utf8.RuneSelf && unicode.IsLetter(rune(name[at-1])) {
			continue
		}
		if at >= 0 {
			found = append(found, Match{ID: int64(i)})
		}
	}
	for i, c := range list {
		if len(found) == 0 && models.NormaliseName(words) == c.person {
			return []Match{{ID: int64(i), Contact: true}}, nil
		}
	}
	return found, nil
}

// calendar knows the weekends, and the holidays as a team's does.
type calendar struct{ workday.Calendar }

func (calendar) Off(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func (c calendar) Holiday(name string, from time.Time) (when.Holiday, bool) {
	day, first, last, found := c.Festival(workday.Festival(name), models.DateOf(from))
	return when.Holiday{Day: day.In(time.UTC), First: first.In(time.UTC), Last: last.In(time.UTC)}, found
}

func optionsOf(sentence string, names Names) Options {
	locale := "en-US"
	if strings.ContainsFunc(sentence, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		locale = "zh-CN"
	}
	return Options{
		Reference: when.Reference{Now: said, Locale: locale, Calendar: calendar{}}, Names: names,
		IsAmount: func(text string) bool { _, err := models.ParseMoney(text, "CNY"); return err == nil },
	}
}

// fields are what is proposed of a sentence, by the keys of testdata/README.md. sures are how sure each is.
func fields(t testing.TB, list customers, sentence string) (got map[string]string, sures map[string]float64) {
	t.Helper()
	p, err := Read(context.Background(), sentence, optionsOf(sentence, list))
	if err != nil {
		t.Fatal(err)
	}
	got, sures = map[string]string{}, map[string]float64{}
	put := func(key, value string, sure float64) {
		if value != "" {
			got[key], sures[key] = value, sure
		}
	}
	if p.Empty() {
		return got, sures
	}
	switch c := p.Customer; {
	case len(c.Matches) == 1:
		put("c", list[c.Matches[0].ID].code, c.Sure)
	case c.New() && c.Sure >= Enough:
		put("c", "+"+c.Name, c.Sure)
	default:
		put("c", "?", 1)
	}
	if i := p.Interaction; i != nil {
		put("k", i.Kind, i.Sure)
		if !i.When.Day.IsZero() {
			put("w", i.When.Day.Format(time.DateOnly), i.Sure)
			put("h", i.When.Time, i.Sure)
		}
	}
	if d := p.Deal; d != nil {
		put("d", d.Title, d.Sure)
		if d.Amount != "" {
			money, _ := models.ParseMoney(d.Amount, "CNY")
			put("a", money.String(), d.Sure)
		}
	}
	if f := p.FollowUp; f != nil {
		put("f", f.When.Day.Format(time.DateOnly), f.Sure)
		put("t", f.When.Time, f.Sure)
		put("s", f.Title, f.Sure)
	}
	return got, sures
}

// wanted reads what is to be proposed: value by key, with "?" in front of the key of what may be.
func wanted(text string) map[string]string {
	want := map[string]string{}
	for _, part := range strings.Split(text, ";") {
		if key, value, found := strings.Cut(strings.TrimSpace(part), ":"); found {
			want[key] = value
		}
	}
	return want
}

var shortDay = regexp.MustCompile(`^\d\d-\d\d$`)

// right compares what is proposed with one of what may be.
func right(key, got, want string) bool {
	return slices.ContainsFunc(strings.Split(want, "|"), func(one string) bool {
		switch key {
		case "d", "s":
			most := 40
			if strings.ContainsFunc(one, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				most = 16
			}
			return strings.Contains(strings.ToLower(got), strings.ToLower(one)) && utf8.RuneCountInString(got) <= utf8.RuneCountInString(one)+most
		case "w", "f":
			if shortDay.MatchString(one) {
				one = "2026-" + one
			}
		case "a":
			if !strings.Contains(one, " ") {
				one += " CNY"
			}
		case "c":
			return got == one || strings.HasPrefix(one, "+") && strings.EqualFold(got, one)
		}
		return got == one
	})
}

// score is what a set of sentences comes to.
type score struct {
	proposed, right, wanted, found int
	wrong                          []string
	bySure                         map[string][2]int // proposed and right, below and above what is enough
	wrongBy                        map[string]int    // how many of each field are wrong
}

func (s score) precision() float64 { return float64(s.right) / float64(max(s.proposed, 1)) }
func (s score) recall() float64    { return float64(s.found) / float64(max(s.wanted, 1)) }

func measure(t testing.TB, file string) score {
	t.Helper()
	list := readCustomers(t)
	s := score{bySure: map[string][2]int{}, wrongBy: map[string]int{}}
	for _, line := range lines(t, file) {
		sentence, expected, _ := strings.Cut(line, " => ")
		want := wanted(expected)
		got, sures := fields(t, list, sentence)
		var wrong []string
		for key, value := range got {
			required, isRequired := want[key]
			optional, isOptional := want["?"+key]
			if !isRequired && !isOptional && key == "h" {
				continue
			}
			ok := isRequired && right(key, value, required) || isOptional && right(key, value, optional)
			band := "below"
			if sures[key] >= Enough {
				band = "above"
			}
			count := s.bySure[band]
			count[0]++
			if ok {
				count[1]++
			}
			s.bySure[band] = count
			if sures[key] < Enough {
				continue
			}
			s.proposed++
			if ok {
				s.right++
			} else {
				s.wrongBy[key]++
				wrong = append(wrong, fmt.Sprintf("%s:%s", key, value))
			}
		}
		var missed []string
		for key, value := range want {
			if strings.HasPrefix(key, "?") {
				continue
			}
			s.wanted++
			if sures[key] >= Enough && right(key, got[key], value) {
				s.found++
			} else {
				missed = append(missed, key+":"+value)
			}
		}
		if len(wrong)+len(missed) > 0 {
			slices.Sort(wrong)
			slices.Sort(missed)
			s.wrong = append(s.wrong, fmt.Sprintf("%s\n      wrong %v, missed %v", sentence, wrong, missed))
		}
	}
	return s
}

func check(t *testing.T, file string, least int, precise float64, show bool) {
	t.Helper()
	if count := len(lines(t, file)); count < least {
		t.Errorf("%s has %d sentences", file, count)
	}
	s := measure(t, file)
	t.Logf("%s: %d of %d proposed fields are right: %.1f %%; %d of %d wanted ones are proposed: %.1f %%; by how sure: %v; wrong: %v",
		file, s.right, s.proposed, 100*s.precision(), s.found, s.wanted, 100*s.recall(), s.bySure, s.wrongBy)
	if s.precision() < precise {
		t.Errorf("%s: only %.1f %% of the proposed fields are right", file, 100*s.precision())
	}
	if s.recall() < full {
		t.Errorf("%s: only %.1f %% of what is to be proposed is", file, 100*s.recall())
	}
	if show {
		t.Log(strings.Join(s.wrong, "\n"))
	}
}

// The sentences that the rules were made with.
func TestSentences(t *testing.T) { check(t, "tuning.txt", 180, 0.95, true) }

// Sentences that nobody has looked at while the rules were made: which of them go wrong isn't shown.
func TestKeptSentences(t *testing.T) { check(t, "kept.txt", 60, 0.95, false) }
