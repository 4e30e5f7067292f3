package models

import (
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Limits of tags.
const (
	MaxTag      = 30   // characters of a tag
	MaxTags     = 20   // of a customer
	MaxTeamTags = 1000 // of the team, those that were renamed included
)

// Tag is one of the team's tags. It came by being used, and is shown as it was first written.
type Tag struct {
	Name    string
	NameKey string // TagKey(Name)
}

// tagSeparators stand between tags, in either width and language.
const tagSeparators = ",，、;；\n"

// ParseTags takes a list of tags apart, as people write it. Of tags that are compared as the same the first counts.
func ParseTags(text string) []string {
	var tags []string
	seen := map[string]bool{"": true}
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(tagSeparators, r) }) {
		tag := strings.Join(strings.Fields(unquoted(strings.TrimLeft(key.Clean(part), "#＃"))), " ")
		if k := TagKey(tag); !seen[k] {
			seen[k] = true
			tags = append(tags, tag)
		}
	}
	return tags
}

// unquoted is a tag without the quotes that somebody put around its words.
func unquoted(tag string) string {
	tag = strings.TrimSpace(tag)
	for _, quotes := range []string{`""`, `''`, "“”", "‘’", "「」", "『』", "«»", "＂＂"} {
		first, size := utf8.DecodeRuneInString(quotes)
		if inner, found := strings.CutPrefix(tag, string(first)); found {
			if inner, found = strings.CutSuffix(inner, quotes[size:]); found {
				return inner
			}
		}
	}
	return tag
}

// JoinTags puts tags into the text in which a customer keeps them.
func JoinTags(tags []string) string { return strings.Join(tags, ",") }

// TagKey is what tags are compared by: case, width, blanks around and traditional characters make no difference.
func TagKey(tag string) string { return Shorten(key.Fold(tag), maxTagKey) }

const maxTagKey = 120 // characters the column takes: compatibility forms can make a tag longer

// WithTags returns tags with some added and some taken away.
func WithTags(tags, added, removed []string) []string {
	gone := map[string]bool{}
	for _, tag := range removed {
		gone[TagKey(tag)] = true
	}
	var list []string
	for _, tag := range ParseTags(JoinTags(append(append([]string(nil), tags...), added...))) {
		if !gone[TagKey(tag)] {
			list = append(list, tag)
		}
	}
	return list
}

func validateTags(field Field, value string, rule textRule, rules Rules) Errors {
	tags := ParseTags(value)
	if len(tags) > MaxTags {
		return Errors{Invalid(field, "error.too_many_tags", "Max", MaxTags, "Got", len(tags))}
	}
	rule.max = MaxTag
	for _, tag := range tags {
		if length := utf8.RuneCountInString(tag); length > MaxTag {
			return Errors{Invalid(field, "error.long_tag", "Tag", Shorten(tag, MaxTag), "Max", MaxTag, "Got", length)}
		}
		if errs := validateText(field, tag, rule, rules); len(errs) > 0 {
			return errs
		}
	}
	return nil
}
