package models

import (
	"slices"

	"github.com/guanxi-crm/guanxi/models/mask"
)

// Where an address is, as far as its mask shows it to everybody: a search can ask for it, though the address itself is about a
// person. Nothing of it is kept in the record.
const (
	FieldProvince Field = "province"
	FieldCity     Field = "city"
	FieldDistrict Field = "district"
)

// placeKinds are the kinds of places that a search can ask for, the largest first.
var placeKinds = []struct {
	field Field
	kind  mask.Kind
}{{FieldProvince, mask.Province}, {FieldCity, mask.City}, {FieldDistrict, mask.District}}

// PlaceFields are what a search can ask for of where an address is. A customer may have several values of one: 昆山市 is a city in
// the city of 苏州市.
func PlaceFields() []FieldSpec {
	list := make([]FieldSpec, len(placeKinds))
	for i, p := range placeKinds {
		list[i] = FieldSpec{Key: p.field, Type: TypeText, Filter: FilterPlace, Erasure: Erased}
	}
	return list
}

// FilterSpec returns what a search can ask for under a key: a field of the customer's record, or of where its address is.
func FilterSpec(field Field) (FieldSpec, bool) {
	if spec, known := Customers.Find(field); known {
		return spec, true
	}
	at := slices.IndexFunc(PlaceFields(), func(spec FieldSpec) bool { return spec.Key == field })
	if at < 0 {
		return FieldSpec{}, false
	}
	return PlaceFields()[at], true
}

// PlacesOf are the places that an address shows, by their fields: the full names of China's divisions in simplified characters.
func PlacesOf(address Personal) map[Field][]string {
	list := map[Field][]string{}
	if address == "" {
		return list
	}
	shown := mask.Places(address.Plain())
	for _, p := range placeKinds {
		if names := shown[p.kind]; len(names) > 0 {
			list[p.field] = names
		}
	}
	return list
}

// PlacesNamed are the places of a field that have a name, whether in full or for short, in Chinese or in Latin letters; each by its
// full name. Several have one in pinyin: suzhou.
func PlacesNamed(field Field, name string) []string {
	for _, p := range placeKinds {
		if p.field == field {
			return mask.PlacesNamed(p.kind, name)
		}
	}
	return nil
}

// PlaceInLatin is how a place of a field is written in Latin letters; "" where nothing else has its full name.
func PlaceInLatin(field Field, name string) string {
	for _, p := range placeKinds {
		if p.field == field {
			return mask.PlaceInLatin(p.kind, name)
		}
	}
	return ""
}
