package commands

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Pack writes what a form remembers. It is only ever given small structs of ours.
func Pack(v any) string {
	encoded, err := json.Marshal(v)
	if err != nil { // only ever given small structs of ours
		panic(err)
	}
	return string(encoded)
}

// Unpack reads a form's metadata; what is not ours is treated as a form that is out of date.
func Unpack(metadata string, into any) error {
	if err := json.Unmarshal([]byte(metadata), into); err != nil {
		return models.Invalid("", "error.stale_form")
	}
	return nil
}

// ParseID reads the ID that a button carries; what is none is a form that is out of date.
func ParseID(value string) (int64, error) {
	id, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		return 0, models.Invalid("", "error.stale_form")
	}
	return id, nil
}

// Renew answers a submission with another form in the place of the one that was submitted.
func Renew(form surface.Modal, metadata any) bot.Reply {
	form.Metadata = Pack(metadata)
	return bot.Reply{Update: &form}
}

// ParseIDs reads so many numbers between colons.
func ParseIDs(text string, count int) ([]int64, error) {
	parts := strings.Split(text, ":")
	if len(parts) != count {
		return nil, models.Invalid("", "error.stale_form")
	}
	ids := make([]int64, count)
	for i, part := range parts {
		id, err := ParseID(part)
		if err != nil || id < 0 {
			return nil, models.Invalid("", "error.stale_form")
		}
		ids[i] = id
	}
	return ids, nil
}
