// Package names knows what columns and the values of choices are called in the files of other systems and in those that people
// make: names.txt and choices.txt, which say of each name where it is from.
package names

import (
	_ "embed"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

//go:embed names.txt
var nameList string

//go:embed choices.txt
var choiceList string

// Role is what a column holds: the key of a field of the customer, or one of the constants.
type Role string

// The roles that are no fields.
const (
	ContactFirst    Role = "contact.first"
	ContactMiddle   Role = "contact.middle"
	ContactLast     Role = "contact.last"
	AddressStreet   Role = "address.street"
	AddressDistrict Role = "address.district"
	AddressCity     Role = "address.city"
	AddressRegion   Role = "address.region"
	AddressZip      Role = "address.zip"
	AddressCountry  Role = "address.country"
	Tags            Role = "tags"
	DealAmount      Role = "deal.amount"
	DealCurrency    Role = "deal.currency"
	DealClose       Role = "deal.close"
	DealStage       Role = "deal.stage"
	FurtherName     Role = "further.name"
	FurtherTitle    Role = "further.title"
	FurtherPhone    Role = "further.phone"
	FurtherEmail    Role = "further.email"
	Salutation      Role = "salutation" // before a name
	Counter         Role = "counter"    // a number of the row
	Label           Role = "label"      // what kind of value the next column has
	Own             Role = "own"        // looks like another role, and is a custom field's
)

// OpenDeal reports a role that is of a customer's open deal.
func (r Role) OpenDeal() bool { return slices.Contains(models.ImportDealFields(), models.Field(r)) }

// Of reports a role that is of a record, in a file whose rows are records of a kind.
func (r Role) Of(kind models.ImportKind) bool {
	of, _, is := models.GivenBy(models.Field(r))
	return is && of == kind
}

// BesideADeal is the source of names that are of a deal only where another column is about one: an amount alone may be any.
const BesideADeal = "beside a deal"

// ListOfRecords is the source of names by which columns are called in lists of such records alone.
const ListOfRecords = "a list of them"

// Name is what the name of a column says.
type Name struct {
	Role   Role
	Source string // whose name it is, such as "HubSpot"
	Rank   int    // of columns of one role, the least is preferred
	Group  string // of several phones or addresses: work, home, other, or a number; "" where it says none
	Line   int    // the number behind the name, as of Address 2; 0 where there is none
	Whole  bool   // the whole name is listed, not only what is left of it without a group and numbers
}

type entry struct {
	role   Role
	source string
	rank   int
}

// known are the names by what the rows of their files are: under "" those that count in every file.
var known = sync.OnceValue(func() map[models.ImportKind]map[string]entry {
	lists := map[models.ImportKind]map[string]entry{}
	list := map[string]entry{}
	lists[""] = list
	for line := range lines(nameList) {
		if kind, begins := section(line); begins {
			list = map[string]entry{}
			lists[kind] = list
			continue
		}
		parts := strings.SplitN(line, "|", 3)
		for name := range strings.SplitSeq(parts[2], ";") {
			if compared := squeeze(name); compared != "" {
				if _, twice := list[compared]; !twice {
					list[compared] = entry{Role(strings.TrimSpace(parts[0])), strings.TrimSpace(parts[1]), len(list)}
				}
			}
		}
	}
	return lists
})

// section is what the rows are of files in which the names below a line are used.
func section(line string) (kind models.ImportKind, begins bool) {
	name, is := strings.CutPrefix(line, "[")
	name, closed := strings.CutSuffix(name, "]")
	return models.ImportKind(name), is && closed
}

// lines are the lines of a list that say something.
func lines(list string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			line = strings.TrimSpace(line)
			if line != "" && !strings.HasPrefix(line, "# ") && line != "#" && !yield(line) {
				return
			}
		}
	}
}

var (
	bracketed = regexp.MustCompile(`[(（\[【<《][^)）\]】>》]*[)）\]】>》]`)
	custom    = regexp.MustCompile(`(?i)__c$`)
	figures   = regexp.MustCompile(`\d+`)
	behind    = regexp.MustCompile(`\d+$`)
)

// squeeze is the form in which names of columns are compared: folded, without signs, brackets and what stands in them, each number
// as #.
func squeeze(name string) string {
	plain := bracketed.ReplaceAllString(custom.ReplaceAllString(strings.TrimSpace(name), ""), "")
	if strings.TrimSpace(plain) == "" {
		plain = name
	}
	plain = figures.ReplaceAllString(key.Fold(plain), "#")
	return strings.Map(func(r rune) rune {
		if r == '#' || unicode.IsLetter(r) || unicode.IsMark(r) {
			return r
		}
		return -1
	}, plain)
}

// groups are the words that tell several phones, addresses and emails apart, before a name or behind it.
var groups = []struct{ word, group string }{
	{"business", "work"},
	{"work", "work"},
	{"office", "work"},
	{"company", "work"},
	{"公司", "work"},
	{"单位", "work"},
	{"办公", "work"},
	{"home", "home"},
	{"private", "home"},
	{"家庭", "home"},
	{"住宅", "home"},
	{"个人", "home"},
	{"other", "other"},
	{"其他", "other"},
	{"secondary", "other"},
	{"mailing", "mailing"},
	{"billing", "billing"},
	{"shipping", "shipping"},
	{"delivery", "shipping"},
	{"收货", "shipping"},
	{"注册", "registered"},
	{"primary", "main"},
	{"main", "main"},
	{"mobile", "mobile"},
	{"联系人", ""},
	{"客户", ""},
	{"contact", ""},
	{"customer", ""},
	{"account", ""},
	{"lead", ""},
	{"person", ""},
}

// Find returns what the name of a column says; ok is false for a name that isn't known.
func Find(name string) (found Name, ok bool) {
	compared := squeeze(name)
	if strings.Trim(compared, "#") == "" && strings.TrimSpace(name) != "#" { // a number is no name
		return Name{}, false
	}
	found = Name{Group: groupOf(compared)}
	if number := behind.FindString(strings.TrimRight(name, " )）")); number != "" {
		found.Line = atoi(number)
	} else if number := figures.FindString(name); number != "" && found.Group == "" {
		found.Group = number
	}
	known := known()[""]
	if e, listed := known[compared]; listed {
		found.Role, found.Source, found.Rank, found.Whole = e.role, e.source, e.rank, true
		return found, true
	}
	if e, listed := known[strings.ReplaceAll(compared, "#", "")]; listed {
		found.Role, found.Source, found.Rank = e.role, e.source, e.rank
		return found, true
	}
	base := strings.ReplaceAll(compared, "#", "")
	for _, g := range groups {
		for _, rest := range []string{strings.TrimPrefix(base, g.word), strings.TrimSuffix(base, g.word)} {
			if e, listed := known[rest]; listed && rest != base && grouped(e.role) {
				found.Role, found.Source, found.Rank = e.role, e.source, e.rank
				return found, true
			}
		}
	}
	return Name{}, false
}

// FindOf returns what the name of a column says in a file whose rows are records of a kind, besides what it says in every file.
func FindOf(kind models.ImportKind, name string) (found Name, ok bool) {
	e, listed := known()[kind][squeeze(name)]
	return Name{Role: e.role, Source: e.source, Rank: e.rank, Whole: true}, listed && kind.Records()
}

// grouped reports the roles of which a person has several, by which they are told apart.
func grouped(r Role) bool {
	return strings.HasPrefix(string(r), "address") || slices.Contains([]Role{
		Role(models.FieldPhone), Role(models.FieldEmail), Role(models.FieldWebsite), Own, ContactFirst, ContactLast, Role(models.FieldContactTitle),
	}, r)
}

func groupOf(compared string) string {
	for _, g := range groups {
		if g.group != "" && (strings.HasPrefix(compared, g.word) || strings.HasSuffix(compared, g.word)) {
			return g.group
		}
	}
	return ""
}

func atoi(digits string) int {
	n := 0
	for _, d := range digits[:min(len(digits), 4)] {
		n = n*10 + int(d-'0')
	}
	return n
}

// Known reports whether a text is what columns are called.
func Known(text string) bool {
	if len(text) > 120 {
		return false
	}
	if _, ok := Find(text); ok {
		return true
	}
	for _, kind := range models.ImportKinds() {
		if _, ok := FindOf(kind, text); ok {
			return true
		}
	}
	return false
}

// Person is which further contact a column names, by the number in its name: 3 of 联系人3电话; 0 where it says none.
func Person(name string) int {
	for i, word := range []string{"第二", "第三"} {
		if strings.Contains(name, word) {
			return i + 2
		}
	}
	switch folded := key.Fold(name); {
	case strings.HasPrefix(folded, "second "):
		return 2
	case strings.HasPrefix(folded, "third "):
		return 3
	}
	return atoi(figures.FindString(name))
}

// Same reports whether two names of columns are compared as one.
func Same(a, b string) bool { return squeeze(a) == squeeze(b) && squeeze(a) != "" }

// Squeezed is the form in which names of columns are compared.
func Squeezed(name string) string { return squeeze(name) }

// Value is what a word means for a choice.
type Value struct {
	Key  string
	Sure bool // else a person is asked
}

var values = sync.OnceValue(func() map[models.Field]map[string]Value {
	list := map[models.Field]map[string]Value{}
	for line := range lines(choiceList) {
		what, words, _ := strings.Cut(line, "|")
		sign := "="
		if strings.Contains(what, "~") {
			sign = "~"
		}
		field, value, _ := strings.Cut(what, sign)
		at := models.Field(strings.TrimSpace(field))
		if list[at] == nil {
			list[at] = map[string]Value{}
		}
		for word := range strings.SplitSeq(words, ";") {
			list[at][key.Fold(word)] = Value{strings.TrimSpace(value), sign == "="}
		}
	}
	return list
})

// ValueOf returns what a word means for a choice of the customer.
func ValueOf(field models.Field, word string) (Value, bool) {
	v, ok := values()[field][key.Fold(word)]
	return v, ok
}

// The hidden sheet of a workbook that Guanxi has written: in its first column stands MarksFormat, then the key of each column's field, and
// beside it the column's title.
const (
	MarksSheet  = "guanxi"
	MarksFormat = "guanxi.customers/1"
)
