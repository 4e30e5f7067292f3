package commands

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// How much one search may ask for. More is no search that somebody typed.
const (
	maxFilters = 20 // filters and words that are left out
	maxValues  = 50 // of one filter
)

// FilterSort is what a search knows before a colon besides the fields: the order.
const FilterSort = "sort"

// isSort reports a word for the order of an answer.
func isSort(name string) bool {
	name = models.NormaliseText(name)
	return name == FilterSort || name == "排序"
}

// IsFilter reports a word that may stand before the colon of a filter, also one of a field that is out of use, and what isn't
// offered.
func (c *Frame) IsFilter(name string) bool {
	_, known := c.filterSpec(name)
	return known || isSort(name) || c.unoffered(name) != nil
}

// BeginsFilter reports a word that begins a filter: with a name and a colon or a comparison, or a dash.
func (c *Frame) BeginsFilter(word string) bool {
	word, not := cutDash(word)
	tok, _ := nextToken(word, nil)
	name, _, mark, found := tok.filter()
	return not || found && name != "" && (c.IsFilter(name) || piece{name: name, mark: mark, value: tok.raw[len(name):]}.means() && mark != ':')
}

// filterSpec returns the field that a filter of this name asks for.
func (c *Frame) filterSpec(name string) (models.FieldSpec, bool) {
	field, known := c.Field(name)
	if _, retired := c.customNames().retired[models.SqueezeLabel(name)]; !known && !retired { // a team's field called City is no place
		field, known = c.words.given(name)
	}
	if !known {
		return models.FieldSpec{}, false
	}
	if custom, found := c.CRM.Fields().Find(field); found {
		return custom.Spec(), true
	}
	return models.FilterSpec(field)
}

// Query reads the words and filters of a search.
func (c *Frame) Query(ctx context.Context, cl Call, text string) (models.CustomerQuery, error) {
	r := queryReader{Frame: c, cl: cl, q: models.CustomerQuery{Zone: cl.User.Zone.String()}}
	pieces := c.pieces(cl, text)
	for _, p := range pieces {
		if len(r.errs) >= MaxRefusals {
			break
		}
		if err := r.read(ctx, p); err != nil {
			return r.q, err
		}
	}
	if len(r.q.Filters) > maxFilters || countFilters(pieces) > maxFilters {
		r.errs = append(r.errs, models.Invalid("", "error.too_many_filters", "Max", maxFilters))
	}
	r.q.Words = strings.Join(r.words, " ")
	if len([]rune(r.q.Words)) > models.MaxLength(models.FieldName) {
		r.errs = append(r.errs, models.Invalid("", "error.search_too_long", "Max", models.MaxLength(models.FieldName)))
	}
	if !r.sorted && slices.ContainsFunc(r.q.Filters, asksDue) {
		r.q.Sort = models.SortDue
	}
	return r.q, r.errs.Err()
}

func countFilters(pieces []piece) (n int) {
	for _, p := range pieces {
		if p.not || p.name != "" {
			n++
		}
	}
	return n
}

// asksDue reports a filter of which the answer is read by what is due first.
func asksDue(f models.Filter) bool {
	return f.Field == models.FieldNextFollowUp && !f.Not &&
		slices.ContainsFunc(f.Any, func(m models.Match) bool { return m.By != models.MatchNone })
}

// queryReader puts a query together.
type queryReader struct {
	*Frame
	cl     Call
	q      models.CustomerQuery
	words  []string
	sorted bool
	errs   models.Errors
}

// refuse adds a refusal; every other error it returns.
func (r *queryReader) refuse(err error) error {
	refused := models.AsErrors(err)
	if refused == nil {
		return err
	}
	r.errs = append(r.errs, refused...)
	return nil
}

// read adds a piece to the query.
func (r *queryReader) read(ctx context.Context, p piece) error {
	switch {
	case p.name == "" && p.not:
		r.leaveOut(p)
	case p.name == "":
		if words := Unescape(p.words); words != "" {
			r.words = append(r.words, words)
		}
	case isSort(p.name):
		r.sort(p)
	default:
		return r.refuse(r.filter(ctx, p))
	}
	return nil
}

func (r *queryReader) leaveOut(p piece) {
	words := Unescape(p.words)
	if models.NormaliseName(words) == "" {
		return // nothing but signs: A - B
	}
	r.q.Filters = append(r.q.Filters, models.Filter{Field: models.FieldName, Not: true, Any: []models.Match{{By: models.MatchWords, Value: words}}})
}

func (r *queryReader) sort(p piece) {
	order, known := sortOrders[models.NormaliseText(Unescape(Unquote(p.value)))]
	if !known || p.not {
		r.errs = append(r.errs, models.Invalid("", "error.unknown_sort", "Value", Unescape(p.value)))
	}
	r.q.Sort, r.sorted = order, true
}

func (r *queryReader) filter(ctx context.Context, p piece) error {
	spec, known := r.filterSpec(p.name)
	if !known {
		if err := r.unoffered(p.name); err != nil {
			return err
		}
		return r.unknownFilter(p.name)
	}
	matches, err := r.matches(r.cl, spec, p.value)
	if err == nil {
		matches, err = r.named(ctx, spec, matches)
	}
	switch {
	case err != nil:
		return err
	case matches == nil && p.not:
		return models.Invalid(spec.Key, "error.filter_leaves_none", "Field", spec.Key)
	}
	r.add(spec, p.not, matches)
	return nil
}

// unknownFilter names the nearest filter to a mistyped one.
func (c *Frame) unknownFilter(name string) *models.Error {
	names := slices.AppendSeq(slices.AppendSeq(c.fieldNames(), maps.Keys(c.words.givens)), maps.Keys(c.words.places))
	slices.Sort(names)
	if near := nearest(name, names); len(near) > 0 {
		return models.Invalid("", "error.unknown_filter_near", "Word", name, "Near", near[0])
	}
	return models.Invalid("", "error.unknown_filter", "Word", name)
}

// named puts people's IDs in the place of names that were typed: @bob.
func (r *queryReader) named(ctx context.Context, spec models.FieldSpec, matches []models.Match) ([]models.Match, error) {
	switch spec.Type {
	case models.TypeTags:
		return r.tagged(ctx, matches)
	case models.TypePerson:
	case models.TypeText:
		return r.sourced(ctx, spec, matches)
	default:
		return matches, nil
	}
	for i, m := range matches {
		name, isName := strings.CutPrefix(m.Value, "@")
		if m.By != models.MatchValue || !isName {
			continue
		}
		id, err := r.CRM.PersonNamed(ctx, r.cl.Actor, name)
		if err != nil {
			return nil, err
		}
		if id == "" {
			return nil, models.Invalid(spec.Key, "error.unknown_user", "Value", m.Value)
		}
		matches[i].Value = id
	}
	return matches, nil
}

// tagged puts what tags are called now in the place of what was typed.
func (r *queryReader) tagged(ctx context.Context, matches []models.Match) ([]models.Match, error) {
	for i, m := range matches {
		if m.By != models.MatchValue {
			continue
		}
		name, err := r.CRM.TagNamed(ctx, r.cl.Actor, m.Value)
		if err != nil {
			return nil, err
		}
		if name == "" {
			return nil, models.Invalid(models.FieldTags, "error.unknown_tag", "Value", m.Value)
		}
		matches[i].Value = name
	}
	return matches, nil
}

// sourced puts what a campaign is called now in the place of a source that was typed: by a former name, or by its code.
func (r *queryReader) sourced(ctx context.Context, spec models.FieldSpec, matches []models.Match) ([]models.Match, error) {
	if spec.Key != models.FieldSource {
		return matches, nil
	}
	for i, m := range matches {
		if m.By != models.MatchValue {
			continue
		}
		name, err := r.CRM.CampaignNamed(ctx, r.cl.Actor, m.Value)
		if err != nil {
			return nil, err
		}
		if name != "" {
			matches[i].Value = name
		}
	}
	return matches, nil
}

// add adds a filter. No matches are all customers. Of a field that has one value, what is asked for twice may be either.
func (r *queryReader) add(spec models.FieldSpec, not bool, matches []models.Match) {
	if len(matches) == 0 {
		return
	}
	if first := matches[0]; len(matches) == 1 && first.By == models.MatchWords && !not {
		r.words = append(r.words, first.Value) // which rank as well
		return
	}
	only := func(by models.MatchBy) func(models.Match) bool {
		return func(m models.Match) bool { return m.By != by }
	}
	if spec.ByValue() && spec.Type != models.TypeChoices && spec.Type != models.TypeTags && !not && !slices.ContainsFunc(matches, only(models.MatchValue)) {
		for i, f := range r.q.Filters {
			if f.Field == spec.Key && !f.Not && !slices.ContainsFunc(f.Any, only(models.MatchValue)) {
				r.q.Filters[i].Any = slices.Concat(f.Any, matches)
				return
			}
		}
	}
	r.q.Filters = append(r.q.Filters, models.Filter{Field: spec.Key, Not: not, Any: matches, Personal: spec.Personal()})
}

// unoffered says of a filter that isn't offered why not; nil for every other name.
func (c *Frame) unoffered(name string) *models.Error {
	if field, retired := c.customNames().retired[models.SqueezeLabel(name)]; retired {
		return models.Invalid("", "error.filter_retired", "Field", field.Key(), "Date", models.DateOf(*field.RetiredAt))
	}
	return nil
}

var sortOrders = map[string]models.CustomerSort{
	"name": models.SortName, "名称": models.SortName, "newest": models.SortNewest, "new": models.SortNewest, "最新": models.SortNewest,
	"due": models.SortDue, "跟进": models.SortDue,
}
