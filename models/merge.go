package models

import "time"

// MaxMergeAge is how old a merge may be to be taken back.
const MaxMergeAge = 30 * 24 * time.Hour

// Merge says that two customers were one: the other's code leads to the one that was kept, and what hung on it hangs there.
type Merge struct {
	ID        int64
	KeptID    int64
	OtherID   int64
	MergedAt  time.Time
	MergedBy  string     // Slack user ID
	Operation string     // AuditEntry.Operation of the merge
	Version   int        // of the kept customer after it
	UndoneAt  *time.Time // when it was taken back; nil while it holds
}

// MergeInput is what somebody decides who merges two customers.
type MergeInput struct {
	Kept, Other               int64   // IDs; Kept keeps its code
	KeptVersion, OtherVersion int     // that they saw
	Take                      []Field // of which the other's value is kept
	Both                      []Field // of which the values of both are kept, as far as MayKeepBoth
}

// MergePair is two customers side by side, with their custom values.
type MergePair struct {
	Kept, Other Customer
	Fields      []FieldSpec // in which they differ, in the record's order, custom ones last
}

// MergeFields returns the fields in which two customers differ, of those that can be chosen: what a person may set, but the next
// follow-up, which is the earliest of both.
func MergeFields(kind *RecordKind[Customer], kept, other *Customer) []FieldSpec {
	var specs []FieldSpec
	for _, spec := range kind.Fields {
		if !spec.Given && !spec.Follows && !SameValue(spec.Key, kind.Get(kept, spec.Key), kind.Get(other, spec.Key)) {
			specs = append(specs, spec)
		}
	}
	return specs
}

// MayKeepBoth reports whether a merge can keep a field's values of both customers: their tags, where that aren't too many.
func MayKeepBoth(spec FieldSpec, kept, other string) bool {
	return spec.Type == TypeTags && kept != "" && other != "" && len(ParseTags(KeepBoth(kept, other))) <= MaxTags
}

// KeepBoth returns the tags of two customers together, each once.
func KeepBoth(kept, other string) string {
	return JoinTags(ParseTags(kept + "," + other))
}

// Fuller reports whether a merge should take a field's value from the other customer unless somebody decides: where the kept
// one has none.
func Fuller(kept, other string) bool { return kept == "" && other != "" }

// Unmerged is what taking a merge back gave back, and what stays with the customer that was kept.
type Unmerged struct {
	Kept, Other Customer
	Stays       []Field // of the kept customer, since they were changed after the merge
}
