package mask

import (
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Address shows of an address the country's word and the province, city and district, where they are in the list of
// China's divisions; the rest is hidden: 广东省深圳市南山区科技园 → 广东省深圳市南山区***, Nanshan, Shenzhen, China stays with ***
// before it, and of 12 Main St, Leeds, UK only the UK is shown. A name that may be part of a street's or a person's is hidden:
// 北京路18号 → ***. A mask is masked as itself; of something the mask is never "".
func Address(address string) string {
	if address == "" {
		return ""
	}
	return shownOf(address).text
}

// shown is what may be seen of an address, and the divisions in it, from the largest to the smallest.
type shown struct {
	text  string
	trail []step
}

func shownOf(address string) shown {
	text := strings.TrimSpace(string(visible(address)))
	if text == "" {
		return shown{text: Hidden}
	}
	if number := strings.TrimLeft(text, "0123456789 "); number != "" && unicode.Is(unicode.Han, []rune(number)[0]) { // a postcode
		text = number
	}
	letters := []rune(text)
	if isDense(letters[0]) {
		return chinese(letters)
	}
	return latin(text)
}

// chinese shows the country, province, city and district with which an address begins.
func chinese(letters []rune) shown {
	a := places()
	simple := simplify(string(letters))
	at := a.country(simple)
	var in *division
	var trail []step
	if country := (step{text: simple[:at]}); at > 0 && len(country.named()) > 0 { // 香港
		trail = append(trail, country)
	}
	for {
		next := skipBlank(simple, at)
		d, length := a.longest(simple[next:], in)
		if d == nil {
			break
		}
		at, in = next+length, d
		trail = append(trail, step{text: simple[next:at]})
	}
	return shown{string(letters[:at]) + Hidden, trail}
}

// country returns how many characters of a text name a country.
func (a *atlas) country(text []rune) int {
	for length := min(len(text), maxCountry); length > 1; length-- {
		if !a.countries[string(text[:length])] {
			continue
		}
		if d, _ := a.longest(text[length:], nil); d != nil || mayEnd(text[length:]) {
			return length
		}
	}
	return 0
}

// maxCountry is how long the names of countries are, in characters.
const maxCountry = 16

// longest returns the division with the longest name with which a text begins: in another one, or anywhere.
func (a *atlas) longest(text []rune, in *division) (longest *division, length int) {
	if len(text) == 0 {
		return nil, 0
	}
	for _, d := range a.byFirst[text[0]] {
		if in != nil && !d.lies(in) {
			continue
		}
		for _, name := range d.names {
			if n := len(name); n > length && begins(text, name) && !goesOn(text[n-1:]) && (n > 2 || in != nil) {
				longest, length = d, n
			}
		}
		for _, name := range d.shorts {
			if n := len(name); n > length && begins(text, name) && a.standsAlone(d, in, text, n) {
				longest, length = d, n
			}
		}
	}
	return longest, length
}

func begins(text, with []rune) bool {
	return len(text) >= len(with) && slices.Equal(text[:len(with)], with)
}

// goesOn reports that what ends like a division's kind is the beginning of another word: 东方市场, 滨海区域.
func goesOn(text []rune) bool {
	if len(text) < 2 {
		return false
	}
	switch text[0] {
	case '市':
		return strings.ContainsRune("场民政集井面立委", text[1])
	case '区':
		return strings.ContainsRune("域间委", text[1])
	case '州', '旗', '县':
		return strings.ContainsRune("舰袍下桥委", text[1])
	}
	return false
}

// standsAlone decides whether a short name at the beginning of a text, of n characters, is the division: not where a street
// or house is named after it, nor where it may be a person. Districts count only behind what they lie in.
func (a *atlas) standsAlone(d, in *division, text []rune, n int) bool {
	rest := text[n:]
	if in == nil && d.level > 2 {
		return false
	}
	within, _ := a.longest(rest, d)
	switch {
	case within != nil:
		return true
	case !mayEnd(rest):
		return false
	case n == 1:
		return in == nil && isEnd(rest)
	}
	person := words().surnames[text[0]] && text[n-1] != '州' && !slices.ContainsFunc(d.latin, func(name string) bool { return a.known[name] })
	return in != nil || d.level == 1 || !person || strings.Trim(string(rest), "*") == ""
}

// isEnd reports that nothing follows that belongs to the same words.
func isEnd(rest []rune) bool {
	return len(rest) == 0 || rest[0] == '*' || rest[0] == ' ' || strings.ContainsRune(",，、;；·-/()（）", rest[0])
}

// mayEnd reports that a short name may end before the rest of a text: 上海 in 上海南京西路, not in 上海路, 上海东路 or 上海二村.
func mayEnd(rest []rune) bool {
	if isEnd(rest) {
		return true
	}
	if !isDense(rest[0]) {
		return false
	}
	at := 0
	for at < len(rest) && strings.ContainsRune("东西南北中上下前后内外新老旧大小一二三四五六七八九十第", rest[at]) {
		at++
	}
	named := func(list [][]rune, from int) bool {
		return slices.ContainsFunc(list, func(word []rune) bool { return begins(rest[from:], word) })
	}
	for from := 0; from <= at; from++ {
		if named(streets(), from) || named(landscapes(), from) {
			return false
		}
	}
	if named(streets(), 1) { // one character of a street's name: 长沙湾道
		return false
	}
	return at < len(rest)
}

// streets are the words for what is named after cities and provinces, and landscapes those with which names go on that are not
// the division's: 海南人, 黄山山庄.
var (
	streets    = sync.OnceValue(func() [][]rune { return inRunes(streetWords) })
	landscapes = sync.OnceValue(func() [][]rune { return inRunes(landscapeWords) })
)

const (
	streetWords = "路 街 道 大道 巷 弄 里 村 镇 乡 屯 湾 桥 门 站 楼 庄 园 苑 城 广场 花园 公寓 大厦 小区 酒店 饭店 饭庄 宾馆 旅馆 菜馆 餐厅 市场 商场 商城 新村 家园 公馆 会馆 胡同 号 " +
		"栋 幢 座 室 店 馆 厂 院 校 大学 医院 银行"
	landscapeWords = "山 河 江 湖 海 港 区 县 州 市 省 人 话 菜 先生 女士 小姐 经理 老师 总"
)

func inRunes(words string) [][]rune {
	var list [][]rune
	for _, word := range strings.Fields(words) {
		list = append(list, []rune(word))
	}
	return list
}

// skipBlank returns where what follows a division goes on, past a sign between them.
func skipBlank(text []rune, at int) int {
	next := at
	for next < len(text) && strings.ContainsRune(" ,，、·-/", text[next]) {
		next++
	}
	if next == len(text) {
		return at
	}
	return next
}

// latin shows the end of an address that goes from the small to the large, or the beginning of one that goes the other way.
func latin(text string) shown {
	var parts []string
	for _, part := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(",，;；、", r) }) {
		if part = withoutDigits(part); part != "" {
			parts = append(parts, part)
		}
	}
	last := slices.Clone(parts)
	slices.Reverse(last)
	if n, trail := places().chain(last, true); n > 0 {
		return shown{strings.Join(append([]string{Hidden}, parts[len(parts)-n:]...), ", "), trail}
	}
	n, trail := places().chain(parts, false)
	return shown{strings.Join(append(parts[:n:n], Hidden), ", "), trail}
}

// chain returns how many of the first parts are places, each within the one before, and those of them that are divisions. atEnd: they
// are the end of an address, where a city may stand by itself.
func (a *atlas) chain(parts []string, atEnd bool) (n int, trail []step) {
	var in *division
	for i, part := range parts {
		if strings.ContainsFunc(part, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M) && !strings.ContainsRune(" '’-.", r) }) {
			return i, trail
		}
		if i == 0 && a.countries[latinKey(part)] {
			if len(a.byLatin[latinKey(part)]) > 0 { // Hong Kong
				trail = append(trail, step{text: []rune(part)})
			}
			if !isChina(latinKey(part)) {
				return 1, trail
			}
			continue
		}
		d := a.latinPlace(part, in)
		sure := i > 0 || d != nil && (d.level == 1 || atEnd && a.isKnown(d, part) || a.goesDown(d, parts[1:]))
		if d == nil || !sure {
			return i, trail
		}
		in, trail = d, append(trail, step{text: []rune(part)})
	}
	return len(parts), trail
}

// isKnown reports a city that can't be a person's name, since it is well known, or called a city.
func (a *atlas) isKnown(city *division, part string) bool {
	return strings.HasSuffix(latinKey(part), "city") || slices.ContainsFunc(city.latin, func(name string) bool { return a.known[name] })
}

// goesDown reports that the part beside a city is a district of it.
func (a *atlas) goesDown(city *division, parts []string) bool {
	return len(parts) > 0 && a.latinPlace(parts[0], city) != nil
}

// isChina reports a country's name behind which its provinces may stand.
func isChina(key string) bool {
	return strings.Contains(key, "china") || strings.HasPrefix(key, "prc") || key == "zhongguo" || key == "taiwan"
}

// latinPlace returns the division that a part of an address is: within another, or else a province or a city.
func (a *atlas) latinPlace(part string, in *division) (place *division) {
	for _, key := range latinKeys(part) {
		for _, d := range a.byLatin[key] {
			fits := in == nil && d.level < 3 || in != nil && d.lies(in)
			if fits && (place == nil || d.level < place.level) {
				place = d
			}
		}
	}
	return place
}

// latinKeys are what a name in Latin letters is compared by: with the kind of the division behind it, and without.
func latinKeys(part string) []string {
	key := latinKey(part)
	keys := []string{key}
	if strings.ContainsFunc(part, unicode.IsSpace) {
		for _, kind := range kindsInLatin {
			if stem, found := strings.CutSuffix(key, kind); found {
				keys = append(keys, stem)
			}
		}
	}
	return keys
}

// kindsInLatin are the kinds of divisions in English and pinyin, as latinKey makes them.
var kindsInLatin = []string{
	"autonomousprefecture", "autonomousregion", "specialadministrativeregion", "autonomouscounty", "municipality", "newdistrict", "newarea", "prefecture",
	"province", "district", "county", "sheng", "banner", "city", "xinqu", "zhou", "xian", "shi", "qu", "sar",
}

// withoutDigits takes postcodes and other figures off the ends of a part; of nothing else nothing is left.
func withoutDigits(part string) string {
	words := strings.Fields(part)
	for len(words) > 0 && hasDigit(words[len(words)-1]) {
		words = words[:len(words)-1]
	}
	for len(words) > 0 && hasDigit(words[0]) {
		words = words[1:]
	}
	return strings.Join(words, " ")
}

func hasDigit(word string) bool { return strings.ContainsFunc(word, unicode.IsDigit) }
