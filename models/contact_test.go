package models_test

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/modelstest"
)

// typed reads a table in which "=" says that a text is kept as it was typed.
func typed(t testing.TB, file string) [][]string {
	t.Helper()
	list := modelstest.Rows(t, file)
	for _, columns := range list {
		if columns[1] == "=" {
			columns[1] = columns[0]
		}
	}
	return list
}

// What stands in the tables is kept and compared, or refused, as they say.
func TestPhonesAndEmails(t *testing.T) {
	for _, table := range []struct {
		file  string
		field models.Field
		key   func(string) string
		clean func(string) string
		like  func(string) bool
		all   bool // all that is taken is recognised as one
	}{
		{"phones.txt", models.FieldPhone, models.NormalisePhone, models.CleanPhone, models.PhoneLike, false},
		{"emails.txt", models.FieldEmail, models.NormaliseEmail, models.CleanEmail, models.EmailLike, true},
	} {
		list := typed(t, table.file)
		for _, row := range list {
			kept := table.clean(row[0])
			c := models.Customer{Name: "x", Status: models.StatusPotential}
			_ = c.Set(table.field, kept)
			refusal := ""
			if errs := c.Validate(nil, models.Rules{}); len(errs) > 0 {
				refusal = errs[0].Key
			}
			if want, refused := strings.CutPrefix(row[1], "!"); refused {
				if refusal != want {
					t.Errorf("%s: %+q is kept as %+q: %q, want %q", table.file, row[0], kept, refusal, want)
				}
				continue
			}
			switch compared := table.key(row[0]); {
			case refusal != "":
				t.Errorf("%s: %+q is refused: %s", table.file, row[0], refusal)
			case kept != row[1]:
				t.Errorf("%s: of %+q is kept %+q, want %+q", table.file, row[0], kept, row[1])
			case compared != row[2]:
				t.Errorf("%s: %+q is compared by %q, want %q", table.file, row[0], compared, row[2])
			case table.key(kept) != compared:
				t.Errorf("%s: %+q is compared by %q, what is kept of it by %q", table.file, row[0], compared, table.key(kept))
			case table.all && !table.like(row[0]):
				t.Errorf("%s: %+q isn't recognised", table.file, row[0])
			}
			if table.clean(kept) != kept {
				t.Errorf("%s: of %+q is kept %+q and then %+q", table.file, row[0], kept, table.clean(kept))
			}
		}
		t.Logf("%s: %d rows", table.file, len(list))
	}
}

func FuzzPhones(f *testing.F) {
	for _, row := range typed(f, "phones.txt") {
		f.Add(row[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkContact(t, text, models.FieldPhone, models.CleanPhone, models.NormalisePhone, 32)
		models.PhoneLike(text)
		if number, ok := models.PhoneOf(text); ok && number != models.NormalisePhone(text) {
			t.Errorf("%+q is %q and %q", text, number, models.NormalisePhone(text))
		}
	})
}

func FuzzEmails(f *testing.F) {
	for _, row := range typed(f, "emails.txt") {
		f.Add(row[0])
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkContact(t, text, models.FieldEmail, models.CleanEmail, models.NormaliseEmail, 254)
		models.EmailLike(text)
	})
}

// checkContact checks what holds for every number and address, whatever was typed: what is kept is kept so again, the key is its
// own key and that of what is kept, and fits the column; of what is taken it is not empty, and its mask hides some of it.
func checkContact(t *testing.T, text string, field models.Field, clean, key func(string) string, room int) {
	t.Helper()
	kept, compared := clean(text), key(text)
	if clean(kept) != kept {
		t.Errorf("of %+q is kept %+q and then %+q", text, kept, clean(kept))
	}
	if key(compared) != compared {
		t.Errorf("%+q is compared by %+q and that by %+q", text, compared, key(compared))
	}
	if len([]rune(compared)) > room {
		t.Errorf("%+q is compared by %d characters", text, len([]rune(compared)))
	}
	c := models.Customer{Name: "x", Status: models.StatusPotential}
	_ = c.Set(field, kept)
	if kept == "" || len(c.Validate(nil, models.Rules{})) > 0 {
		return
	}
	if compared == "" || key(kept) != compared {
		t.Errorf("%+q is compared by %+q, what is kept of it, %+q, by %+q", text, compared, kept, key(kept))
	}
	if masked := models.Mask(field, kept); masked == kept || masked == "" {
		t.Errorf("%+q is shown as %+q", kept, masked)
	}
}
