package find

import (
	"fmt"
	"os"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// asker is a team with fields of its own, of which one is out of use, and somebody of it who searches.
func asker(t testing.TB) (*commandstest.Office, commands.Call) {
	o := commandstest.New(t, crm.Access{}, Feature)
	for _, f := range []models.CustomField{
		{Kind: models.CustomNumber, LabelEN: "Budget", LabelZH: "预算"},
		{Kind: models.CustomDate, LabelEN: "Signed on", LabelZH: "签约日期"},
		{Kind: models.CustomChoices, LabelEN: "Products", LabelZH: "产品", Options: models.ParseOptions("甲=Alpha,乙=Beta,丙=Gamma")},
		{Kind: models.CustomChoice, LabelEN: "Insurance", LabelZH: "保险", Options: models.ParseOptions("无=None,有=Full cover")},
		{Kind: models.CustomYesNo, LabelEN: "Paid", LabelZH: "已付款"},
		{Kind: models.CustomUser, LabelEN: "Adviser", LabelZH: "顾问"},
		{Kind: models.CustomText, LabelEN: "Contract", LabelZH: "合同号"},
		{Kind: models.CustomText, LabelEN: "Passport", LabelZH: "护照", Personal: true},
		{Kind: models.CustomText, LabelEN: "Region", LabelZH: "大区"},
	} {
		added, err := o.CRM.AddField(t.Context(), commandstest.Admin(), f)
		o.Check(err)
		if f.LabelEN == "Region" {
			_, err = o.CRM.RetireField(t.Context(), commandstest.Admin(), added.ID)
			o.Check(err)
		}
	}
	return o, o.Call()
}

// asked writes what a search asks for.
func asked(o *commandstest.Office, q models.CustomerQuery, err error) string {
	if errs := models.AsErrors(err); len(errs) > 0 {
		var keys []string
		for _, e := range errs {
			keys = append(keys, strings.TrimPrefix(e.Key, "error."))
		}
		return "refused: " + strings.Join(keys, " ")
	}
	var parts []string
	if q.Words != "" {
		parts = append(parts, "“"+q.Words+"”")
	}
	for _, f := range q.Filters {
		name := string(f.Field)
		if custom, found := o.CRM.Fields().Find(f.Field); found {
			name = custom.LabelEN
		}
		var values []string
		for _, m := range f.Any {
			values = append(values, matched(name, m))
		}
		not := ""
		if f.Not {
			not = "not "
		}
		parts = append(parts, not+name+" "+strings.Join(values, " or "))
	}
	if q.Sort != "" {
		parts = append(parts, "by "+string(q.Sort))
	}
	return strings.Join(parts, "; ")
}

func matched(name string, m models.Match) string {
	switch m.By {
	case models.MatchNone, models.MatchAny:
		return string(m.By)
	case models.MatchWords:
		return "has “" + m.Value + "”"
	case models.MatchBeginning:
		return m.Value + "…"
	case models.MatchValue:
		return m.Value
	}
	if name == "Budget" {
		bound := func(key int64) string {
			if key == models.MinKey || key == models.MaxKey {
				return ""
			}
			return strconv.FormatFloat(float64(key)/10_000, 'f', -1, 64)
		}
		return bound(m.From) + ".." + bound(m.To)
	}
	from, to := m.Days()
	return fmt.Sprint(from, "..", to)
}

// table reads the rows of a file of cases: a search and what it asks for.
func table(t testing.TB, name string) (rows [][2]string) {
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(text)) {
		query, want, found := strings.Cut(strings.TrimSpace(line), " => ")
		if found && !strings.HasPrefix(query, "#") {
			rows = append(rows, [2]string{query, strings.TrimSpace(want)})
		}
	}
	return rows
}

// Searches ask for what testdata/queries.txt says. Shown in the words of either language, and read again, they ask for the same.
func TestWhatSearchesAskFor(t *testing.T) {
	o, cl := asker(t)
	for _, row := range table(t, "testdata/queries.txt") {
		q, err := o.Frame.Query(t.Context(), cl, row[0])
		if got := asked(o, q, err); got != row[1] {
			t.Errorf("%s\n asks for %s\n    want %s", row[0], got, row[1])
		}
		for _, language := range i18n.Languages() {
			readsBack(t, o, cl, language, row[0])
		}
	}
}

// readsBack reads a search as it is shown in a language.
func readsBack(t testing.TB, o *commandstest.Office, cl commands.Call, language, text string) {
	t.Helper()
	q, err := o.Frame.Query(t.Context(), cl, text)
	shown := cl
	shown.Printer = o.Frame.Printer(bot.User{Locale: language})
	said := o.Frame.InWords(shown, text)
	again, wrong := o.Frame.Query(t.Context(), cl, said)
	if err == nil && (wrong != nil || !reflect.DeepEqual(again, q)) {
		t.Errorf("%q is shown as %q in %s, which asks for\n%s, not\n%s", text, said, language, asked(o, again, wrong), asked(o, q, err))
	}
}

// Every example of the help is read, in both languages: its commands, and what stands as an example in its text.
func TestTheHelpsExamplesAreRead(t *testing.T) {
	o, cl := asker(t)
	for _, language := range i18n.Languages() {
		p := o.Frame.In(language)
		for line := range strings.Lines(p.T("command.find.examples")) {
			_, query, _ := strings.Cut(strings.TrimSpace(line), " ")
			if _, err := o.Frame.Query(t.Context(), cl, query); err != nil {
				t.Errorf("%s: %v", query, err)
			}
		}
		parts := strings.Split(p.T("command.find.detail"), "`")
		for i := 1; i < len(parts); i += 2 {
			if example := parts[i]; strings.ContainsAny(example, ":-") && !strings.HasSuffix(example, ":") {
				for _, before := range []string{"", "due:", "budget:"} {
					if _, err := o.Frame.Query(t.Context(), cl, before+example); err == nil {
						example = ""
						break
					}
				}
				if example != "" {
					t.Errorf("%s: %s isn't read", language, example)
				}
			}
		}
		for i := 1; i < len(parts); i += 2 {
			if name, isName := strings.CutSuffix(parts[i], ":"); isName && !o.Frame.IsFilter(name) {
				t.Errorf("%s: %s is no filter", language, name)
			}
		}
	}
}

func FuzzQuery(f *testing.F) {
	o, cl := asker(f)
	for _, row := range table(f, "testdata/queries.txt") {
		f.Add(row[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, language := range i18n.Languages() {
			readsBack(t, o, cl, language, text)
		}
	})
}
