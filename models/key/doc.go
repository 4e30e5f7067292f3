// Package key brings texts into the forms in which they are kept and compared. There is one of each: Clean is what is kept of
// what somebody typed or pasted, Fold what any text is compared by, Name what names are compared by, and Stem a name without
// what says only what kind of company it is. Search, typeahead, near-duplicates and the resolving of a name stand on the last
// three, so that they agree. docs/decisions/015 says why they are as they are.
//
// Whoever changes what one of them makes of a text has the columns filled anew that hold it: a migration with a fill in the
// store, and the store's keyForm for those that are sealed.
package key
