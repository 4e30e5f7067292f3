package commands

import (
	"errors"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// What a form brings back is what was packed, or a form that is out of date: never anything else.
func FuzzUnpack(f *testing.F) {
	type remembered struct {
		ID    int64         `json:"id"`
		Known []int64       `json:"known,omitempty"`
		List  string        `json:"list"`
		From  models.Status `json:"from,omitempty"`
		Day   models.Date   `json:"d,omitzero"`
	}
	for _, seed := range []string{"", "{}", "null", "7", `{"id":7,"v":3,"known":[1,2]}`, `{"id":"7"}`, `{"id":1e99}`, `{"known":[null]}`, `{"d":"2026-02-31"}`, Pack(remembered{ID: 1, Known: []int64{3}})} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, metadata string) {
		var into remembered
		err := Unpack(metadata, &into)
		var refused *models.Error
		if err != nil && (!errors.As(err, &refused) || refused.Key != "error.stale_form") {
			t.Fatalf("%q: %v", metadata, err)
		}
		if err == nil {
			again := Pack(into)
			if err := Unpack(again, &into); err != nil || Pack(into) != again {
				t.Fatalf("%q became %q, %v", metadata, again, err)
			}
		}
	})
}
