package store

import (
	"unicode"

	"github.com/mozillazg/go-pinyin"
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

const maxReadings = 4 // of one term

// readings returns how a Chinese term may be read, each reading as its syllables in plain letters; characters without
// a reading are left out. There is none for other scripts.
func readings(text string) [][]string {
	args := pinyin.NewArgs()
	list := [][]string{nil}
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			continue
		}
		syllables, known := polyphones[r]
		if !known {
			syllables = pinyin.SinglePinyin(r, args)
		}
		list = extend(list, syllables)
	}
	if len(list[0]) == 0 {
		return nil
	}
	return list
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
