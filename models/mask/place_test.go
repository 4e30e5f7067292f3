package mask_test

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models/mask"
)

//go:embed testdata/places.txt
var places string

// where writes places as the table has them: province/city/district.
func where(shown map[mask.Kind][]string) string {
	var parts []string
	for _, kind := range []mask.Kind{mask.Province, mask.City, mask.District} {
		parts = append(parts, strings.Join(shown[kind], "、"))
	}
	return strings.Join(parts, "/")
}

// What a search may know of an address is what its mask shows, and what that lies in.
func TestPlacesOfAddresses(t *testing.T) {
	for _, row := range rows(t, places) {
		if got := where(mask.Places(row[0])); got != row[1] {
			t.Errorf("%s is in %q, want %q; its mask is %s", row[0], got, row[1], mask.Address(row[0]))
		}
		if hidden, plain := where(mask.Places(mask.Address(row[0]))), where(mask.Places(row[0])); hidden != plain {
			t.Errorf("%s: its mask %s is in %q, and it in %q", row[0], mask.Address(row[0]), hidden, plain)
		}
	}
}

// No more is told of any address than its mask shows.
func TestPlacesTellNoMoreThanTheMask(t *testing.T) {
	for _, row := range rows(t, addresses) {
		if got, shown := where(mask.Places(row[0])), where(mask.Places(mask.Address(row[0]))); got != shown {
			t.Errorf("%s is in %q, and its mask %s in %q", row[0], got, mask.Address(row[0]), shown)
		}
	}
}

func TestPlacesByTheirNames(t *testing.T) {
	for _, test := range []struct {
		kind mask.Kind
		text string
		want string
	}{
		{mask.City, "深圳", "深圳市"},
		{mask.City, "深圳市", "深圳市"},
		{mask.City, "Shenzhen", "深圳市"},
		{mask.City, "shenzhen city", "深圳市"},
		{mask.City, "SHENZHEN-CITY", "深圳市"},
		{mask.City, "廣州", "广州市"},
		{mask.City, "臺北", "台北市"},
		{mask.City, "北京", "北京市"},
		{mask.Province, "北京", "北京市"},
		{mask.City, "Hong Kong", "香港特别行政区"},
		{mask.City, "hong-kong", "香港特别行政区"},
		{mask.City, "suzhou", "宿州市 苏州市"},
		{mask.City, "苏州", "苏州市"},
		{mask.City, "吉林", "吉林市"},
		{mask.Province, "吉林", "吉林省"},
		{mask.City, "昆山", "昆山市"},
		{mask.District, "昆山", "昆山市"},
		{mask.District, "南山", "南山区"},
		{mask.District, "鼓楼区", "鼓楼区"},
		{mask.District, "Haidian", "海淀区"},
		{mask.Province, "粤", "广东省"},
		{mask.Province, "Guangdong Province", "广东省"},
		{mask.Province, "内蒙古", "内蒙古自治区"},
		{mask.City, "广东", ""},
		{mask.City, "Leeds", ""},
		{mask.City, "幸福", ""},
		{mask.City, "", ""},
		{mask.City, "…", ""},
	} {
		if got := strings.Join(mask.PlacesNamed(test.kind, test.text), " "); got != test.want {
			t.Errorf("%d %q names %q, want %q", test.kind, test.text, got, test.want)
		}
	}
	for name, want := range map[string]string{"深圳市": "Shenzhen", "香港特别行政区": "Hong Kong", "宿州市": "Suzhou"} {
		if got := mask.PlaceInLatin(mask.City, name); got != want {
			t.Errorf("%s is written %q, want %q", name, got, want)
		}
	}
}

// Places follow from the mask whatever the text, and each is found by its own name.
func FuzzPlaces(f *testing.F) {
	for _, row := range append(rows(f, places), rows(f, addresses)...) {
		f.Add(row[0])
	}
	f.Fuzz(func(t *testing.T, address string) {
		shown := mask.Places(address)
		if again := mask.Places(mask.Address(address)); fmt.Sprint(again) != fmt.Sprint(shown) {
			t.Errorf("%q is in %v, and its mask %q in %v", address, shown, mask.Address(address), again)
		}
		for kind, names := range shown {
			for _, name := range names {
				if !slices.Contains(mask.PlacesNamed(kind, name), name) {
					t.Errorf("%q is in %q, which names %q", address, name, mask.PlacesNamed(kind, name))
				}
			}
		}
	})
}
