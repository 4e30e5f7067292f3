package store_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// modelled is a customer as the plain model of a search knows it.
type modelled struct {
	models.Customer
	dueAt    time.Time // of a next follow-up with a time of day
	assigned []string  // who has an open follow-up of it
	sold     []string  // who has a deal of it
	number   int64     // of the field of numbers; hasNumber
	has      bool
	note     string   // of the field of text
	choices  []string // of the field of choices
	secret   string   // of the personal field
	terms    store.Terms
}

// model is all customers, and what is asked of them without any index.
type model struct {
	t                              *testing.T
	st                             *store.Store
	random                         *rand.Rand
	list                           []*modelled
	keys                           map[string]string // what names are sorted by
	number, note, choices, secrets models.CustomField
}

var (
	modelPeople   = []string{"U0ANN", "U0BOB", "U0CAT", "U0DAN", ""}
	modelFields   = []string{"", "technology", "retail", "消费品"}
	modelSources  = []string{"", "Spring Fair 2026", "官网 campaign with a name that is much longer than forty bytes"}
	modelSyllable = []rune("北京上海科技贸易星河华宏泰重庆长沙公司阿里山")
	modelWords    = []string{"Northwind", "North", "Trading", "Harbour", "trade", "Co", "Ltd", "X1", "wind", "horn", "ingot", "7", "José"}
	modelSorts    = []models.CustomerSort{models.SortDefault, models.SortNewest, models.SortName, models.SortDue}
	modelZones    = []string{"UTC", "Asia/Shanghai", "America/Los_Angeles", "Asia/Kolkata"}
	modelTexts    = map[models.Field][]string{
		models.FieldContactTitle: {"", "CEO", "采购 经理", "…"}, models.FieldWebsite: {"", "https://north.example", "south.example/x", "no site"},
		models.FieldAddress: {"", "1 Main Street", "广东省深圳市南山区科技园1号", "北京市海淀区中关村", "Suzhou, China", "昆山市人民路"}, models.FieldNotes: {"", "met"}, models.FieldOpportunity: {"", "100 licences"},
	}
)

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

func (m *model) name() string {
	if m.random.IntN(3) == 0 {
		parts := []string{pick(m.random, modelWords), pick(m.random, modelWords), pick(m.random, modelWords)}
		return strings.Join(parts[:1+m.random.IntN(3)], pick(m.random, []string{" ", "-", " & "}))
	}
	name := ""
	for range 2 + m.random.IntN(7) {
		name += string(pick(m.random, modelSyllable))
	}
	if m.random.IntN(6) == 0 {
		name += pick(m.random, modelWords)
	}
	return name
}

// dress gives a customer values of every field that is searched by.
func (m *model) dress(c *modelled) {
	r := m.random
	c.Name, c.Company, c.terms = m.name(), "", nil
	if r.IntN(4) == 0 {
		c.Company = m.name()
	}
	c.Status, c.Industry, c.Owner, c.Source = pick(r, models.Statuses()), pick(r, modelFields), pick(r, modelPeople), pick(r, modelSources)
	c.Kind = pick(r, []models.CustomerKind{"", models.KindBusiness, models.KindConsumer})
	for field, value := range map[models.Field]string{
		models.FieldContactName: fmt.Sprintf("Wang %d", r.IntN(40)), models.FieldPhone: fmt.Sprintf("138-0000-%04d", r.IntN(400)), models.FieldEmail: fmt.Sprintf("w%d@example.com", r.IntN(400)),
	} {
		if r.IntN(5) == 0 {
			value = ""
		}
		_ = c.Set(field, value)
	}
	for field, values := range modelTexts {
		_ = c.Set(field, pick(r, values)) // text is never refused
	}
	c.UpdatedAt, c.UpdatedBy = now.Add(-time.Duration(r.IntN(5000))*time.Minute), pick(r, modelPeople[:4])
	if c.ID == 0 {
		c.CreatedAt, c.CreatedBy = now.Add(-time.Duration(r.IntN(500*24*60)*r.IntN(2))*time.Minute), pick(r, modelPeople[:4])
	}
	c.NextFollowUp, c.NextFollowUpTime, c.dueAt, c.assigned = models.Date{}, "", time.Time{}, nil
	if r.IntN(3) > 0 {
		c.NextFollowUp = models.DateOf(now).AddDays(r.IntN(8)*r.IntN(8) - 10)
		if r.IntN(4) == 0 {
			c.NextFollowUpTime = models.TimeOfDay(fmt.Sprintf("%02d:30", r.IntN(24)))
			zone, err := time.LoadLocation(pick(r, modelZones))
			must(m.t, err)
			c.NextFollowUpZone, c.dueAt = zone.String(), c.NextFollowUp.At(c.NextFollowUpTime, zone)
		}
	}
	c.number, c.has, c.note, c.choices, c.secret = 0, r.IntN(3) > 0, "", nil, ""
	if c.has {
		c.number = int64(r.IntN(2000)-700) * 5_000
	}
	if r.IntN(2) == 0 {
		c.note = pick(r, []string{"gold", "golden goose", "silver", "金", "gold plan", "go"})
	}
	for i := range 3 {
		if r.IntN(3) == 0 {
			c.choices = append(c.choices, fmt.Sprint("o", i+1))
		}
	}
	if r.IntN(4) == 0 {
		c.secret = fmt.Sprint("passport ", r.IntN(30))
	}
}

// save writes what belongs to a customer beside its row.
func (m *model) save(tx *store.Tx, c *modelled) error {
	if !c.NextFollowUp.IsZero() {
		f := models.FollowUp{
			CustomerID: c.ID, Assignee: pick(m.random, modelPeople[:4]), State: models.FollowUpPlanned, DueOn: c.NextFollowUp, DueTime: c.NextFollowUpTime,
			Zone: c.NextFollowUpZone, CreatedAt: now, UpdatedAt: now, Version: 1,
		}
		at := c.dueAt
		if at.IsZero() {
			at = c.NextFollowUp.In(time.UTC)
		}
		f.DueAt = &at
		c.assigned = []string{f.Assignee}
		if err := tx.InsertFollowUp(ctx, &f); err != nil {
			return err
		}
	}
	if len(c.sold) == 0 && m.random.IntN(4) == 0 {
		owner := pick(m.random, modelPeople[:4])
		d := models.Deal{CustomerID: c.ID, Title: "deal", PipelineID: 1, StageID: 1, State: models.DealOpen, StageSince: now, Owner: owner, CreatedAt: now, UpdatedAt: now, Version: 1}
		if err := tx.InsertDeals(ctx, []*models.Deal{&d}); err != nil {
			return err
		}
		c.sold = []string{owner}
	}
	var rows []models.CustomValue
	if c.has {
		rows = append(rows, m.number.Rows(c.ID, strconv.FormatFloat(float64(c.number)/10_000, 'f', -1, 64))...)
	}
	rows = append(append(append(rows, m.note.Rows(c.ID, c.note)...), m.choices.Rows(c.ID, strings.Join(c.choices, ","))...), m.secrets.Rows(c.ID, c.secret)...)
	return tx.SaveCustomValues(ctx, c.ID, []int64{m.number.ID, m.note.ID, m.choices.ID, m.secrets.ID}, rows)
}

// grow inserts customers.
func (m *model) grow(n int) {
	must(m.t, m.st.Tx(ctx, func(tx *store.Tx) error {
		for range n {
			c := &modelled{Customer: *customer("")}
			m.dress(c)
			if err := tx.InsertCustomer(ctx, &c.Customer); err != nil {
				return err
			}
			if err := m.save(tx, c); err != nil {
				return err
			}
			m.list = append(m.list, c)
		}
		return nil
	}))
}

// stir changes customers, erases a few, and archives and restores some.
func (m *model) stir(n int) {
	for range n {
		c := pick(m.random, m.list)
		if c.Erased() {
			continue
		}
		before, err := m.st.Customer(ctx, c.ID)
		must(m.t, err)
		if m.random.IntN(12) == 0 {
			c.Customer = erase(m.t, m.st, before)
			continue
		}
		if before.Archived() || m.random.IntN(6) == 0 {
			c.Customer = archive(m.t, m.st, before, !before.Archived())
			continue
		}
		must(m.t, m.st.Tx(ctx, func(tx *store.Tx) error {
			open, err := tx.OpenFollowUps(ctx, c.ID, 10)
			if err != nil {
				return err
			}
			for _, f := range open {
				closed := f
				closed.State, closed.ClosedAt, closed.Version = models.FollowUpDone, &now, f.Version+1
				if err := tx.UpdateFollowUp(ctx, f, closed); err != nil {
					return err
				}
			}
			m.dress(c)
			c.Version = before.Version + 1
			if err := tx.UpdateCustomer(ctx, before, &c.Customer); err != nil {
				return err
			}
			return m.save(tx, c)
		}))
	}
}

// query makes up a search.
func (m *model) query() models.CustomerQuery {
	r := m.random
	q := models.CustomerQuery{Sort: pick(r, modelSorts), Limit: 50, Strictly: true}
	if r.IntN(2) == 0 {
		q.Words = m.words()
	}
	if r.IntN(5) == 0 {
		q.VisibleTo = pick(r, modelPeople[:4])
	}
	var err error
	q.Location, err = time.LoadLocation(pick(r, modelZones))
	must(m.t, err)
	for r.IntN(5) < 3 && len(q.Filters) < 4 {
		q.Filters = append(q.Filters, m.filter())
	}
	return q
}

// filter makes up a filter: of any field, of one value or several, of none or any, and what is left out.
func (m *model) filter() models.Filter {
	r := m.random
	asked := pick(r, m.asks())
	f := models.Filter{Field: asked.field, Not: r.IntN(4) == 0}
	_, custom := asked.field.CustomID()
	f.Personal = models.IsPersonal(asked.field) || custom && asked.field == m.secrets.Key()
	for range 1 + r.IntN(3)*r.IntN(2) {
		switch by := asked.by; {
		case asked.always == "" && r.IntN(6) == 0:
			f.Any = append(f.Any, models.Match{By: pick(r, []models.MatchBy{models.MatchNone, models.MatchAny})})
		case by == models.MatchSpan:
			f.Any = append(f.Any, asked.span())
		case by == "":
			f.Any = append(f.Any, models.Match{By: pick(r, []models.MatchBy{models.MatchNone, models.MatchAny})})
		default:
			f.Any = append(f.Any, models.Match{By: by, Value: asked.value()})
		}
	}
	return f
}

// asking is how a field can be asked for.
type asking struct {
	field  models.Field
	by     models.MatchBy // "" only for what is there
	always string         // why there is always a value
	value  func() string
	span   func() models.Match
}

func (m *model) asks() []asking {
	r := m.random
	one := func(list []string) func() string { return func() string { return pick(r, list) } }
	numbered := func(format string, n int) func() string {
		return func() string { return fmt.Sprintf(format, r.IntN(n)) }
	}
	days := func(first models.Date, spread, length int) func() models.Match {
		return func() models.Match {
			from := first.AddDays(r.IntN(spread))
			to := from.AddDays(r.IntN(length) - 1)
			switch r.IntN(6) {
			case 0:
				from = models.Date{}
			case 1:
				to = models.Date{}
			}
			return models.DaySpan(from, to)
		}
	}
	statuses := []string{string(models.StatusPotential), string(models.StatusActive), string(models.StatusChurned), "none such"}
	today := models.DateOf(now)
	return []asking{
		{field: models.FieldStatus, by: models.MatchValue, value: one(statuses)},
		{field: models.FieldIndustry, by: models.MatchValue, value: one(modelFields[1:])},
		{field: models.FieldOwner, by: models.MatchValue, value: one(modelPeople[:4])},
		{field: models.FieldCustomerKind, by: models.MatchValue, value: one([]string{"business", "consumer"})},
		{field: models.FieldSource, by: models.MatchValue, value: one(append(slices.Clone(modelSources[1:]), "spring fair (2026)", "..."))},
		{field: models.FieldContactTitle, by: models.MatchValue, value: one([]string{"ceo", "采购经理", "…"})},
		{field: models.FieldWebsite, by: models.MatchValue, value: one([]string{"www.north.example", "https://south.example/shop", "no site"})},
		{field: models.FieldContactName, by: models.MatchValue, value: numbered("Wang %d", 40)},
		{field: models.FieldPhone, by: models.MatchValue, value: numbered("1380000%04d", 400)},
		{field: models.FieldEmail, by: models.MatchValue, value: numbered("w%d@example.com", 400)},
		{field: models.FieldAddress},
		{field: models.FieldProvince, by: models.MatchValue, value: one([]string{"广东省", "北京市", "江苏省"})},
		{field: models.FieldCity, by: models.MatchValue, value: one([]string{"深圳市", "北京市", "苏州市", "宿州市", "昆山市", "上海市"})},
		{field: models.FieldDistrict, by: models.MatchValue, value: one([]string{"南山区", "昆山市", "海淀区"})},
		{field: models.FieldNotes},
		{field: models.FieldOpportunity},
		{field: models.FieldCompany},
		{field: models.FieldCode},
		{field: models.FieldCreatedAt},
		{field: models.FieldCreatedBy, by: models.MatchValue, value: one(modelPeople[:4])},
		{field: models.FieldName, by: models.MatchWords, value: m.words},
		{field: models.FieldCompany, by: models.MatchWords, value: m.words},
		{field: models.FieldNextFollowUp, by: models.MatchSpan, span: days(today.AddDays(-15), 40, 10)},
		{field: models.FieldCreatedAt, by: models.MatchSpan, span: days(today.AddDays(-500), 510, 90)},
		{field: models.FieldUpdatedAt, by: models.MatchSpan, span: days(today.AddDays(-3), 6, 4)},
		{field: m.number.Key(), by: models.MatchSpan, span: func() models.Match {
			from := int64(r.IntN(2000)-700) * 5_000
			return models.Match{By: models.MatchSpan, From: from, To: from + int64(r.IntN(1000)-20)*5_000}
		}},
		{field: m.note.Key(), by: models.MatchValue, value: one([]string{"go", "gold", "金", "x", "golden goose"})},
		{field: m.note.Key(), by: models.MatchBeginning, value: one([]string{"go", "gold", "金", "x", "golden goose"})},
		{field: m.choices.Key(), by: models.MatchValue, value: func() string { return fmt.Sprint("o", 1+r.IntN(3)) }},
		{field: m.secrets.Key(), by: models.MatchValue, value: numbered("passport %d", 30)},
	}
}

// words makes up the words of a search: pieces of names, their pinyin, and others.
func (m *model) words() string {
	r := m.random
	switch c := pick(r, m.list); r.IntN(5) {
	case 0:
		return pick(r, []string{"ke ji", "bjkj", "beijing", "sh", "x", "trad", "north", "win", "orthw", "hang", "cs", "cq", "zhongqing", "不存在"})
	case 1:
		return c.Code
	default:
		letters := []rune(c.Name)
		if len(letters) == 0 {
			return "z"
		}
		from := r.IntN(len(letters))
		piece := string(letters[from : from+1+r.IntN(len(letters)-from)])
		if r.IntN(3) == 0 {
			piece += " " + pick(r, modelWords)
		}
		return piece
	}
}

// sortKey is what a name is sorted by, computed once.
func (m *model) sortKey(name string) string {
	key, known := m.keys[name]
	if !known {
		key = store.SortKey(name)
		m.keys[name] = key
	}
	return key
}

// answer is what a search must return: all its customers in their order.
func (m *model) answer(q models.CustomerQuery) []*modelled {
	if strings.TrimSpace(q.Words) != "" && len(strings.FieldsFunc(q.Words, func(r rune) bool { return strings.ContainsRune(" -&", r) })) == 0 {
		return nil
	}
	var found []*modelled
	for _, c := range m.list {
		if m.meets(c, q) {
			found = append(found, c)
		}
	}
	byWords := strings.TrimSpace(q.Words) != ""
	rank := func(c *modelled) int {
		given := store.NameKey(q.Words)
		switch {
		case strings.EqualFold(c.Code, given):
			return 0
		case store.NameKey(c.Name) == given:
			return 1
		case strings.HasPrefix(store.NameKey(c.Name), given):
			return 2
		}
		return 3
	}
	slices.SortFunc(found, func(a, b *modelled) int {
		newest := cmp.Compare(b.ID, a.ID)
		switch q.Sort {
		case models.SortName:
			return cmp.Or(cmp.Compare(m.sortKey(a.Name), m.sortKey(b.Name)), -newest)
		case models.SortDue:
			if a.NextFollowUp.IsZero() != b.NextFollowUp.IsZero() {
				return cmp.Compare(b.NextFollowUp.String(), a.NextFollowUp.String()) // "" is the last
			}
			return cmp.Or(a.NextFollowUp.Compare(b.NextFollowUp), -newest)
		case models.SortNewest:
			return newest
		}
		if byWords && len(found) <= 300 {
			return cmp.Or(cmp.Compare(rank(a), rank(b)), newest)
		}
		return newest
	})
	return found
}

func (m *model) meets(c *modelled, q models.CustomerQuery) bool {
	if !c.Listed() || q.VisibleTo != "" && c.Owner != q.VisibleTo && c.Owner != "" && !slices.Contains(c.assigned, q.VisibleTo) && !slices.Contains(c.sold, q.VisibleTo) {
		return false
	}
	if c.terms == nil {
		c.terms = store.TermsOf(c.Customer)
	}
	if strings.TrimSpace(q.Words) != "" && !c.terms.HasWords(q.Words) {
		return false
	}
	for _, f := range q.Filters {
		met := slices.ContainsFunc(f.Any, func(match models.Match) bool { return m.matches(c, f.Field, match, q.Location) })
		if met == f.Not {
			return false
		}
	}
	return true
}

// values are the values of a field that a customer has.
func (m *model) values(c *modelled, field models.Field) []string {
	switch field {
	case models.FieldProvince, models.FieldCity, models.FieldDistrict:
		return models.PlacesOf(c.Address)[field]
	case m.number.Key():
		if c.has {
			return []string{fmt.Sprint(c.number)}
		}
		return nil
	case m.note.Key():
		return slices.DeleteFunc([]string{c.note}, func(s string) bool { return s == "" })
	case m.choices.Key():
		return c.choices
	case m.secrets.Key():
		return slices.DeleteFunc([]string{c.secret}, func(s string) bool { return s == "" })
	}
	return slices.DeleteFunc([]string{c.Get(field)}, func(s string) bool { return s == "" })
}

func (m *model) matches(c *modelled, field models.Field, match models.Match, zone *time.Location) bool {
	values := m.values(c, field)
	switch match.By {
	case models.MatchNone:
		return len(values) == 0
	case models.MatchAny:
		return len(values) > 0
	case models.MatchWords:
		return c.terms.HasWords(match.Value)
	case models.MatchSpan:
		return len(values) > 0 && m.within(c, field, match, zone)
	}
	key := map[models.Field]func(string) string{
		models.FieldWebsite: models.Host,
		models.FieldStatus:  nil, models.FieldIndustry: nil, models.FieldOwner: nil, models.FieldCustomerKind: nil, models.FieldCreatedBy: nil,
	}
	switch field { // what a customer has is compared already
	case models.FieldPhone:
		return len(values) > 0 && c.PhoneKey.Plain() == models.NormalisePhone(match.Value)
	case models.FieldEmail:
		return len(values) > 0 && c.EmailKey.Plain() == models.NormaliseEmail(match.Value)
	}
	return slices.ContainsFunc(values, func(value string) bool {
		same, known := key[field]
		switch {
		case match.By == models.MatchBeginning:
			return strings.HasPrefix(value, match.Value)
		case !known:
			same = store.NameKey
		case same == nil:
			return value == match.Value
		}
		return same(value) == same(match.Value) && same(value) != ""
	})
}

func (m *model) within(c *modelled, field models.Field, match models.Match, zone *time.Location) bool {
	key := c.number
	if field != m.number.Key() {
		day := c.NextFollowUp
		switch {
		case field == models.FieldCreatedAt:
			day = models.DateOf(c.CreatedAt.In(zone))
		case field == models.FieldUpdatedAt:
			day = models.DateOf(c.UpdatedAt.In(zone))
		case c.NextFollowUpTime != "":
			day = models.DateOf(c.dueAt.In(zone))
		}
		key, _ = models.DateKey(day.String())
	}
	return key >= match.From && key <= match.To
}

// compare makes searches, and compares every page of their answers with the model's.
func (m *model) compare(state string, searches int) {
	m.t.Helper()
	for range searches {
		q := m.query()
		want, at := m.answer(q), 0
		given := fmt.Sprintf("%s: %+v", state, q)
		for pages := 0; pages < 8; pages++ {
			page, err := m.st.SearchCustomers(ctx, q)
			if err != nil {
				m.t.Fatalf("%s: %v", given, err)
			}
			if pages == 0 && page.AtLeast && len(want) <= 300 && q.Sort == models.SortDefault { // it can't know that they are few enough to be ranked
				slices.SortFunc(want, func(a, b *modelled) int { return cmp.Compare(b.ID, a.ID) })
			}
			if page.AtLeast && page.Total > len(want) || !page.AtLeast && page.Total != len(want) {
				m.t.Fatalf("%s: counts %d (at least: %v), want %d", given, page.Total, page.AtLeast, len(want))
			}
			for _, c := range page.Customers {
				if at >= len(want) || want[at].ID != c.ID {
					m.t.Fatalf("%s: place %d of %d has %d %q (%s), want %v", given, at, len(want), c.ID, c.Name, c.NextFollowUp, describe(want, at))
				}
				at++
			}
			if q.After = page.Next; q.After == "" {
				break
			}
		}
		if q.After == "" && at != len(want) {
			m.t.Fatalf("%s: has %d customers, want %d, next %s", given, at, len(want), describe(want, at))
		}
	}
}

func describe(want []*modelled, at int) string {
	if at >= len(want) {
		return "no more"
	}
	return fmt.Sprintf("%d %q (%s)", want[at].ID, want[at].Name, want[at].NextFollowUp)
}

// fold brings all that is noted into the lists.
func foldAll(t testing.TB, st *store.Store) {
	t.Helper()
	_, err := st.FoldSearch(ctx, models.ClockFunc(func() time.Time { return now }), 1)
	must(t, err)
	var left int64
	must(t, st.DB().Table("search_pending").Count(&left).Error)
	if left > 0 {
		t.Fatalf("%d notes are left", left)
	}
}

// leap lets the next customers have IDs of other blocks.
func leap(t *testing.T, st *store.Store, db storetest.Database, id int64) {
	t.Helper()
	statement := fmt.Sprintf("ALTER TABLE customers AUTO_INCREMENT = %d", id)
	if db.Driver == "sqlite" {
		statement = fmt.Sprintf("UPDATE sqlite_sequence SET seq = %d WHERE name = 'customers'", id-1)
	}
	_, err := st.Writer().ExecContext(ctx, statement)
	must(t, err)
}

// Every search finds what a plain model finds, in the same order, on all pages, whatever of it is in the lists and what is
// noted beside them; and when the lists are made anew.
func TestSearchesAgreeWithAPlainModel(t *testing.T) {
	storetest.WithoutRace(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db, store.WithVault(newVault(t), true))
		must(t, st.CheckKeys(ctx))
		seed := rand.Uint64()
		t.Logf("seed %d", seed)
		m := &model{t: t, st: st, random: rand.New(rand.NewPCG(seed, 1)), keys: map[string]string{}}
		m.number = addField(t, st, models.CustomField{Kind: models.CustomNumber})
		m.note = addField(t, st, models.CustomField{Kind: models.CustomText})
		m.choices = addField(t, st, models.CustomField{Kind: models.CustomChoices, Options: []models.Option{{Key: "o1"}, {Key: "o2"}, {Key: "o3"}}})
		m.secrets = addField(t, st, models.CustomField{Kind: models.CustomText, Personal: true})
		share := 1
		if db.Kind.Name == storetest.EngineMySQL {
			share = 3 // what MariaDB is asked with the same statements, and four times as slow
		}
		m.grow(300)
		m.compare("noted", 12/share)
		foldAll(t, st)
		m.compare("folded", 12/share)
		leap(t, st, db, 65_400)
		m.grow(1200 / share)
		m.stir(40)
		m.compare("some noted", 12/share)
		foldAll(t, st)
		leap(t, st, db, 262_100)
		m.grow(1000 / share)
		foldAll(t, st)
		m.compare("all folded", 25/share)
		m.stir(80 / share)
		m.compare("changed", 15/share)
		foldAll(t, st)
		m.compare("folded again", 25/share)
		must(t, st.Relist(ctx))
		m.compare("made anew", 25/share)
		m.stir(40)
		m.compare("changed after that", 10/share)
		for steps := range 6 {
			must(t, st.FoldAndDie(ctx, steps*2))
			m.compare("died in the middle", 3)
			m.stir(8)
			m.compare("died, and changed", 3)
		}
		foldAll(t, st)
		m.compare("brought in at last", 15/share)
	})
}

// While people change customers, and several processes bring the changes into the lists at once, nothing is lost: what
// stands in the lists at the end is what the customers have.
func TestSeveralFoldWhileOthersWrite(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		st := storetest.Open(t, db)
		seed(t, st, 400)
		var writing, folding errgroup.Group
		done := make(chan struct{})
		for worker := range 4 {
			writing.Go(func() error {
				for i := range 40 {
					err := st.Tx(ctx, func(tx *store.Tx) error {
						c, err := tx.LockCustomer(ctx, int64(1+(worker*97+i*13)%400))
						if err != nil {
							return err
						}
						changed := c
						changed.Name, changed.Owner, changed.Version = fmt.Sprintf("星河 %d %d", worker, i), fmt.Sprint("U0W", worker), c.Version+1
						return tx.UpdateCustomer(ctx, c, &changed)
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
		}
		for range 2 {
			folding.Go(func() error {
				for {
					if _, err := st.FoldSearch(ctx, models.ClockFunc(func() time.Time { return now }), 1); err != nil {
						return err
					}
					select {
					case <-done:
						return nil
					default:
					}
				}
			})
		}
		must(t, writing.Wait())
		close(done)
		must(t, folding.Wait())
		foldAll(t, st)
		kept := store.AllListings(t, st)
		must(t, st.Relist(ctx))
		fresh := store.AllListings(t, st)
		for id, want := range fresh {
			if !slices.Equal(kept[id], want) {
				t.Errorf("customer %d stands under %q, want %q", id, kept[id], want)
			}
		}
		if len(kept) != len(fresh) || len(fresh) != 400 {
			t.Errorf("%d customers are listed, want %d", len(kept), len(fresh))
		}
	})
}
