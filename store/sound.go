package store

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"

	"github.com/guanxi-crm/guanxi/models"
)

// maxSoundKey is how many letters the column of sounds takes.
const maxSoundKey = 200

// soundKey is how a name is read, in plain letters, without what says only what kind of company it is: 张伟科技有限公司 and
// 章伟科技 are zhangweikeji, and 张伟 and Zhang Wei are zhangwei. A name without Chinese that is no pinyin has none. Whoever changes what it
// returns adds a migration that fills the column again (fillSounds).
func soundKey(name string) string { return soundOfStem(models.NormaliseStem(name)) }

// soundOfStem is soundKey for a name whose stem is known.
func soundOfStem(stem string) string {
	if strings.IndexFunc(stem, isHan) < 0 {
		if !isPinyin(stem) {
			return ""
		}
		return models.Shorten(plainU(stem), maxSoundKey)
	}
	return models.Shorten(soundOf(stem), maxSoundKey)
}

// longestPerson is how many characters a Chinese name of a person has at most, nearly always.
const longestPerson = 4

// soundOf reads the Chinese in a text aloud, each character in its commonest reading there, and leaves all else as it is. A short
// name may be a person's, whose surname is read as such.
func soundOf(text string) string {
	var sound strings.Builder
	whole := utf8.RuneCountInString(text) <= longestPerson
	for len(text) > 0 {
		at := strings.IndexFunc(text, func(r rune) bool { return !isHan(r) })
		switch {
		case at < 0:
			at = len(text)
		case at == 0:
			_, at = utf8.DecodeRuneInString(text)
			sound.WriteString(text[:at])
			text, whole = text[at:], false
			continue
		}
		if list := readAt(text[:at], whole); len(list) > 0 {
			sound.WriteString(strings.Join(list[0], ""))
		}
		text, whole = text[at:], false
	}
	return sound.String()
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// plainU writes ü as the dictionary's readings are written here: lv and lyu as lu.
func plainU(letters string) string { return umlauts.Replace(letters) }

var umlauts = strings.NewReplacer("v", "u", "lyu", "lu", "nyu", "nu")

// pinyinSyllables are the syllables of the dictionary in plain letters, and how long the longest is.
var pinyinSyllables = sync.OnceValues(func() (syllables map[string]bool, longest int) {
	syllables = map[string]bool{}
	for _, reading := range pinyin.PinyinDict {
		for spelt := range strings.SplitSeq(reading, ",") {
			plain, _ := spell(spelt)
			if plain = strings.ReplaceAll(plain, "v", "u"); len(plain) > 1 || plain == "a" || plain == "e" || plain == "o" {
				syllables[plain], longest = true, max(longest, len(plain))
			}
		}
	}
	return syllables, longest
})

// isPinyin reports letters that are nothing but syllables of Chinese, at least two.
func isPinyin(letters string) bool {
	letters = plainU(letters)
	syllables, longest := pinyinSyllables()
	ends := make([]int, len(letters)+1) // how few syllables lead there; 0 for none but at the beginning
	for at := range len(letters) {
		if at > 0 && ends[at] == 0 {
			continue
		}
		for size := 1; size <= longest && at+size <= len(letters); size++ {
			if next := ends[at] + 1; syllables[letters[at:at+size]] && (ends[at+size] == 0 || next < ends[at+size]) {
				ends[at+size] = next
			}
		}
	}
	return ends[len(letters)] > 1
}

// minSounds is how many characters two Chinese names have at least that are taken for the same since they sound alike: of two
// characters there are too many that do.
const minSounds = 3

// SoundAlike reports whether two different names may be one, since they sound alike: most of their characters are the same, or one is
// the other in pinyin.
func SoundAlike(first, second string) bool {
	key := soundKey(first)
	if key == "" || key != soundKey(second) {
		return false
	}
	a, b := []rune(models.NormaliseStem(first)), []rune(models.NormaliseStem(second))
	hanA, hanB := countHan(a), countHan(b)
	if hanA == 0 || hanB == 0 {
		return hanA+hanB > 1
	}
	if len(a) != len(b) || hanA != hanB || hanA < minSounds {
		return false
	}
	differ := 0
	for i := range a {
		if a[i] != b[i] {
			differ++
		}
	}
	return differ > 0 && 2*differ <= hanA
}

func countHan(letters []rune) (count int) {
	for _, r := range letters {
		if isHan(r) {
			count++
		}
	}
	return count
}
