package store

import (
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// cursor is where a page ended: the last row's place in the order. It travels through Slack as opaque text, so it is
// checked as any input, and holds nothing that a list wouldn't show.
type cursor struct {
	Order string `json:"o"`           // which list and order it belongs to
	Key   string `json:"k,omitempty"` // the last row's first sort column
	More  string `json:"m,omitempty"` // and its second
	ID    int64  `json:"i"`
	Total int    `json:"t"` // counted for the first page
}

func (c cursor) encode() string {
	text, err := json.Marshal(c)
	if err != nil { // strings and integers marshal
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(text)
}

// decodeCursor reads a cursor and checks that it belongs to one of these orders.
func decodeCursor(text string, orders ...string) (cursor, error) {
	var c cursor
	raw, err := base64.RawURLEncoding.DecodeString(text)
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	if err == nil && c.Key != "" && dated[c.Order] {
		_, err = models.ParseDate(c.Key)
	}
	if err != nil || c.ID <= 0 || !slices.Contains(orders, c.Order) {
		return cursor{}, models.Invalid("", "error.bad_page")
	}
	return c, nil
}

// dated are the orders whose key is a day.
var dated = map[string]bool{orderDue: true, orderFollowUps: true}

// pageSize is how many rows a page has: 10 unless asked for, at most 50.
func pageSize(limit int) int {
	switch {
	case limit <= 0:
		return 10
	case limit > 50:
		return 50
	}
	return limit
}

// roomFor returns an empty list for at most limit rows. GORM makes room for twenty otherwise, which for wide rows costs
// more than reading a few.
func roomFor[T any](limit int) []T { return make([]T, 0, max(1, min(limit, 64))) }
