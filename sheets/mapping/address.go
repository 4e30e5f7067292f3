package mapping

import (
	"slices"
	"strings"
	"unicode"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// addressParts are the parts of an address from the least to the greatest. The whole one stands where the street does.
var addressParts = []names.Role{
	names.Role(models.FieldAddress), names.AddressStreet, names.AddressDistrict, names.AddressCity, names.AddressRegion, names.AddressZip, names.AddressCountry,
}

// greatestFirst are the parts as China writes them.
var greatestFirst = []names.Role{
	names.AddressCountry, names.AddressRegion, names.AddressCity, names.AddressDistrict, names.AddressStreet, names.Role(models.FieldAddress), names.AddressZip,
}

// address puts the parts of an address together. What the whole one says already isn't said again.
func (r *reader) address() {
	columns := r.of(models.FieldAddress)
	texts := map[*Column]string{}
	all := ""
	for _, c := range columns {
		if text := strings.TrimRight(strings.Join(strings.Split(r.text(c), "\n"), ", "), ", ，"); text != "" {
			texts[c] = text
			all += text
		}
	}
	if len(texts) == 0 {
		return
	}
	order, between := addressParts, ", "
	if strings.ContainsFunc(all, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		order, between = greatestFirst, ""
	}
	slices.SortStableFunc(columns, func(a, b *Column) int {
		if by := slices.Index(order, a.Role) - slices.Index(order, b.Role); by != 0 {
			return by
		}
		return a.Line - b.Line
	})
	whole := ""
	for _, c := range columns {
		if c.Role == names.Role(models.FieldAddress) {
			whole += " " + key.Fold(texts[c])
		}
	}
	var parts []string
	for _, c := range columns {
		text := texts[c]
		if text == "" || c.Role != names.Role(models.FieldAddress) && strings.Contains(whole, key.Fold(text)) || slices.Contains(parts, text) {
			continue
		}
		if c.Role == names.AddressZip && between == "" {
			text = " " + text
		}
		parts = append(parts, text)
	}
	r.made.Values[models.FieldAddress] = strings.TrimSpace(strings.Join(parts, between))
}
