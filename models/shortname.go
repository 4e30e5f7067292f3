package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A short name is how a company is called, not what it is called: a contract or an invoice needs the latter. Nothing tells the two apart for
// certain, so these rules are few, each says why, and what they find may be ignored.

// ShortNameRule is a rule by which a name is a short one. Its key is that of the sentence that says why, clean.why.<key>.
type ShortNameRule struct {
	Key string
	is  func(name string, fuller bool) bool
}

// The longest short names, in characters: 华为, 阿里巴巴 and 星河科技 are short for names that end in 有限公司, and so are Acme and Ikea; names that are
// longer mostly tell companies apart. Letters that are all capitals stand for words.
const (
	longestShort    = 4
	longestCapitals = 6
)

// shortNames are the rules, the surest first. None is asked of a name that has a legal form, or that is an institution's.
var shortNames = []ShortNameRule{
	// Another customer has nearly the same name with its legal form: 星河科技 beside 星河科技有限公司, Northwind beside Northwind Ltd.
	{"form", func(_ string, fuller bool) bool { return fuller }},
	// One word of capitals stands for others: IBM, CATL, BYD.
	{"capitals", func(name string, _ bool) bool {
		return utf8.RuneCountInString(name) > 1 && utf8.RuneCountInString(name) <= longestCapitals && strings.IndexFunc(name, func(r rune) bool { return r < 'A' || r > 'Z' }) < 0
	}},
	// Few characters.
	{"short", func(name string, _ bool) bool { return utf8.RuneCountInString(name) <= longestShort }},
}

// institutions end the names of what is no company and has no legal form. Its name is whole.
var institutions = []string{
	"大学", "学院", "中学", "小学", "学校", "幼儿园", "医院", "银行", "法院", "检察院", "研究所", "研究院", "协会", "学会", "商会", "基金会", "委员会", "政府", "局", "厅", "部", "署", "馆",
}

// ShortNameRules are the rules by which a company's name is a short one, the surest first.
func ShortNameRules() []ShortNameRule { return slices.Clone(shortNames) }

// ShortName returns the key of the rule by which a company's name is a short one, and "" for a whole one. fuller says that another customer
// of nearly the same name has it with a legal form.
func ShortName(name string, fuller bool) string {
	name = strings.TrimSpace(name)
	at := slices.IndexFunc(shortNames, func(rule ShortNameRule) bool { return rule.is(name, fuller) }) // which few names are
	switch {
	case at < 0, slices.ContainsFunc(institutions, func(end string) bool { return strings.HasSuffix(name, end) }):
		return ""
	case strings.IndexFunc(name, unicode.IsLetter) < 0: // 12306: no words are left out of it
		return ""
	case HasLegalForm(name):
		return ""
	}
	return shortNames[at].Key
}

// HasLegalForm reports a name that says what kind of company it is: 有限公司, Ltd, GmbH.
func HasLegalForm(name string) bool { return NormaliseStem(name) != NormaliseName(name) }
