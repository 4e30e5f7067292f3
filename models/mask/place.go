package mask

import (
	"slices"
	"strings"
	"unicode"
)

// Kind is a kind of China's divisions, by which a search asks where customers are.
type Kind int

// The kinds of places. A municipality is a province and a city: 北京市. A city of a county's rank is a city and a district: 昆山市.
const (
	Province Kind = iota
	City
	District
)

// Places are the names of the divisions that Address shows of an address, by their kinds: in full, in simplified characters. What
// lies around them is among them where it is certain: 深圳 lies in 广东省, while of 鼓楼区 by itself nobody knows in which city it is.
// A name that several cities have may be any of them.
func Places(address string) map[Kind][]string {
	trail := shownOf(address).trail
	if len(trail) == 0 {
		return nil
	}
	may := trail[0].alike(nil)
	for _, step := range trail[1:] {
		if within := step.alike(may); len(within) > 0 {
			may = within
		} else { // 香港 is a country's name, too, behind which anything may stand
			may = step.alike(nil)
		}
	}
	seen, own := map[placeName]int{}, map[placeName]bool{}
	for _, d := range may {
		for _, name := range d.places() {
			seen[name]++
		}
		for _, kind := range d.kinds() {
			own[placeName{kind, d.name()}] = true
		}
	}
	shown := map[Kind][]string{}
	for name, times := range seen {
		if times == len(may) || own[name] {
			shown[name.kind] = append(shown[name.kind], name.name)
		}
	}
	for _, names := range shown {
		slices.Sort(names)
	}
	return shown
}

// PlacesNamed are the places of a kind that have a name, in full as Places has them, sorted: 深圳, 深圳市, Shenzhen and Shenzhen City
// name one, suzhou names 苏州市 and 宿州市, 鼓楼 is one name, whichever city it is in.
func PlacesNamed(kind Kind, text string) []string {
	letters := simplify(strings.TrimSpace(strings.ReplaceAll(text, "-", " ")))
	if len(letters) == 0 {
		return nil
	}
	var found []string
	for _, d := range (step{text: letters}).named() {
		if slices.Contains(d.kinds(), kind) && !slices.Contains(found, d.name()) {
			found = append(found, d.name())
		}
	}
	slices.Sort(found)
	return found
}

// PlaceInLatin is how the place of a kind with a full name is written in Latin letters; "" for one that isn't known to be.
func PlaceInLatin(kind Kind, name string) string {
	for _, d := range (step{text: []rune(name)}).named() {
		if d.name() == name && slices.Contains(d.kinds(), kind) && d.spoken != "" {
			return d.spoken
		}
	}
	return ""
}

// placeName is the name of a place of a kind.
type placeName struct {
	kind Kind
	name string
}

// step is a division's name as an address has it.
type step struct{ text []rune } // Chinese in simplified characters

// named are the divisions with the name.
func (s step) named() (list []*division) {
	a := places()
	if unicode.Is(unicode.Han, s.text[0]) {
		for _, d := range a.byFirst[s.text[0]] {
			if slices.ContainsFunc(append(slices.Clone(d.names), d.shorts...), func(name []rune) bool { return slices.Equal(name, s.text) }) {
				list = append(list, d)
			}
		}
		return list
	}
	for _, key := range latinKeys(string(s.text)) {
		for _, d := range a.byLatin[key] {
			if !slices.Contains(list, d) {
				list = append(list, d)
			}
		}
	}
	return list
}

// alike are the divisions that a step may be: within any of some, or where none are given by its name alone.
func (s step) alike(within []*division) (list []*division) {
	for _, d := range s.named() {
		switch {
		case within != nil && slices.ContainsFunc(within, d.lies):
			list = append(list, d)
		case within == nil && (d.level < 3 || unicode.Is(unicode.Han, s.text[0]) && slices.ContainsFunc(d.names, func(name []rune) bool { return slices.Equal(name, s.text) })):
			list = append(list, d)
		}
	}
	return list
}

// name is a division's full name.
func (d *division) name() string {
	if len(d.names) > 0 {
		return string(d.names[0])
	}
	return string(d.shorts[0])
}

// isMunicipality reports a province that is one city.
func (d *division) isMunicipality() bool {
	return d.level == 1 && (strings.HasSuffix(d.name(), "市") || strings.HasSuffix(d.name(), "特别行政区"))
}

// kinds are what a division is called by: a province, a city or a district.
func (d *division) kinds() []Kind {
	switch {
	case d.isMunicipality():
		return []Kind{Province, City}
	case d.level == 1:
		return []Kind{Province}
	case d.parents[0].isMunicipality():
		return []Kind{District}
	case d.level == 2:
		return []Kind{City}
	case strings.HasSuffix(d.name(), "市"):
		return []Kind{City, District}
	}
	return []Kind{District}
}

// places are the names of a division and of all in which it lies.
func (d *division) places() (list []placeName) {
	for _, at := range append(slices.Clone(d.parents), d) {
		for _, kind := range at.kinds() {
			list = append(list, placeName{kind, at.name()})
		}
	}
	return list
}
