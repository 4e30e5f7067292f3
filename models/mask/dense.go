package mask

import "strings"

// dense masks a Chinese or Korean word, in which stars stand for characters that are hidden already: whatever a text
// begins with, what is behind it is masked as the rest of a longer name.
func dense(word []rune) string {
	for i, r := range word {
		if i > 0 && strings.ContainsRune("和与與及跟", r) && beginsName(word[i+1:]) {
			return dense(word[:i]) + string(r) + dense(word[i+1:])
		}
	}
	l := words()
	for end := min(len(word)-1, maxTitle); end > 1; end-- { // 财务刘翠花
		if stem := word[end:]; l.isTitle(string(word[:end])) && isWholeName(stem) {
			return string(word[:end]) + dense(stem)
		}
	}
	for start := max(1, len(word)-maxTitle); start < len(word); start++ { // 王小明经理
		if title := string(word[start:]); l.isTitle(title) {
			return addressed(word[:start]) + title
		}
	}
	if last := len(word) - 1; last > 0 && l.endings[string(word[last])] && isShortName(word[:last]) { // 王总
		return addressed(word[:last]) + string(word[last])
	}
	return given(word)
}

// given hides the family name.
func given(word []rune) string {
	for len(word) > 1 && word[len(word)-1] == '*' && strings.Trim(string(word), "*") != "" && !isNickname(word) {
		word = word[:len(word)-1] // a sign behind a name
	}
	l, n := words(), len(word)
	last := string(word[max(0, n-1):])
	switch {
	case n < 2:
		return "*"
	case isNickname(word):
		return string(word[0]) + "*"
	case n == 2 && !l.begins(word[0]) && l.common[word[1]]: // 胖李
		return "**"
	case n == 2:
		return "*" + last
	case isCompound(word) && n == 4 && l.common[word[2]]:
		return "***" + last
	case isCompound(word) && n <= 4:
		return "**" + string(word[2:])
	case n == 3 && (l.common[word[1]] || !l.begins(word[0])): // something before 李娜; 买买提
		return "**" + last
	case n == 3:
		return "*" + string(word[1:])
	case l.common[word[n-1]] || last == "*":
		return Hidden
	}
	return Hidden + last
}

// addressed masks what stands before a title: a surname, or a whole name.
func addressed(word []rune) string {
	switch n := len(word); {
	case n == 2 && isCompound(word):
		return "**"
	case n == 1 || isNickname(word) || isWholeName(word):
		return given(word)
	}
	return Hidden
}

// begins reports a character with which a name may begin; what a star hides may be one.
func (l *lexicon) begins(r rune) bool { return r == '*' || l.surnames[r] }

// maxNamed is how long a name with a title behind it may be, in characters.
const maxNamed = 6

func beginsName(word []rune) bool {
	if isNickname(word) {
		return true
	}
	for len(word) > 1 && word[len(word)-1] == '*' { // signs behind it
		word = word[:len(word)-1]
	}
	return len(word) > 0 && len(word) <= maxNamed && (words().begins(word[0]) || isNickname(word))
}

func isCompound(word []rune) bool {
	return len(word) >= 2 && (words().compound[string(word[:2])] || word[0] == '*' && word[1] == '*')
}

// isNickname reports 小王 and 老李, of which the surname is all that there is.
func isNickname(word []rune) bool {
	return len(word) == 2 && strings.ContainsRune("小老阿大", word[0])
}

// isShortName reports what may stand before 总 or 姐.
func isShortName(word []rune) bool {
	return len(word) == 1 || isNickname(word) || len(word) == 2 && words().begins(word[0])
}

// isWholeName reports a surname with a given name or a title.
func isWholeName(word []rune) bool {
	switch n := len(word); {
	case isNickname(word) || string(word) == "*":
		return true
	case n < 2 || !words().begins(word[0]) && !isCompound(word):
		return false
	case n <= 3 || n == 4 && isCompound(word):
		return true
	}
	return isTitled(word)
}

// isTitled reports a name with a title behind it: 王总, 刘翠花经理.
func isTitled(word []rune) bool {
	if len(word) > maxNamed {
		return false
	}
	for start := 1; start < len(word); start++ {
		if words().isTitle(string(word[start:])) {
			return true
		}
	}
	return false
}
