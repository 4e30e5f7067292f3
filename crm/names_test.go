package crm_test

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// ways are the ways by which a customer with a name is found by what is typed.
var ways = []struct {
	letter byte
	name   string
	found  func(w *world, typed string, id int64) (bool, error)
}{
	{'s', "search", func(w *world, typed string, id int64) (bool, error) {
		page, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Words: typed, Limit: 50})
		return !page.Near && has(page.Customers, id), err
	}},
	{'t', "typeahead", func(w *world, typed string, id int64) (bool, error) {
		list, err := w.SuggestCustomers(w.ctx, as(alice), typed, 50)
		page, also := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Words: typed})
		return !page.Near && has(list, id), errors.Join(err, also)
	}},
	{'d', "duplicate", func(w *world, typed string, id int64) (bool, error) {
		found, err := w.store.Duplicates(w.ctx, models.Customer{Name: typed}, []models.Field{models.FieldName})
		return slices.ContainsFunc(found, func(d models.Duplicate) bool { return d.Customer.ID == id && slices.Contains(d.Same, models.FieldName) }), err
	}},
	{'r', "resolving", func(w *world, typed string, id int64) (bool, error) {
		c, err := w.ResolveCustomer(w.ctx, as(alice), typed)
		if several := (*models.AmbiguousError)(nil); errors.As(err, &several) || models.AsErrors(err) != nil {
			err = nil
		}
		return c.ID == id, err
	}},
}

func has(list []models.Customer, id int64) bool {
	return slices.ContainsFunc(list, func(c models.Customer) bool { return c.ID == id })
}

// Search, typeahead, near-duplicates and the resolving of a name find the names of the table as it says. Each customer is alone
// with others whose names have nothing in common with it.
func TestNamesAreFoundByWhatIsTyped(t *testing.T) {
	table, err := os.ReadFile("testdata/names.txt")
	if err != nil {
		t.Fatal(err)
	}
	each(t, func(t *testing.T, w *world) {
		for i, line := range strings.Split(string(table), "\n") {
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			line, err := strconv.Unquote(`"` + strings.ReplaceAll(line, `"`, `\"`) + `"`)
			columns := strings.Split(line, "\t")
			if err != nil || len(columns) != 3 {
				t.Fatalf("line %d: %q: %v", i+1, line, err)
			}
			kept, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: columns[0]})
			if err != nil {
				t.Fatalf("line %d: %v", i+1, err)
			}
			for _, way := range ways {
				found, err := way.found(w, columns[1], kept.ID)
				if want := strings.IndexByte(columns[2], way.letter) >= 0; err != nil || found != want {
					t.Errorf("line %d: %s of %s by %q: found %v, want %v, %v", i+1, way.name, columns[0], columns[1], found, want, err)
				}
			}
			if _, err := w.UpdateCustomer(w.ctx, by(alice), kept.ID, 0, map[models.Field]string{models.FieldName: fmt.Sprintf("qqxz%dzxqq", i)}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// A bare phone number, address or contact finds the customer whose it is, however it is written.
func TestBareContactsAreFound(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, c := range []models.Customer{
			{Name: "Acme", ContactName: "José García", Phone: "+1 415 555 0132", Email: "jose@example.com"},
			{Name: "星河数码", ContactName: "王小明", Phone: "010-88887777 分机 801", Email: "wang@例子.公司"},
			{Name: "Northwind", ContactName: "O'Brien", Phone: "8765 4321"},
		} {
			if _, err := w.CreateCustomer(w.ctx, by(alice), c); err != nil {
				t.Fatal(err)
			}
		}
		for typed, want := range map[string]string{
			"(415) 555-0132": "C001", "4155550132": "C001", "1-415-555-0132": "C001", "+14155550132": "C001", "tel:+14155550132": "C001", "415 555 0132 ext. 9": "C001",
			"mailto:Jose@example.com": "C001", `"José" <jose@example.com>`: "C001", "jose＠example.com": "C001", "jose garcia": "C001", "JOSÉ GARCÍA": "C001",
			"010 8888 7777": "C002", "+86 10 88887777": "C002", "\u202a010-88887777\u202c": "C002", "01088887777转802": "C002", "wang@xn--fsqu00a.xn--55qx5d": "C002", "王小明": "C002", "王 小明": "C002",
			"87654321": "C003", "8765-4321": "C003", "obrien": "C003", "O’Brien": "C003",
		} {
			page, err := w.SearchCustomers(w.ctx, as(alice), models.CustomerQuery{Words: typed})
			if err != nil || len(page.Customers) != 1 || page.Customers[0].Code != want || page.Near {
				t.Errorf("%q finds %d, near %v, want %s: %v", typed, len(page.Customers), page.Near, want, err)
			}
			if c, err := w.ResolveCustomer(w.ctx, as(alice), typed); err != nil || c.Code != want {
				t.Errorf("%q is %s, want %s: %v", typed, c.Code, want, err)
			}
		}
	})
}

// A number with an extension, and the same without it or with another, may be the same customer's.
func TestExtensionsAreNearDuplicates(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		if _, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Acme", Phone: "010-88887777 分机 801"}); err != nil {
			t.Fatal(err)
		}
		for _, phone := range []string{"010-88887777", "+86 10 88887777;ext=12", "(010) 8888 7777 转 802"} {
			_, err := w.CreateUnlessDuplicate(w.ctx, by(bob), models.Customer{Name: "Other", Phone: models.Personal(phone)}, nil)
			if got := shown(t, err); !slices.Equal(got, []string{"C001 phone"}) {
				t.Errorf("%s: shown %v", phone, got)
			}
		}
	})
}

// Whoever doesn't see a customer's personal data doesn't find it by a bare contact or number, and isn't counted for what was
// meant as a name; whoever sees it finds it.
func TestBareContactsOfOthersAreNotFound(t *testing.T) {
	protected(t, func(t *testing.T, w *world) {
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "Acme", ContactName: "王小明", Phone: "8765 4321", Owner: alice})
		if err != nil {
			t.Fatal(err)
		}
		manager := models.Actor{ID: bob, Role: models.RoleManager}
		for _, typed := range []string{"王小明", "8765-4321"} {
			for actor, want := range map[models.Actor]bool{as(alice): true, as(bob): false, manager: true} {
				page, err := w.SearchCustomers(w.ctx, actor, models.CustomerQuery{Words: typed})
				if err != nil || has(page.Customers, c.ID) != want || page.Total != len(page.Customers) {
					t.Errorf("%s by %s %s: found %v, want %v, %d in all, %v", typed, actor.ID, actor.Role, has(page.Customers, c.ID), want, page.Total, err)
				}
			}
		}
		for i := range 30 { // more than may be asked in a day
			if _, err := w.SearchCustomers(w.ctx, as(bob), models.CustomerQuery{Words: fmt.Sprintf("李%d", i)}); err != nil {
				t.Fatalf("a name that nobody has is a question: %v", err)
			}
		}
		page, err := w.SearchCustomers(w.ctx, as(bob), models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldContactName, "王小明")}})
		if err != nil || !has(page.Customers, c.ID) {
			t.Errorf("what is asked for as a contact isn't found: %v", err)
		}
	})
}

// sort:name goes by one alphabet: Chinese by its pinyin, everything else without accents.
func TestSearchesAreSortedByPinyin(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		want := []string{"阿里巴巴", "Acme", "北京星河", "Beta", "Émile", "Erik", "華為", "张三", "章一"}
		for _, at := range []int{3, 8, 0, 5, 7, 2, 6, 1, 4} {
			w.create(want[at])
		}
		if got := w.names(models.CustomerQuery{Sort: models.SortName, Limit: 50}); !slices.Equal(got, want) {
			t.Errorf("sorted %q, want %q", got, want)
		}
	})
}
