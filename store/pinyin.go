package store

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"github.com/guanxi-crm/guanxi/models/key"
)

// polyphones are characters of company and place names that are read in more than one way there; the dictionary knows
// one reading, or dozens of rare ones.
var polyphones = map[rune][]string{
	'重': {"chong", "zhong"}, '长': {"chang", "zhang"}, '行': {"hang", "xing"}, '厦': {"xia", "sha"}, '乐': {"le", "yue"},
	'会': {"hui", "kuai"}, '盛': {"sheng", "cheng"}, '曾': {"zeng", "ceng"}, '朝': {"chao", "zhao"}, '宿': {"su", "xiu"},
	'蚌': {"beng", "bang"}, '校': {"xiao", "jiao"}, '沈': {"shen", "chen"}, '贾': {"jia", "gu"}, '解': {"xie", "jie"},
	'单': {"dan", "shan"}, '区': {"qu", "ou"}, '参': {"can", "shen"}, '薄': {"bo", "bao"}, '翟': {"zhai", "di"},
	'埔': {"pu", "bu"}, '传': {"chuan", "zhuan"}, '藏': {"zang", "cang"}, '调': {"diao", "tiao"}, '便': {"bian", "pian"},
	'都': {"du", "dou"},
}

// surnames are those that are read otherwise than the same characters elsewhere.
var surnames = map[string]string{
	"仇": "qiu", "查": "zha", "朴": "piao", "单": "shan", "解": "xie", "曾": "zeng", "区": "ou", "任": "ren", "盖": "ge", "华": "hua", "翟": "zhai", "缪": "miao",
	"员": "yun", "冼": "xian", "种": "chong", "召": "shao", "折": "she", "尉": "wei", "乐": "yue", "祭": "zhai", "逄": "pang", "贾": "jia", "覃": "qin",
	"隗": "kui", "葛": "ge", "那": "na", "粘": "nian", "乜": "nie", "牟": "mu", "句": "gou", "要": "yao", "都": "du", "郇": "xun", "郄": "qie", "俞": "yu", "钭": "tou",
	"谌": "chen", "么": "yao", "车": "che", "柏": "bai", "薄": "bo",
	"长": "zhang", "阚": "kan", "佴": "nai", "呙": "guo", "卜": "bu",
	"尉迟": "yu chi", "万俟": "mo qi", "单于": "chan yu", "长孙": "zhang sun", "澹台": "tan tai", "鲜于": "xian yu",
	"亓官": "qi guan", "宰父": "zai fu", "尉犁": "yu li", "乐正": "yue zheng", "皇甫": "huang fu",
}

const maxReadings = 4 // of one term

// readings returns how a Chinese term may be read in the middle of a text, as readAt has it.
func readings(text string) [][]string { return readAt(text, false) }

// readAt returns how a Chinese term may be read, each reading as its syllables in plain letters, ü as u; characters without
// a reading are left out. There is none for other scripts. first says that a text begins with it: with a surname perhaps.
func readAt(text string, first bool) [][]string {
	list := [][]string{nil}
	if first {
		if name, syllables := surname(text); name != "" && utf8.RuneCountInString(name) > 1 {
			list, text = [][]string{syllables}, text[len(name):]
		} else if name != "" {
			letter, size := utf8.DecodeRuneInString(text)
			list, text = extend(list, distinct(append(syllables, syllablesOf(letter)...))), text[size:]
		}
	}
	for _, r := range text {
		list = extend(list, syllablesOf(r))
	}
	if len(list[0]) == 0 {
		return nil
	}
	return list
}

// surname returns the surname with which a text begins, if it is one of surnames, and how it is read.
func surname(text string) (name string, syllables []string) {
	letters := []rune(text)
	for length := min(2, len(letters)); length > 0; length-- {
		if reading, known := surnames[string(letters[:length])]; known {
			return string(letters[:length]), strings.Fields(reading)
		}
	}
	return "", nil
}

// syllablesOf returns how a character may be read; none where it isn't Chinese, or not known.
func syllablesOf(r rune) []string {
	if !unicode.Is(unicode.Han, r) {
		return nil
	}
	if syllables, known := polyphones[r]; known {
		return syllables
	}
	first, _, _ := strings.Cut(pinyin.PinyinDict[int(r)], ",")
	if first == "" {
		return nil
	}
	plain, _ := spell(first)
	return []string{strings.ReplaceAll(plain, "v", "u")} // key.Asks takes lv and lyu for lu as well
}

// tones are the letters that the dictionary marks with a tone, each with the letter that it is and the tone's number; ü is v.
var tones = map[rune]string{
	'ā': "a1", 'á': "a2", 'ǎ': "a3", 'à': "a4", 'ē': "e1", 'é': "e2", 'ě': "e3", 'è': "e4", 'ō': "o1", 'ó': "o2", 'ǒ': "o3", 'ò': "o4",
	'ī': "i1", 'í': "i2", 'ǐ': "i3", 'ì': "i4", 'ū': "u1", 'ú': "u2", 'ǔ': "u3", 'ù': "u4", 'ü': "v", 'ǘ': "v2", 'ǚ': "v3", 'ǜ': "v4",
	'ń': "n2", 'ň': "n3", 'ǹ': "n4", 'ḿ': "m2",
}

// spell takes a reading of the dictionary apart: zhòng is zhong and 4. The package does it by two regular expressions for each
// letter, which took a third of the time of listing a name.
func spell(reading string) (plain, tone string) {
	letters := make([]rune, 0, len(reading))
	for _, r := range reading {
		sign, marked := tones[r]
		if !marked {
			letters = append(letters, r)
			continue
		}
		if letters = append(letters, rune(sign[0])); len(sign) > 1 {
			tone = sign[1:]
		}
	}
	return string(letters), tone
}

// distinct drops what stands in a list before.
func distinct(list []string) []string {
	var kept []string
	for _, item := range list {
		if !slices.Contains(kept, item) {
			kept = append(kept, item)
		}
	}
	return kept
}

// inPinyin writes a name as it is sorted: its words as they are compared, Chinese characters each as its reading with the tone,
// and itself, so that those of one surname stand together.
func inPinyin(name string) string {
	words := key.Pieces(name)
	if len(words) == 0 {
		return key.Fold(name)
	}
	var sorted []string
	for i, w := range words {
		if !w.Dense {
			sorted = append(sorted, w.Text)
			continue
		}
		var known []string
		if i == 0 {
			_, known = surname(w.Text)
		}
		for at, r := range []rune(w.Text) {
			reading := ""
			if at < len(known) {
				reading = known[at]
			}
			sorted = append(sorted, toned(r, reading)+string(r))
		}
	}
	return strings.Join(sorted, " ")
}

// toned returns a character's syllable with the number of its tone: its first one, or that with some letters, where they are
// given.
func toned(r rune, reading string) string {
	if syllables, known := polyphones[r]; known && reading == "" {
		reading = syllables[0]
	}
	for spelt := range strings.SplitSeq(pinyin.PinyinDict[int(r)], ",") {
		if plain, tone := spell(spelt); plain != "" && (reading == "" || plain == reading) {
			return plain + tone
		}
	}
	return reading
}

// extend appends a syllable to every reading; where there are two, each reading goes on in both ways as long as there
// are few.
func extend(list [][]string, syllables []string) [][]string {
	if len(syllables) == 0 || syllables[0] == "" {
		return list
	}
	if len(list)*len(syllables) > maxReadings {
		syllables = syllables[:1]
	}
	extended := make([][]string, 0, len(list)*len(syllables))
	for _, reading := range list {
		for _, syllable := range syllables {
			extended = append(extended, append(reading[:len(reading):len(reading)], syllable))
		}
	}
	return extended
}
