package store_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Rows that are inserted together are kept exactly as rows that are inserted one by one, whatever stands in them.
func TestManyRowsAreKeptLikeSingleOnes(t *testing.T) {
	texts := []string{
		"", "plain", "星河", "😀", `"quoted" \back\ 'single'`, "line\nline\ttab\r", "nul\x00inside", "\x1f\x01", "<a href='x'>&amp;</a>", "\u2028\u2029", "\\u0041", "%_;--",
		"123", "1e5", "true", "null", "[1,2]", `{"a":1}`, "blanks ", "\u202e\u200b", strings.Repeat("长", 3000),
	}
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		given := [][]string{texts}
		if st.Driver() == "sqlite" { // servers refuse what isn't UTF-8
			given = append(given, append([]string{"not UTF-8: \xff\xfe"}, texts...), slices.Repeat([]string{strings.Repeat("much ", 500)}, 300))
		}
		for _, texts := range given {
			single, together := store.KeptRows(t, st, texts, 1), store.KeptRows(t, st, texts, len(texts))
			if diff := cmp.Diff(single, together); diff != "" {
				t.Error(diff)
			}
			if len(together) != 3*len(texts) {
				t.Errorf("%d rows are kept of %d", len(together), 3*len(texts))
			}
		}
	})
}
