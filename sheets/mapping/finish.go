package mapping

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// person is which further contact a column is of. Of columns without a number, those that come first of their kind are of one, those that come
// second of another.
func (g *suggestion) person(i int) int {
	c := &g.made.Columns[i]
	if number := names.Person(c.Name); number > 0 {
		return number
	}
	person := beyondNumbers
	for _, before := range g.made.Columns[:i] {
		if before.Role == c.Role && names.Person(before.Name) == 0 {
			person++
		}
	}
	return person
}

// beyondNumbers are the numbers of contacts that have none in their columns' names.
const beyondNumbers = 10_000

// finish gives a column what follows from its use.
func (g *suggestion) finish(i int) {
	c, stats := &g.made.Columns[i], &g.columns[i]
	if c.Use == ToNew {
		switch {
		case c.Role == names.Tags:
			c.Use = ToTags
		case strings.HasPrefix(string(c.Role), "further."):
			c.Use, c.Person = ToContact, g.person(i)
		case g.made.Rows().Records() && c.Role.Of(g.made.Rows()):
			c.Use = ToRecord
		case c.Role.OpenDeal() && g.aboutDeals():
			c.Use = ToRecord
			if c.rank.Source == names.BesideADeal {
				c.Reason = remark("notice.map_deal", "Name", c.Name)
			}
		case c.Role.OpenDeal():
			c.Certainty, c.Reason = Open, remark("notice.map_unknown")
		case c.Role == names.Counter, c.Role == names.Label:
			c.Use = ToNothing
		case g.made.Rows().Records(): // a custom field of customers says nothing of them
			c.Use, c.Reason = ToNothing, remark(notOf[g.made.Rows()], "Name", c.Name)
		}
	}
	if g.rows > 0 && stats.filled == 0 && len(stats.empty) == 0 {
		c.Use, c.Field, c.Reason = ToNothing, "", remark("notice.map_empty", "Name", c.Name)
		if g.header.Columns[i].Title != "" {
			c.Doubts = append(c.Doubts, c.Reason)
		}
	}
	if c.Use == ToNothing {
		c.Field = ""
		return
	}
	c.Split = stats.split()
	if c.Use == ToRecord && g.fields.chosen(c.Role) {
		g.choices(c)
	}
	if c.Use == ToField {
		g.choices(c)
		if c.Field == models.FieldNextFollowUp && !stats.latest.IsZero() && !g.fields.rules.Today.IsZero() && stats.latest.Before(g.fields.rules.Today) {
			c.Doubts = append(c.Doubts, remark("notice.map_past", "Name", c.Name))
			c.Certainty = Open
		}
		if c.Field == models.FieldNextFollowUp && stats.yearless > 0 {
			c.Doubts = append(c.Doubts, remark("notice.map_yearless", "Name", c.Name))
		}
	}
	if g.isNumber(*c) {
		if m := unitInName.FindStringSubmatch(g.header.Columns[i].Title); m != nil {
			c.Unit = m[1]
			c.Doubts = append(c.Doubts, remark("notice.map_unit", "Name", c.Name, "Unit", c.Unit))
		}
		var ask bool
		if c.Decimal, ask = stats.decimals.mark(); ask {
			c.Doubts = append(c.Doubts, remark("notice.map_decimal", "Name", c.Name, "Value", first(c.Samples)))
		}
	}
}

// aboutDeals reports that a column is about a deal, and nothing else.
func (g *suggestion) aboutDeals() bool {
	return slices.ContainsFunc(g.made.Columns, func(c Column) bool {
		return c.Use != ToNothing && (c.Role == names.Role(models.FieldOpportunity) || c.Role.OpenDeal() && c.rank.Source != names.BesideADeal)
	})
}

// unitInName is the end of a name that says in what its numbers are counted: 金额（万元）, Revenue (k).
var unitInName = regexp.MustCompile(`(?i)[(（\[/,，:：]\s*(?:单位[:：]?\s*)?(千|万|百万|亿|k|thousand|million)\s*(?:元|人民币|rmb|cny|usd|eur|[$¥€])?\s*[)）\]]?$`)

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

func (g *suggestion) spec(c Column) models.FieldSpec {
	spec, _ := g.fields.spec(c.gives())
	return spec
}

// gives is what a column gives: a field of the customer, or something of a record.
func (c Column) gives() models.Field {
	if c.Use == ToRecord {
		return models.Field(c.Role)
	}
	return c.Field
}

func (g *suggestion) isNumber(c Column) bool {
	return c.Use == ToField && g.spec(c).Type == models.TypeNumber || c.Use == ToNew && c.Kind == models.CustomNumber ||
		c.Role == names.DealAmount || c.Use == ToRecord && g.fields.recordType(c.Role) == models.TypeNumber
}

func (g *suggestion) isDate(c Column) bool {
	kind := g.fields.recordType(c.Role)
	return c.Use == ToField && g.spec(c).Type == models.TypeDate || c.Use == ToNew && c.Kind == models.CustomDate || c.Use == ToRecord && (kind == models.TypeDate || kind == models.TypeInstant)
}

// maxUnknown is how many unknown words of a choice are named.
const maxUnknown = 20

// choices lists the words of a choice that aren't its values, with what is suggested for them.
func (g *suggestion) choices(c *Column) {
	spec := g.spec(*c)
	if spec.Type != models.TypeChoice && spec.Type != models.TypeChoices {
		return
	}
	counts := map[string]int{}
	for value, count := range g.columns[c.Index].distinct {
		parts := []string{value}
		if spec.Type == models.TypeChoices {
			parts = strings.Split(value, g.columns[c.Index].split())
		}
		for _, part := range parts {
			if part = strings.TrimSpace(part); part == "" {
				continue
			}
			meant, sure, known := g.fields.choice(c.gives(), part)
			if known && !sure {
				if c.Choices == nil {
					c.Choices = map[string]string{}
				}
				c.Choices[key.Fold(part)] = meant
			}
			if !sure {
				counts[part] += count
			}
		}
	}
	c.Unknown = slices.SortedFunc(keysOf(counts), func(a, b string) int { return cmp.Or(counts[b]-counts[a], strings.Compare(a, b)) })
	c.Unknown = c.Unknown[:min(len(c.Unknown), maxUnknown)]
	if len(c.Unknown) > 0 {
		c.Doubts = append(c.Doubts, remark("notice.map_choices", "Name", c.Name, "Values", strings.Join(c.Unknown, ", ")))
	}
}

func keysOf(counts map[string]int) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for k := range counts {
			if !yield(k) {
				return
			}
		}
	}
}

// standIn says what names a customer where no column does. Companies that repeat are shared by people: then each is called as the contact,
// so that they aren't taken for one.
func (g *suggestion) standIn() {
	kind := g.made.Rows()
	switch {
	case kind == models.ImportCampaigns:
		if !g.records(kind.Gives(models.FieldCampaignName)) && !g.records(kind.Gives(models.FieldCampaignCode)) {
			g.made.Doubts = append(g.made.Doubts, remark("notice.map_no_campaign"))
		}
		return
	case g.taken(models.FieldName), kind.Records() && (g.taken(models.FieldCode) || g.recordsCode()):
		return
	}
	company, contact := g.taken(models.FieldCompany), g.taken(models.FieldContactName)
	switch {
	case company && contact:
		g.made.StandIn = []models.Field{models.FieldCompany, models.FieldContactName}
		if kind.Records() { // companies repeat, since they have several
			break
		}
		for i := range g.made.Columns {
			if c := g.made.Columns[i]; c.Field == models.FieldCompany && c.Use == ToField {
				if stats := g.columns[i]; stats.told > 3 && len(stats.distinct)*10 < stats.told*9 {
					g.made.StandIn = []models.Field{models.FieldContactName, models.FieldCompany}
				}
			}
		}
	case company:
		g.made.StandIn = []models.Field{models.FieldCompany}
	case contact:
		g.made.StandIn = []models.Field{models.FieldContactName}
	default:
		g.made.Doubts = append(g.made.Doubts, remark("notice.map_no_name"))
		return
	}
	g.made.Doubts = append(g.made.Doubts, remark("notice.map_stand_in", "Field", g.made.StandIn[0]))
}

// records reports that a column gives something of the record that its row is.
func (g *suggestion) records(given models.Field) bool {
	return slices.ContainsFunc(g.made.Columns, func(c Column) bool { return c.Use == ToRecord && c.Role == names.Role(given) })
}

// recordsCode reports that a column gives the code of the record that its row is; those of other systems are none of ours.
func (g *suggestion) recordsCode() bool {
	kind := g.made.Rows()
	code, has := kind.CodeField()
	return has && g.records(kind.Gives(code)) && g.coded(kind, code)
}

// ordersAsk finds the order of each column of dates: from itself, else from the others, else it is asked.
func (g *suggestion) ordersAsk() {
	for i := range g.made.Columns {
		g.orderOf(i)
	}
}

func (g *suggestion) orderOf(i int) {
	var all orders
	for j := range g.made.Columns {
		if g.isDate(g.made.Columns[j]) {
			all = all.plus(g.columns[j].orders)
		}
	}
	inFile, ofFile := all.says()
	c, own := &g.made.Columns[i], g.columns[i].orders
	if !g.isDate(*c) || own.dates == 0 {
		return
	}
	ask := ""
	switch fitting, most := own.says(); {
	case fitting == 0:
		c.Order, ask = most, "notice.map_order_both"
	case fitting == 1:
		if c.Order = most; inFile == 0 { // another column says otherwise
			ask = "notice.map_order_file"
		}
	case inFile == 1 && (ofFile != YearFirst || own.short == own.dates):
		c.Order = ofFile
	default:
		c.Order, ask = g.usualOrder(own), "notice.map_order"
	}
	if ask != "" {
		c.Doubts = append(c.Doubts, remark(ask, "Name", c.Name, "Values", strings.Join(c.Samples, ", ")))
	}
}

// usualOrder is the order that is preset where nothing says one: in Chinese files the year comes first.
func (g *suggestion) usualOrder(o orders) Order {
	han := 0
	for _, c := range g.header.Columns {
		han += btoi(strings.ContainsFunc(c.Title, func(r rune) bool { return unicode.Is(unicode.Han, r) }))
	}
	if o.short == o.dates && o.point == 0 && han*2 > len(g.header.Columns) {
		return YearFirst
	}
	return DayFirst
}

// empties offers to take words that stand for nothing as empty.
func (g *suggestion) empties() {
	var words []string
	for i := range g.columns {
		for word := range g.columns[i].empty {
			if _, seen := g.made.Empty[word]; !seen {
				g.made.Empty[word] = nothings[key.Fold(word)]
				words = append(words, word)
			}
		}
	}
	if len(words) > 0 {
		slices.Sort(words)
		g.made.Doubts = append(g.made.Doubts, remark("notice.map_nothing", "Values", strings.Join(words, ", ")))
	}
}

// shape is a hash of the columns' names in their order; of a file without a header, of what kind the columns are.
func (s *Survey) shape() string {
	h := sha256.New()
	for i, c := range s.header.Columns {
		name := names.Squeezed(c.Name)
		if s.header.Row == 0 {
			name = string(s.columns[i].guess())
		}
		_, _ = h.Write([]byte(strconv.Itoa(i) + ":" + name + "\n")) // never fails
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Spec describes what a column gives: a field of the customer, or of the record that a row is.
func (m Mapping) Spec(f *Fields, column int) (models.FieldSpec, bool) {
	return f.spec(m.Columns[column].gives())
}
