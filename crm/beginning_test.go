package crm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

// pieces are the beginnings of a text that end where its words do.
func pieces(text string) []models.Beginning {
	var list []models.Beginning
	words := strings.Fields(text)
	for i := range words {
		list = append(list, models.Beginning{Text: strings.Join(words[:i+1], " ")})
	}
	return list
}

func (w *world) begins(actor models.Actor, text string) string {
	w.t.Helper()
	c, at, err := w.ResolveBeginning(w.ctx, actor, pieces(text))
	var several *models.AmbiguousError
	switch {
	case errors.As(err, &several):
		var list []string
		for i, candidate := range several.Candidates {
			list = append(list, fmt.Sprintf("%s %d", candidate.Code, several.At[i]+1))
		}
		return "? " + strings.Join(list, ", ")
	case models.AsErrors(err) != nil:
		return models.AsErrors(err)[0].Key
	case err != nil:
		w.t.Fatal(err)
	}
	return fmt.Sprintf("%s %d", c.Code, at+1)
}

// Of what somebody doesn't see, nothing is named by it: neither as the longest name nor as a reading that remains.
func TestABeginningNamesOnlyWhatIsSeen(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Acme", "Acme Trading", "Acme Robotics Systems", "Zenith"} { // C001 to C004, all alice's
			w.create(name)
		}
		only := models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}
		own, err := w.CreateCustomer(w.ctx, models.Operation{Actor: only}, models.Customer{Name: "Acme Holdings"})
		if err != nil {
			t.Fatal(err)
		}
		for text, want := range map[string][2]string{
			"Acme Trading met":  {"C002 2", own.Code + " 1"},
			"Acme met":          {"C001 1", own.Code + " 1"},
			"Acme Robotics met": {"? C003 2, C001 1", own.Code + " 1"},
			"Acme Holdings met": {own.Code + " 2", own.Code + " 2"},
			"Zenith met":        {"C004 1", "error.customer_not_found"},
			"C004 met":          {"C004 1", "error.customer_not_found"},
			"nobody met":        {"error.customer_not_found", "error.customer_not_found"},
		} {
			for i, actor := range []models.Actor{as(alice), only} {
				if got := w.begins(actor, text); got != want[i] {
					t.Errorf("%q is %s for %s, want %s", text, got, actor.ID, want[i])
				}
			}
		}
	})
}

// Many customers that begin alike don't hide the one that the text goes on to name, nor one that was erased.
func TestABeginningAmongMany(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for i := range 60 {
			w.create(fmt.Sprintf("Acme Branch %02d", i+1))
		}
		w.create("Acme Overseas Trading Group") // C061
		gone := w.create("Acme Erased")
		w.erase(gone)
		for text, want := range map[string]string{
			"Acme Branch 07 met":        "C007 3",
			"Acme Overseas Trading met": "C061 3",
			"Acme Overseas met":         "C061 2",
			"acme branch 60":            "C060 3",
		} {
			if got := w.begins(as(alice), text); got != want {
				t.Errorf("%q is %s, want %s", text, got, want)
			}
		}
		for _, text := range []string{"Acme met", "Acme Erased met"} {
			if got := w.begins(as(alice), text); strings.Count(got, ",") != 9 || strings.Contains(got, gone.Code) {
				t.Errorf("%q is %s, want ten to choose from", text, got)
			}
		}
		if got := w.begins(as(alice), gone.Code+" met"); got != "error.erased" {
			t.Errorf("an erased customer's code is %s", got)
		}
	})
}

// Whatever a text is, it names a customer, is asked about, or is refused; and which piece it says is one of the text's.
func TestABeginningIsAlwaysAnswered(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Acme", "Acme Trading Ltd", "星河科技", "星河科技园物业", "A", "%_!", "Foo: Bar, Inc."} {
			w.create(name)
		}
		rapid.Check(t, func(t *rapid.T) {
			words := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom([]string{"Acme", "Trading", "Ltd", "星河", "科技", "园", "来访", "Foo", "Bar", "A", "%", "", "C001", "c999"}), rapid.String()), 1, 8).Draw(t, "words")
			var list []models.Beginning
			text := ""
			for i, word := range words {
				if text += word; i+1 < len(words) && rapid.Bool().Draw(t, "blank") {
					list = append(list, models.Beginning{Text: text, Marked: rapid.Bool().Draw(t, "marked")})
					text += " "
				} else {
					list = append(list, models.Beginning{Text: text, Glued: i+1 < len(words)})
				}
			}
			c, at, err := w.ResolveBeginning(w.ctx, as(alice), list)
			several := (*models.AmbiguousError)(nil)
			switch {
			case errors.As(err, &several):
				if len(several.Candidates) == 0 || len(several.Candidates) > 10 || len(several.At) != len(several.Candidates) {
					t.Fatalf("%+v asks about %d with %d pieces", list, len(several.Candidates), len(several.At))
				}
				for _, at := range several.At {
					if at < 0 || at >= len(list) {
						t.Fatalf("%+v is cut at %d", list, at)
					}
				}
			case err == nil && (c.ID == 0 || at < 0 || at >= len(list)), err != nil && models.AsErrors(err) == nil:
				t.Fatalf("%+v is %d, cut at %d: %v", list, c.ID, at, err)
			}
		})
	})
}
