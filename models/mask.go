package models

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Mask returns what may be seen of a personal field by those who needn't know it: enough to recognise it again. Of
// nothing it is "", of something never; other fields are returned as they are.
func Mask(field Field, value string) string {
	if mask, personal := masks[field]; personal {
		return mask(value)
	}
	return value
}

var masks = map[Field]func(string) string{
	FieldContactName: MaskName,
	FieldPhone:       MaskPhone,
	FieldEmail:       MaskEmail,
	FieldAddress:     MaskAddress,
}

// hidden stands for what is not shown, however long it is.
const hidden = "***"

// compoundSurnames are the Chinese surnames of two characters that are borne by more than a few.
var compoundSurnames = []string{
	"欧阳", "上官", "司马", "诸葛", "司徒", "东方", "独孤", "南宫", "夏侯", "尉迟", "公孙", "皇甫", "慕容", "长孙", "宇文", "令狐", "轩辕",
	"端木", "申屠", "闻人", "澹台", "濮阳", "淳于", "单于", "太史", "万俟", "钟离", "呼延", "鲜于", "赫连", "拓跋", "西门", "百里", "东郭", "第五",
	"歐陽", "上官", "司馬", "諸葛", "東方", "獨孤", "南宮", "尉遲", "公孫", "長孫", "軒轅",
}

// maxNameParts bounds a masked name: what has more parts is hardly one.
const maxNameParts = 4

// MaskName hides the family or given name and keeps what is needed to address the person: 王经理 → *经理, 欧阳娜娜 →
// **娜娜, Anna Smith → A*** S***. A masked name stays as it is.
func MaskName(name string) string {
	words := strings.Fields(name)
	words = words[:min(len(words), maxNameParts)]
	for i, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		switch {
		case maskedWord(word):
		case surnameFirst(first) && strings.ContainsAny(word, "·・"): // 阿依古丽·买买提
			words[i] = maskDotted(word)
		case surnameFirst(first) && i == 0:
			words[i] = maskSurname(word)
		case surnameFirst(first): // the given name or a title
		default:
			words[i] = initial(word)
		}
	}
	return strings.Join(words, " ")
}

func maskedWord(word string) bool {
	return strings.HasPrefix(word, "*") || strings.HasSuffix(word, hidden)
}

// surnameFirst reports a letter of a script in which the family name comes first.
func surnameFirst(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hangul) }

func maskSurname(word string) string {
	for _, surname := range compoundSurnames {
		if given, found := strings.CutPrefix(word, surname); found && given != "" {
			return "**" + given
		}
	}
	_, size := utf8.DecodeRuneInString(word)
	return "*" + word[size:]
}

func maskDotted(word string) string {
	parts := strings.FieldsFunc(word, func(r rune) bool { return r == '·' || r == '・' })
	parts = parts[:min(len(parts), maxNameParts)]
	for i, part := range parts {
		parts[i] = initial(part)
	}
	return strings.Join(parts, "·")
}

func initial(word string) string {
	first, _ := utf8.DecodeRuneInString(word)
	return string(first) + hidden
}

// MaskPhone keeps the carrier or area and the last four digits of a long number, less of a short one:
// 138****1234, +86 138****1234, 010-****5678, (0755) ****1234, +44 20****4321. An extension is left out.
func MaskPhone(phone string) string {
	if phone == "" {
		return ""
	}
	text := strings.ToLower(norm.NFKC.String(strings.TrimSpace(phone)))
	if at := strings.IndexAny(text, "x#转e"); at > 0 { // ext. 12, x12, #12, 转12
		text = text[:at]
	}
	number := NormalisePhone(text)
	if abroad, found := strings.CutPrefix(number, "+"); found {
		code := countryCode(abroad)
		if national := abroad[len(code):]; len(national) >= 7 {
			return "+" + code + " " + maskNumber(national, 2)
		}
		return "+" + maskNumber(abroad, 2)
	}
	switch digits := onlyDigits(text); {
	case digits != number && strings.HasPrefix(number, "0"): // China's country code was dropped, and its 0 put there
		return "+86 " + strings.TrimPrefix(maskLandline(number, false), "0")
	case digits != number:
		return "+86 " + maskNumber(number, 3)
	case strings.HasPrefix(number, "0"):
		return maskLandline(number, strings.HasPrefix(text, "("))
	}
	return maskNumber(number, 3)
}

func onlyDigits(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text)
}

// maskLandline shows the area code of a Chinese landline: three digits for the largest cities, else four.
func maskLandline(number string, bracketed bool) string {
	area := 4
	if len(number) > 2 && (number[1] == '1' || number[1] == '2') {
		area = 3
	}
	if local := len(number) - area; local < 7 || local > 8 {
		return maskNumber(number, 3)
	}
	masked := "****" + number[len(number)-4:]
	if bracketed {
		return "(" + number[:area] + ") " + masked
	}
	return number[:area] + "-" + masked
}

// maskNumber shows some digits at the beginning of a number that is long enough for it, and some at its end.
func maskNumber(number string, first int) string {
	switch digits := []rune(number); {
	case len(digits) >= first+7:
		return string(digits[:first]) + "****" + string(digits[len(digits)-4:])
	case len(digits) >= 7:
		return "****" + string(digits[len(digits)-4:])
	case len(digits) >= 4:
		return "****" + string(digits[len(digits)-2:])
	}
	return "****"
}

// twoDigitCodes are the country codes of two digits; 1 and 7 are alone, all others have three (ITU-T E.164).
const twoDigitCodes = "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82 84 86 90 91 92 93 94 95 98"

func countryCode(number string) string {
	length := 3
	switch {
	case strings.HasPrefix(number, "1") || strings.HasPrefix(number, "7"):
		length = 1
	case len(number) >= 2 && slices.Contains(strings.Fields(twoDigitCodes), number[:2]):
		length = 2
	}
	runes := []rune(number) // digits needn't be ASCII
	return string(runes[:min(length, len(runes))])
}

// MaskEmail keeps the first letter and the domain: z***@example.com.
func MaskEmail(email string) string {
	at := strings.LastIndexByte(email, '@')
	switch {
	case email == "":
		return ""
	case at < 0:
		return hidden
	case utf8.RuneCountInString(email[:at]) < 2:
		return hidden + email[at:]
	}
	return initial(email) + email[at:]
}

// MaskAddress keeps the city and hides the rest: 广东省深圳市南山区科技园 → 广东省深圳市***, London, Camden → London, ***.
func MaskAddress(address string) string {
	address = strings.TrimSpace(address)
	if address == "" {
		return ""
	}
	if before, _, found := strings.Cut(address, "市"); found && before != "" && utf8.RuneCountInString(before) <= maxCity {
		return before + "市" + hidden
	}
	if before, _, found := strings.Cut(address, ","); found && before != "" && utf8.RuneCountInString(before) <= maxCity && onlyDigits(before) == "" {
		return before + ", " + hidden
	}
	runes := []rune(address)
	shown := 3
	if unicode.Is(unicode.Han, runes[0]) { // most cities have two characters
		shown = 2
	}
	return string(runes[:min(shown, len(runes)/2)]) + hidden
}

// maxCity is how long a province and city may be, in characters: behind a longer text it is something else.
const maxCity = 20
