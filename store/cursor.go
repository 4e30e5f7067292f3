package store

import (
	"encoding/base64"
	"encoding/json"
	"slices"

	"github.com/guanxi-crm/guanxi/models"
)

// cursor is where a page ended: the place of its last row in the order. It passes through Slack as text that nobody
// reads. So it is checked like any input, and holds nothing that a list doesn't show.
type cursor struct {
	Order string `json:"o"`           // which list and order it belongs to
	Key   string `json:"k,omitempty"` // the last row's first sort column
	More  string `json:"m,omitempty"` // and its second
	ID    int64  `json:"i"`
	Total int    `json:"t"`           // counted for the first page
	Least bool   `json:"l,omitempty"` // there may be more than Total
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
var dated = map[string]bool{orderDue: true, orderFollowUps: true, orderDeals: true}

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

// roomFor returns an empty list with room for at most limit rows. GORM reserves room for twenty otherwise; for wide rows
// that costs more than reading a few.
func roomFor[T any](limit int) []T { return make([]T, 0, max(1, min(limit, 64))) }
