package mask

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models/key"
)

//go:generate ../../scripts/divisions.sh

//go:embed divisions.txt
var divisionsText string

//go:embed countries.txt
var countriesText string

//go:embed places.txt
var placesText string

// division is a province, city or district of China.
type division struct {
	names   [][]rune // in full, in simplified characters
	shorts  [][]rune // as it is called for short; counts only where nothing speaks against it
	latin   []string // in Latin letters, as latinKey makes them
	spoken  string   // in Latin letters, as it is written: Hong Kong
	level   int      // 1 is a province
	within  []*division
	parents []*division // those above it
}

// atlas is what is known of places.
type atlas struct {
	top       *division // China: what lies within may begin an address
	byFirst   map[rune][]*division
	byLatin   map[string][]*division
	countries map[string]bool // in Chinese, and in Latin letters as latinKey makes them
	known     map[string]bool // cities in Latin letters that are shown by themselves
}

// places is read once, when the first address is masked. It is never changed.
var places = sync.OnceValue(readPlaces)

func readPlaces() *atlas {
	a := &atlas{
		top: &division{}, byFirst: map[rune][]*division{}, byLatin: map[string][]*division{},
		countries: map[string]bool{}, known: map[string]bool{},
	}
	for line := range strings.Lines(countriesText) {
		if name := strings.TrimSpace(line); name != "" && name[0] != '#' {
			a.addCountry(name)
		}
	}
	for _, name := range moreCountries {
		a.addCountry(name)
	}
	byName := a.readDivisions()
	a.readOthers(byName)
	for _, d := range a.all() {
		var firsts []rune
		for _, name := range slices.Concat(d.names, d.shorts) {
			if first := name[0]; !slices.Contains(firsts, first) {
				firsts, a.byFirst[first] = append(firsts, first), append(a.byFirst[first], d)
			}
		}
		for _, key := range d.latin {
			a.byLatin[key] = append(a.byLatin[key], d)
		}
	}
	return a
}

// moreCountries are names that CLDR gives otherwise.
var moreCountries = []string{
	"USA", "U.S.A.", "US", "U.S.", "UK", "U.K.", "Great Britain", "England", "Scotland", "Wales", "Northern Ireland", "UAE", "Korea", "Republic of Korea",
	"P.R. China", "PRC", "P.R.C.", "People's Republic of China", "PR China", "Mainland China", "Zhongguo", "Holland", "The Netherlands", "Russian Federation", "Viet Nam", "Czech Republic", "Türkiye",
	"Deutschland", "Österreich", "Schweiz", "España", "Italia", "Brasil", "México", "Россия", "中国", "中华人民共和国", "大韩民国", "英格兰", "苏格兰", "阿联酋",
}

func (a *atlas) addCountry(name string) {
	if first, _ := utf8.DecodeRuneInString(name); unicode.Is(unicode.Han, first) {
		a.countries[string(simplify(name))] = true
		return
	}
	a.countries[latinKey(name)] = true
}

// readDivisions reads the table of divisions, and returns them by their names.
func (a *atlas) readDivisions() map[string][]*division {
	byName := map[string][]*division{}
	path := []*division{a.top}
	for line := range strings.Lines(divisionsText) {
		text := strings.TrimLeft(line, "\t")
		words := strings.Fields(text)
		if len(words) != 3 || strings.HasPrefix(line, "#") {
			continue
		}
		level := len(line) - len(text) + 1
		path = path[:min(level, len(path))]
		d := &division{level: level, parents: slices.Clone(path[1:])}
		d.named(words[0])
		if words[1] != "-" {
			d.named(words[1])
			d.latin, d.spoken = []string{latinKey(words[2])}, strings.ToUpper(words[2][:1])+words[2][1:]
		}
		above := path[len(path)-1]
		above.within = append(above.within, d)
		path = append(path, d)
		byName[words[0]] = append(byName[words[0]], d)
	}
	return byName
}

// readOthers adds other names of divisions, and divisions that are gone.
func (a *atlas) readOthers(byName map[string][]*division) {
	for line := range strings.Lines(placesText) {
		heading, others, _ := strings.Cut(line, ":")
		sign, name, _ := strings.Cut(heading, " ")
		list := strings.Fields(others)
		if heading == "known" {
			for _, city := range list {
				a.known[latinKey(city)] = true
			}
		}
		for _, d := range byName[name] {
			if at := slices.IndexFunc(list, isLatin); at >= 0 && sign == "=" {
				d.spoken = spaced(list[at])
			}
			for _, other := range list {
				if sign == "+" {
					gone := &division{level: d.level + 1, parents: append(slices.Clone(d.parents), d)}
					gone.named(other)
					d.within = append(d.within, gone)
				} else {
					d.named(other)
				}
			}
		}
	}
}

func isLatin(name string) bool { return unicode.Is(unicode.Latin, []rune(name)[0]) }

// spaced writes a name of several words with blanks between them: HongKong.
func spaced(name string) string {
	var words strings.Builder
	var last rune
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(last) {
			words.WriteByte(' ')
		}
		words.WriteRune(r)
		last = r
	}
	return words.String()
}

// named adds a name: in Latin letters, in full or for short.
func (d *division) named(name string) {
	letters := simplify(name)
	switch {
	case !unicode.Is(unicode.Han, letters[0]):
		d.latin = append(d.latin, latinKey(name))
	case strings.ContainsRune("省市区县州旗盟镇乡岛会域", letters[len(letters)-1]) && len(letters) > 2 || strings.HasSuffix(name, "县"):
		d.names = append(d.names, letters)
	default:
		d.shorts = append(d.shorts, letters)
	}
}

// all lists every division.
func (a *atlas) all() []*division {
	var list []*division
	var walk func(d *division)
	walk = func(d *division) {
		for _, below := range d.within {
			list = append(list, below)
			walk(below)
		}
	}
	walk(a.top)
	return list
}

// simplify returns a text's characters, each in its simplified form: there are as many.
func simplify(text string) []rune { return []rune(key.Simplified(text)) }

// lies reports whether a division lies within another, at any level.
func (d *division) lies(within *division) bool { return slices.Contains(d.parents, within) }

// latinKey is what names in Latin letters are compared by: their letters, small.
func latinKey(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}
