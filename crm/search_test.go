package crm_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

func (w *world) names(q models.CustomerQuery) []string {
	w.t.Helper()
	page, err := w.SearchCustomers(w.ctx, as(alice), q)
	if err != nil {
		w.t.Fatalf("search %+v: %v", q, err)
	}
	names := make([]string, len(page.Customers))
	for i, c := range page.Customers {
		names[i] = c.Name
	}
	return names
}

// A slip of the finger, or a character that sounds alike, still finds who was meant; where the words are right, nobody
// else is found.
func TestSearchNear(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"北京星河科技有限公司", "上海云帆物流", "Northwind Trading", "Acme Holdings", "Placebo Traders", "Société Générale"} {
			w.create(name)
		}
		for words, want := range map[string][]string{
			"northwnd": {"Northwind Trading"}, "norhtwind": {"Northwind Trading"}, "Nortwind tradign": {"Northwind Trading"}, "northwinds": {"Northwind Trading"},
			"acem": {"Acme Holdings"}, "acme holdngs": {"Acme Holdings"}, "soceite": {"Société Générale"}, "NORTHWIND TARDING": {"Northwind Trading"},
			"星和科技": {"北京星河科技有限公司"}, "科记": {"北京星河科技有限公司"}, "北京星河科计": {"北京星河科技有限公司"}, "北京新河科技": {"北京星河科技有限公司"},
			"云翻物流": {"上海云帆物流"}, "云帆 物留": {"上海云帆物流"}, "beijinxinghe": {"北京星河科技有限公司"},
			"northwind": {"Northwind Trading"}, "trading": {"Northwind Trading"},
			"southwest": nil, "nothing": nil, "acxy": nil, "广州云海": nil, "northwnd acme": nil, "mn": nil, "%": nil, "C009": nil, "0021": nil,
		} {
			if got := w.names(models.CustomerQuery{Words: words}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
		if got := w.names(models.CustomerQuery{Words: "northwnd", Filters: []models.Filter{models.FilterOf(models.FieldStatus, string(models.StatusActive))}}); len(got) > 0 {
			t.Errorf("a filter lets %q through", got)
		}
		page, err := w.SearchCustomers(w.ctx, models.Actor{ID: bob, Role: models.RoleSales, OwnOnly: true}, models.CustomerQuery{Words: "northwnd"})
		if err != nil || len(page.Customers) > 0 {
			t.Errorf("somebody else's customer is found by likeness: %v, %v", page.Customers, err)
		}
		var which *models.AmbiguousError
		if _, err := w.ResolveCustomer(w.ctx, as(alice), "northwnd"); !errors.As(err, &which) || len(which.Candidates) != 1 {
			t.Errorf("a name with a slip in it is taken for a customer's: %v", err)
		}
	})
}

func TestSearchWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"北京科技有限公司", "上海重庆路贸易", "中国银行长沙分行", "Acme Trading Co., Ltd.", "Société Générale", "华为技术", "東京カメラ", "3M 中国"} {
			w.create(name)
		}
		c, err := w.CreateCustomer(w.ctx, by(alice), models.Customer{Name: "X", Company: "Hidden Holdings", ContactName: "Zebediah", Notes: "quagga"})
		if err != nil {
			t.Fatal(err)
		}
		for words, want := range map[string][]string{
			"京科": {"北京科技有限公司"}, "科": {"北京科技有限公司"}, "科技有限": {"北京科技有限公司"}, "技科": nil,
			"bjkj": {"北京科技有限公司"}, "BJKJYXGS": {"北京科技有限公司"}, "kj": {"北京科技有限公司"}, "beijing": {"北京科技有限公司"},
			"beijingkeji": {"北京科技有限公司"}, "bei jing ke ji": {"北京科技有限公司"}, "ijingk": {"北京科技有限公司"}, "北京 youxian": {"北京科技有限公司"},
			"chongqing": {"上海重庆路贸易"}, "zgyh": {"中国银行长沙分行"}, "yinhang": {"中国银行长沙分行"}, "changsha": {"中国银行长沙分行"},
			"acme": {"Acme Trading Co., Ltd."}, "a": {"Acme Trading Co., Ltd."}, "ac": {"Acme Trading Co., Ltd."}, "cm": nil, "rad": {"Acme Trading Co., Ltd."},
			"trading acme": {"Acme Trading Co., Ltd."}, "ＡＣＭＥ": {"Acme Trading Co., Ltd."}, "acme beijing": nil, "acme!": {"Acme Trading Co., Ltd."},
			"societe generale": {"Société Générale"}, "SOCIÉTÉ": {"Société Générale"},
			"カメラ": {"東京カメラ"}, "3m": {"3M 中国"}, "3": {"3M 中国"}, "c006": {"华为技术"}, "006": {"华为技术"},
			"hidden": {"X"}, "zebediah": {"X"}, "zebed": nil, "quagga": nil, "!!!": nil, "%": nil, "nothing": nil,
		} {
			if got := w.names(models.CustomerQuery{Words: words}); !slices.Equal(got, want) && len(got)+len(want) > 0 {
				t.Errorf("%q finds %q, want %q", words, got, want)
			}
		}
		if got := w.names(models.CustomerQuery{Words: "中国"}); !slices.Equal(got, []string{"3M 中国", "中国银行长沙分行"}) && !slices.Equal(got, []string{"中国银行长沙分行", "3M 中国"}) {
			t.Errorf("中国 finds %q", got)
		} else if got[0] != "中国银行长沙分行" {
			t.Errorf("中国 ranks %q first, want the name that begins with it", got[0])
		}
		// The index follows a change of name.
		if _, err := w.UpdateCustomer(w.ctx, by(alice), c.ID, 0, map[models.Field]string{models.FieldCompany: "Open Holdings"}); err != nil {
			t.Fatal(err)
		}
		if got := w.names(models.CustomerQuery{Words: "hidden"}); len(got) > 0 {
			t.Errorf("found by a former company: %q", got)
		}
	})
}

func TestSearchFilters(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		for _, draft := range []models.Customer{
			{Name: "a1", Industry: "tech", Status: models.StatusActive, Owner: alice, Email: "A@Example.com", Phone: "+86 138-1234-5678", NextFollowUp: date("2026-12-01")},
			{Name: "a2", Industry: "tech", Owner: bob, Email: "b@example.com", Phone: "138 1234 5679", NextFollowUp: date("2026-12-05")},
			{Name: "a3", Industry: "retail", Owner: bob},
		} {
			if _, err := w.CreateCustomer(w.ctx, by(alice), draft); err != nil {
				t.Fatal(err)
			}
		}
		for _, test := range []struct {
			q    models.CustomerQuery
			want string
		}{
			{models.CustomerQuery{}, "a3 a2 a1"},
			{models.CustomerQuery{Sort: models.SortName}, "a1 a2 a3"},
			{models.CustomerQuery{Sort: models.SortDue}, "a1 a2 a3"},
			{models.CustomerQuery{Sort: "sideways"}, "a3 a2 a1"},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldIndustry, "tech")}}, "a2 a1"},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldStatus, string(models.StatusActive))}}, "a1"},
			{models.CustomerQuery{Sort: models.SortName, Filters: []models.Filter{models.FilterOf(models.FieldOwner, bob)}}, "a2 a3"},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldEmail, "a@EXAMPLE.com")}}, "a1"},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldEmail, "example.com")}}, ""},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, "13812345678")}}, "a1"},
			{models.CustomerQuery{Filters: []models.Filter{models.FilterOf(models.FieldPhone, "none")}}, ""},
			{models.CustomerQuery{Filters: []models.Filter{models.SpanOf(models.FieldNextFollowUp, date("2026-12-02"), models.Date{})}}, "a2"},
			{models.CustomerQuery{Sort: models.SortDue, Filters: []models.Filter{models.SpanOf(models.FieldNextFollowUp, models.Date{}, date("2026-12-01"))}}, "a1"},
			{models.CustomerQuery{Words: "a", Filters: []models.Filter{models.FilterOf(models.FieldOwner, bob)}}, "a3 a2"},
			{models.CustomerQuery{Words: "a", Sort: models.SortDue, Filters: []models.Filter{models.FilterOf(models.FieldOwner, bob)}}, "a2 a3"},
			{models.CustomerQuery{Words: "a", Filters: []models.Filter{models.SpanOf(models.FieldNextFollowUp, date("2026-12-02"), models.Date{})}}, "a2"},
		} {
			if got := strings.Join(w.names(test.q), " "); got != test.want {
				t.Errorf("%+v finds %q, want %q", test.q, got, test.want)
			}
		}
	})
}

func TestResolve(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		first, second, twin, twin2 := w.create("Acme"), w.create("Acme Trading"), w.create("Twin"), w.create("TWIN ")
		for words, want := range map[string]int64{
			"C001": first.ID, "c1": first.ID, " C0002 ": second.ID, "acme": first.ID, "ＡＣＭＥ trading": second.ID, "trad": second.ID, "Ｃ００１": first.ID, "#c001": first.ID, "客户C001": first.ID, "客户 Ｃ００１": first.ID, "Customer C1": first.ID,
		} {
			if got, err := w.ResolveCustomer(w.ctx, as(alice), words); err != nil || got.ID != want {
				t.Errorf("%q is %d, %v; want %d", words, got.ID, err, want)
			}
		}
		for words, want := range map[string][]int64{"twin": {twin.ID, twin2.ID}, "acm": {second.ID, first.ID}} {
			_, err := w.ResolveCustomer(w.ctx, as(alice), words)
			var several *models.AmbiguousError
			if !errors.As(err, &several) {
				t.Errorf("%q: %v, want several", words, err)
				continue
			}
			var ids []int64
			for _, c := range several.Candidates {
				ids = append(ids, c.ID)
			}
			if !slices.Equal(ids, want) {
				t.Errorf("%q could be %v, want %v", words, ids, want)
			}
		}
		for _, words := range []string{"", "C099", "nobody", "C99999999999999999999"} {
			_, err := w.ResolveCustomer(w.ctx, as(alice), words)
			refused(t, err, "", "error.customer_not_found")
		}
	})
}

func TestSuggest(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		a := w.create("Acme")
		for range 11 {
			w.create("Other")
		}
		w.now = w.now.Add(time.Minute)
		if _, err := w.UpdateCustomer(w.ctx, by(bob), a.ID, 0, map[models.Field]string{models.FieldNotes: "x"}); err != nil {
			t.Fatal(err)
		}
		list, err := w.SuggestCustomers(w.ctx, as(alice), " ", 3)
		if err != nil || len(list) != 3 || list[0].ID != a.ID {
			t.Errorf("nothing typed: %d, %v", len(list), err)
		}
		list, err = w.SuggestCustomers(w.ctx, as(alice), "c1", 3)
		if err != nil || len(list) != 1 || list[0].Code != "C001" {
			t.Errorf("c1: %d %v", len(list), err)
		}
	})
}

// Whatever the filters, the order and the page size, the pages together are the whole answer, each customer once, and
// the whole answer is what a plain loop over all customers finds.
func TestPagesAreTheWholeAnswer(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, storetest.Open(t, db))
		var all []models.Customer
		for i := range 60 {
			draft := models.Customer{Name: []string{"北京科技", "Acme", "Beta", "北京贸易", "Same"}[i%5], Owner: []string{alice, bob}[i%2]}
			if i%3 > 0 {
				draft.NextFollowUp = date("2026-12-01").AddDays(i % 4)
			}
			c, err := w.CreateCustomer(w.ctx, by(alice), draft)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, c)
		}
		rapid.Check(t, func(t *rapid.T) {
			q := models.CustomerQuery{
				Words: rapid.SampledFrom([]string{"", "北京", "bj", "acme", "京科"}).Draw(t, "words"),
				Sort:  rapid.SampledFrom([]models.CustomerSort{"", models.SortName, models.SortNewest, models.SortDue}).Draw(t, "sort"),
				Limit: rapid.IntRange(1, 25).Draw(t, "limit"),
			}
			owner := rapid.SampledFrom([]string{"", alice, bob}).Draw(t, "owner")
			if owner != "" {
				q.Filters = []models.Filter{models.FilterOf(models.FieldOwner, owner)}
			}
			want := map[int64]bool{}
			for _, c := range all {
				matches := map[string]bool{
					"": true, "北京": strings.Contains(c.Name, "北京"), "bj": strings.Contains(c.Name, "北京"),
					"acme": c.Name == "Acme", "京科": c.Name == "北京科技",
				}
				if matches[q.Words] && (owner == "" || c.Owner == owner) {
					want[c.ID] = true
				}
			}
			total := len(want)
			var got []models.Customer
			for {
				page, err := w.SearchCustomers(w.ctx, as(alice), q)
				if err != nil {
					t.Fatal(err)
				}
				if page.Total != total || len(page.Customers) > q.Limit {
					t.Fatalf("total %d, want %d; %d customers on a page of %d", page.Total, total, len(page.Customers), q.Limit)
				}
				got = append(got, page.Customers...)
				if page.Next == "" {
					break
				}
				q.After = page.Next
			}
			for _, c := range got {
				if !want[c.ID] {
					t.Fatalf("%s is not wanted, or came twice", c.Code)
				}
				delete(want, c.ID)
			}
			if len(want) > 0 {
				t.Fatalf("%d left out", len(want))
			}
			if !slices.IsSortedFunc(got, inOrder[q.Sort]) {
				t.Fatalf("not in order %q", q.Sort)
			}
		})
	})
}

var inOrder = map[models.CustomerSort]func(a, b models.Customer) int{
	models.SortDefault: func(_, _ models.Customer) int { return 0 },
	models.SortNewest:  func(a, b models.Customer) int { return int(b.ID - a.ID) },
	models.SortName: func(a, b models.Customer) int { // Chinese stands by its pinyin
		order := []string{"Acme", "北京科技", "北京贸易", "Beta", "Same"}
		return slices.Index(order, a.Name) - slices.Index(order, b.Name)
	},
	models.SortDue: func(a, b models.Customer) int {
		switch {
		case a.NextFollowUp == b.NextFollowUp:
			return 0
		case a.NextFollowUp.IsZero():
			return 1
		case b.NextFollowUp.IsZero():
			return -1
		}
		return a.NextFollowUp.Compare(b.NextFollowUp)
	},
}
