package store

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// What a customer is found by are its listings: texts, under each of which a list holds the customers that have it.
// There are the grams of its words (gram.go); one for every value that is searched for as a whole, after the field's
// sign (=s:active); and for what is sorted by or searched for as a span one with its key (<d, the date).
//
// A listing with a key is kept in a bucket of the neighbouring keys (bucket.go).
//
// The listings of a customer are in parts, which change apart from each other: a part is put down whole when it changes.

// The parts. A custom field's ID is the part of its values.
const (
	partWords    int64 = 0
	partFields   int64 = -1
	partPersonal int64 = -2
)

// Signs of listings that stand for no value. All customers whose data wasn't erased have listedAll.
const (
	listedAll     = "=" // of every customer
	listedUndated = "=undated"
	listedTimed   = "=timed" // its next follow-up has a time of day
)

// The fields that customers are listed by under each value, as listings name them: =owner:U0ANN. One that is empty stands under
// nothing but the sign. Places follow from data about a person, and change with it.
func fieldSign(spec models.FieldSpec) string {
	if spec.Filter == models.FilterPlace {
		return "?" + spec.ColumnName() + ":"
	}
	return "=" + spec.ColumnName() + ":"
}

// listedOwner are the owners' listings, by which a person sees customers.
var listedOwner = fieldSign(fieldSpec(models.FieldOwner))

func fieldSpec(field models.Field) models.FieldSpec {
	spec, _ := models.FilterSpec(field)
	return spec
}

// alwaysThere reports a field that no customer is without.
func alwaysThere(spec models.FieldSpec) bool { return spec.Required || spec.Given }

// presence is the listing of customers that have something in a field that isn't listed by its values, or by those that are there
// only. Of personal data it is all that stands in lists, but for the places that an address shows to everybody.
func presence(spec models.FieldSpec) string {
	if spec.Personal() || spec.Filter == models.FilterPlace {
		return "?" + spec.ColumnName()
	}
	return "=+" + spec.ColumnName()
}

// comparedAs is a text as a field's values are compared; "" is like nothing.
func comparedAs(spec models.FieldSpec, value string) string {
	switch {
	case spec.Key == models.FieldWebsite:
		return models.Host(value)
	case spec.Type == models.TypeText:
		return NameKey(value)
	case spec.Type == models.TypeTags:
		return models.TagKey(value)
	}
	return value
}

// listedAs is a field's listing. A text that is there and can't be compared has one that no other text has.
func listedAs(spec models.FieldSpec, value string) string {
	kept := comparedAs(spec, value)
	if kept == "" && value != "" {
		kept = "?"
	}
	return listingOf(fieldSign(spec), kept)
}

// What is sorted by, as listings with a key name it. Those of custom fields have the field's ID behind them: numbers and
// dates by number, others by their text.
const (
	sortedName   = "n"
	sortedDue    = "d"
	sortedNumber = "v"
	sortedText   = "t"
)

// keyed begins a listing with a key: the sign, what is sorted by, keyAt and the key.
const (
	keyed = "<"
	keyAt = "\x1f"
)

// maxListedValue is how many bytes of a value a listing has; of a longer one it has a digest.
const maxListedValue = 40

// listingOf returns the listing of a value.
func listingOf(sign, value string) string {
	value = strings.ToValidUTF8(value, "�")
	if len(value) <= maxListedValue && strings.TrimSpace(value) == value && !strings.ContainsAny(value, "\n"+keyAt) {
		return sign + value
	}
	sum := sha256.Sum256([]byte(value))
	return sign + "#" + hex.EncodeToString(sum[:16])
}

// keyListing returns the listing of a key.
func keyListing(sorted, key string) string { return keyed + sorted + keyAt + key }

// cutKey takes a listing with a key apart.
func cutKey(listing string) (sorted, key string, ok bool) {
	rest, ok := strings.CutPrefix(listing, keyed)
	if !ok {
		return "", "", false
	}
	return strings.Cut(rest, keyAt)
}

// numberKey writes a number so that the texts have the numbers' order.
func numberKey(number int64) string {
	return fmt.Sprintf("%020d", uint64(number)^1<<63) //nolint:gosec // the sign becomes the highest bit
}

// cleanKey is a key as it is kept: one line, and nothing at its end that a database leaves out of a comparison.
func cleanKey(key string) string {
	return strings.TrimRight(strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(key, "�")), " ")
}

// wordListings are the listings of a customer's words, sorted. One that is archived, or whose data was erased, has none.
func wordListings(c models.Customer) []string {
	if !c.Listed() {
		return nil
	}
	grams, _ := searchTerms(c)
	return withName(grams, c)
}

// withName are the grams of a customer's words with what it is sorted by among them.
func withName(grams []string, c models.Customer) []string {
	return append(grams, keyListing(sortedName, cleanKey(sortKey(c.Name))))
}

// fieldListings are the listings of its fields, but for those about a person.
func fieldListings(c models.Customer) []string {
	if !c.Listed() {
		return nil
	}
	list := []string{listedAll}
	for _, spec := range models.Customers.Fields {
		switch {
		case !spec.Filters() || spec.Personal() || spec.Type == models.TypeDate:
		case spec.Type == models.TypeInstant:
			list = append(list, instantListings(spec, c.Get(spec.Key))...)
		case spec.Type == models.TypeTags && c.Get(spec.Key) != "":
			for _, tag := range models.ParseTags(c.Get(spec.Key)) {
				list = append(list, listedAs(spec, tag))
			}
		case spec.ByValue():
			list = append(list, listedAs(spec, c.Get(spec.Key)))
		case !alwaysThere(spec) && c.Get(spec.Key) != "":
			list = append(list, presence(spec))
		}
	}
	if c.NextFollowUp.IsZero() {
		list = append(list, listedUndated)
	} else {
		list = append(list, keyListing(sortedDue, c.NextFollowUp.String()))
	}
	if c.NextFollowUpTime != "" {
		list = append(list, listedTimed)
	}
	return list
}

// personalListings say which fields about a person are there, and what an address shows of where it is.
func personalListings(c models.Customer) []string {
	if !c.Listed() {
		return nil
	}
	var list []string
	for _, field := range models.PersonalFields() {
		if c.Get(field) != "" {
			list = append(list, presence(fieldSpec(field)))
		}
	}
	places := models.PlacesOf(c.Address)
	for _, spec := range models.PlaceFields() {
		if len(places[spec.Key]) > 0 {
			list = append(list, presence(spec))
		}
		for _, name := range places[spec.Key] {
			list = append(list, listedAs(spec, name))
		}
	}
	return list
}

// customSign begins the listings of a custom field's values.
func customSign(field int64) string { return "@" + strconv.FormatInt(field, 10) + ":" }

// customPresence is the listing of customers that have a value of a custom field.
func customPresence(field int64) string { return "@" + strconv.FormatInt(field, 10) }

// valueListings are the listings of a customer's values of one custom field. Of what is sealed they say only that it is there.
func valueListings(rows []customRow) []string {
	var list []string
	for _, row := range rows {
		list = append(list, customPresence(row.FieldID))
		if row.Sealed != "" || row.SealedKey != "" {
			continue
		}
		list = append(list, listingOf(customSign(row.FieldID), row.ValueKey))
		field := strconv.FormatInt(row.FieldID, 10)
		if row.Number != nil {
			list = append(list, keyListing(sortedNumber+field, numberKey(*row.Number)))
		} else {
			list = append(list, keyListing(sortedText+field, cleanKey(row.ValueKey)))
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// partOf is the part that a listing, or what is sorted by, belongs to.
func partOf(listing string) int64 {
	if sorted, _, ok := cutKey(listing); ok {
		switch sorted {
		case sortedName:
			return partWords
		case sortedDue:
			return partFields
		}
		field, _ := strconv.ParseInt(sorted[1:], 10, 64) // we wrote it
		return field
	}
	if rest, ok := strings.CutPrefix(listing, "@"); ok {
		digits, _, _ := strings.Cut(rest, ":")
		field, _ := strconv.ParseInt(digits, 10, 64)
		return field
	}
	switch listing[:min(1, len(listing))] {
	case "=":
		return partFields
	case "?":
		return partPersonal
	}
	return partWords
}

// pendingPart is a part of a customer's listings that isn't in the lists yet, or not as it is now.
type pendingPart struct {
	CustomerID int64 `gorm:"primaryKey;autoIncrement:false"`
	Part       int64 `gorm:"primaryKey;autoIncrement:false"`
	Stamp      string
	Listed     string // the listings that the lists may have it under; each between line ends
	Listings   string // those that it has now
}

// TableName names the table.
func (pendingPart) TableName() string { return "search_pending" }

// joinListings puts listings into one text, in which each stands between line ends.
func joinListings(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return "\n" + strings.Join(list, "\n") + "\n"
}

func splitListings(text string) []string { return slices.Collect(eachListing(text)) }

// eachListing gives the listings of a text that joinListings made.
func eachListing(text string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for listing := range strings.SplitSeq(text, "\n") {
			if listing != "" && !yield(listing) {
				return
			}
		}
	}
}

// noted is the note of a part of a customer's listings that changes; nil when it stays as it is.
func noted(customerID, part int64, before, now []string) []pendingPart {
	if slices.Equal(before, now) {
		return nil
	}
	return []pendingPart{{CustomerID: customerID, Part: part, Stamp: newOwner(), Listed: joinListings(before), Listings: joinListings(now)}}
}

// note writes notes. A search looks at what is noted beside the lists, and FoldSearch brings it into them. Whoever calls it
// has locked the customers, or has just made them.
func (tx *Tx) note(ctx context.Context, parts []pendingPart) error {
	if len(parts) == 0 {
		return nil
	}
	change := clause.OnConflict{ // the lists still have it under what it was noted with first
		Columns:   []clause.Column{{Name: "customer_id"}, {Name: "part"}},
		DoUpdates: clause.AssignmentColumns([]string{"stamp", "listings"}),
	}
	return wrap("note what is searched for", createAll(tx.session(ctx).Clauses(change), parts))
}

// noteCustomer notes how a customer's listings change. before is nil for a new one.
func (tx *Tx) noteCustomer(ctx context.Context, before *models.Customer, now models.Customer) error {
	return tx.note(ctx, customerParts(before, now))
}

// customerParts are the notes of it.
func customerParts(before *models.Customer, now models.Customer) []pendingPart {
	var words, fields, personal []string
	if before != nil {
		fields, personal = fieldListings(*before), personalListings(*before)
	}
	parts := noted(now.ID, partFields, fields, fieldListings(now))
	if !now.Unreadable { // else what is kept stays, whatever it is
		parts = append(parts, noted(now.ID, partPersonal, personal, personalListings(now))...)
	}
	if before != nil && before.Code == now.Code && before.Name == now.Name && before.Company == now.Company && before.Listed() == now.Listed() {
		return parts
	}
	if before != nil {
		words = wordListings(*before)
	}
	return append(parts, noted(now.ID, partWords, words, wordListings(now))...)
}

// newParts are the notes of a new customer, by the listings of its words. The lists may have it under what it is noted with as soon as it is
// there, so that bringing it into them needn't say so first.
func newParts(c models.Customer, words []string) []pendingPart {
	parts := make([]pendingPart, 0, 3)
	for _, of := range []struct {
		part int64
		list []string
	}{{partFields, fieldListings(c)}, {partPersonal, personalListings(c)}, {partWords, words}} {
		if len(of.list) > 0 {
			listings := joinListings(of.list)
			parts = append(parts, pendingPart{CustomerID: c.ID, Part: of.part, Stamp: newOwner(), Listed: listings, Listings: listings})
		}
	}
	return parts
}

// valuesAt are rows of custom values by the customer and field that they are of.
type valuesAt map[[2]int64][]customRow

func (v valuesAt) add(rows []customRow) {
	for _, row := range rows {
		at := [2]int64{row.CustomerID, row.FieldID}
		v[at] = append(v[at], row)
	}
}

// noteValues notes how the listings of custom values change. Those of archived customers stand nowhere.
func (tx *Tx) noteValues(ctx context.Context, before, now valuesAt) error {
	if err := tx.leaveArchived(ctx, before, now); err != nil {
		return err
	}
	return tx.noteAllValues(ctx, before, now)
}

// noteAllValues is noteValues whether the customers are archived or not.
func (tx *Tx) noteAllValues(ctx context.Context, before, now valuesAt) error {
	places := map[[2]int64]bool{}
	for at := range before {
		places[at] = true
	}
	for at := range now {
		places[at] = true
	}
	order := slices.Collect(maps.Keys(places))
	slices.SortFunc(order, func(a, b [2]int64) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	var parts []pendingPart
	for _, at := range order {
		parts = append(parts, noted(at[0], at[1], valueListings(before[at]), valueListings(now[at]))...)
	}
	return tx.note(ctx, parts)
}
