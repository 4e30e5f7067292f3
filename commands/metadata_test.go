package commands

import (
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// What a form brings back is what was packed, or a form that is out of date: never anything else.
func FuzzUnpack(f *testing.F) {
	for _, seed := range []string{"", "{}", "null", "7", `{"id":7,"v":3,"known":[1,2]}`, `{"id":"7"}`, `{"id":1e99}`, `{"known":[null]}`, Pack(editing{ID: 1, Version: 2, Known: []int64{3}})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, metadata string) {
		for _, into := range []any{&editing{}, &creating{}, &listed{}} {
			err := Unpack(metadata, into)
			var refused *models.Error
			if err != nil && (!errors.As(err, &refused) || refused.Key != "error.stale_form") {
				t.Fatalf("%q: %v", metadata, err)
			}
			if err == nil {
				again := Pack(into)
				if err := Unpack(again, into); err != nil || Pack(into) != again {
					t.Fatalf("%q became %q, %v", metadata, again, err)
				}
			}
		}
	})
}
