package models

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/guanxi-crm/guanxi/models/key"
)

// maxPhoneKey is how many characters a column takes of what numbers are compared by.
const maxPhoneKey = 32

// Limits of a number, in digits, without its extension.
const (
	minDigits  = 5
	maxDigits  = 20
	maxSlashed = 13 // of one with a slash in it, as 030/1234567: with more they are two numbers
)

// CleanPhone returns what is kept of a phone number that somebody typed or pasted: half width, ASCII digits, without marks of a
// direction, the scheme of a link (tel:), what it is called on a card (Tel., 手机) and a sheet's apostrophe before it. Its extension
// stays. What is no number stays as Clean has it, for the rules to refuse and for the person to correct.
func CleanPhone(text string) string {
	cleaned := key.Clean(text)
	if isFigures(cleaned) { // as most are in files: nothing stands around them
		return cleaned
	}
	plain := bareNumber(cleaned)
	if plain == "" || readPhone(plain).refusal != "" {
		return cleaned
	}
	return plain
}

// bareNumber returns a number without what stands around it.
func bareNumber(text string) string {
	for {
		plain := barer(text)
		if plain == text {
			return plain
		}
		text = plain
	}
}

// barer takes off what stands around a number once: an apostrophe may stand before a label.
func barer(text string) string {
	plain := strings.Join(strings.Fields(key.Visible(text)), " ")
	plain = strings.TrimLeftFunc(plain, func(r rune) bool { return unicode.In(r, unicode.So, unicode.Sk) || unicode.IsSpace(r) })
	plain = strings.TrimSpace(numberLabel.ReplaceAllString(plain, ""))
	if quoted := sheetText.FindStringSubmatch(plain); quoted != nil {
		return quoted[1]
	}
	return strings.TrimRight(strings.TrimPrefix(plain, "'"), " ,.;，。；、")
}

var (
	// numberLabel is what a number is called on cards and in links, before it.
	numberLabel = regexp.MustCompile(`(?i)^(?:(?:tel|callto|phone|sms|wtai)[.:：]+(?://)?|(?:tele)?phone\b|tel\b|telefon[eo]?\b|téléphone\b|t[eé]l\b|mobile?\b|mob\b|cell\b|handy\b|office\b|direct\b|[tmphcod]\s*[:：]|` +
		`联系电话|电话号码|手机号码|手机号|电话|電話|手机|手機|座机|固话|办公电话|热线|携帯電話|携帯|전화|휴대폰|тел\.?|телефон|моб\.?)(?:\s*(?:no|number|号码|号)\.?)?[\s.:：]*`)
	// sheetText is a number as sheets keep it from being calculatedNumber with.
	sheetText = regexp.MustCompile(`^="([^"]*)"$`)
	// extensionMark is what stands between a number and its extension, which is dialled once somebody has answered: a word or a sign.
	extensionMark = regexp.MustCompile(`^(.*[0-9)])[ ,.]*[(-]?(?:;? ?ext(?:ension|n)?[.:=]*|;? ?分机号?码?|转(?:接|分机)?|内线|内|xt?|#|доб(?:авочный)?\.?|вн\.?|내선|교환|durchwahl|dw|poste|interno|int\.?|anexo|ramal|toestel|anknytning)` +
		`[ .:=#]*([0-9]{1,6})[)#]?$`)
	// extensionPause is a pause between them, as telephones keep it.
	extensionPause = regexp.MustCompile(`^(.*[0-9)])[,;pw]+([0-9]{1,6})#?$`)
	// landlineExtension is one behind a hyphen, as Chinese landlines have it.
	landlineExtension = regexp.MustCompile(`^((?:\(?\+?86\)?[- ]?\(?0?[1-9][0-9]{1,2}\)?|\(?0[0-9]{2,3}\)?)[- ]?(?:[0-9]{7,8}|[0-9]{3,4}[- ][0-9]{4}))-([0-9]{1,6})$`)
	// calculatedNumber is a number that a sheet calculated with, so that digits are lost or added: 1.3812E+10, 13812345678.0.
	calculatedNumber = regexp.MustCompile(`^\+?(?:[0-9](?:[.,][0-9]+)?e\+?[0-9]+|[0-9]{5,}(?:\.[0-9]{1,2}|,0{1,2})|[0-9]{1,3}(?:,[0-9]{3}){2,}(?:\.[0-9]+)?)$`)
	// phoneSigns are what a number consists of.
	phoneSigns = regexp.MustCompile(`^[(+ ]*[0-9][-0-9 ()./]*$`)
	// northAmerican is a number as North America writes it, with its country's 1 and without a +.
	northAmerican = regexp.MustCompile(`^1[-. ]*(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[-. ]+[2-9][0-9]{2}[-. ][0-9]{4}$`)
	// chinaBefore is China's code before a number, without a +.
	chinaBefore = regexp.MustCompile(`^(?:\(86\)|86[-. ])[-. ]*\(?(?:0|1[3-9]|[1-9][0-9]{1,2}\)?[- ]?(?:[0-9][- ]?){7})`)
)

// isFigures reports ASCII digits alone, as many as a number has.
func isFigures(text string) bool {
	return len(text) >= minDigits && len(text) <= maxDigits && strings.Trim(text, "0123456789") == ""
}

// phoneNumber is a number taken apart.
type phoneNumber struct {
	text      string // folded, without the extension
	number    string // digits with a leading + where its country's code stands before it; "" where there is none
	extension string
	refusal   string // the key of why it is none; "" for a number
}

// readPhone takes a number apart. What is none has the digits that it has.
func readPhone(text string) phoneNumber {
	if isFigures(text) {
		return phoneNumber{text: text, number: digitsOf(text)}
	}
	p := phoneNumber{text: key.Fold(bareNumber(text))}
	switch {
	case calculatedNumber.MatchString(p.text):
		p.refusal = "error.calculated_phone"
	default:
		for _, mark := range []*regexp.Regexp{extensionMark, extensionPause, landlineExtension} {
			if parts := mark.FindStringSubmatch(p.text); parts != nil {
				p.text, p.extension = strings.TrimRight(parts[1], " -.,"), parts[2]
				break
			}
		}
		if !phoneSigns.MatchString(p.text) {
			p.refusal = "error.bad_phone"
		}
	}
	p.number = digitsOf(p.text)
	digits := len(strings.TrimPrefix(p.number, "+"))
	if p.refusal == "" && (digits < minDigits || digits > maxDigits || strings.Contains(p.text, "/") && digits > maxSlashed) {
		p.refusal = "error.bad_phone"
	}
	return p
}

// digitsOf returns a number's digits, with a leading + where its country's code stands before it.
func digitsOf(text string) string {
	abroad := strings.TrimLeft(text, " (")
	switch {
	case strings.HasPrefix(abroad, "+") || strings.HasPrefix(abroad, "00"):
		abroad = strings.ReplaceAll(abroad, "(0)", "") // +44 (0)20: dialled at home only
	case northAmerican.MatchString(abroad), chinaBefore.MatchString(text):
		abroad = "+" + strings.TrimLeft(text, "(")
	}
	var digits strings.Builder
	for _, r := range abroad {
		if r >= '0' && r <= '9' || r == '+' && digits.Len() == 0 {
			digits.WriteRune(r)
		}
	}
	return digits.String()
}

// NormalisePhone returns what phone numbers are compared by: the digits, with a leading + kept, and without the codes of China
// and North America, so that 138-1234-5678 and (+86) 13812345678 are the same, and so are 010-8888 7777 and +86 10 8888 7777, and
// (415) 555-0132 and +1 415 555 0132. An extension is left out: with and without it a number is the same customer's.
// Whoever changes what it makes of a number raises store's keyForm, so that the column is filled anew.
func NormalisePhone(text string) string { return Shorten(atHome(readPhone(text).number), maxPhoneKey) }

// atHome is a number as it is dialled where it is at home, for the countries whose numbers are told from others by their form.
func atHome(number string) string {
	number = atHomeInChina(number)
	if rest, found := strings.CutPrefix(number, "+1"); found && northAmericanDigits.MatchString(rest) {
		return rest
	}
	return number
}

// atHomeInChina is atHome for China's numbers only.
func atHomeInChina(number string) string {
	for {
		next := nationalPhone(number)
		if next == number {
			return number
		}
		number = next
	}
}

// nationalPhone takes one step: 00 is +, and China's numbers are as they are dialled there.
func nationalPhone(number string) string {
	if rest, found := strings.CutPrefix(number, "00"); found {
		return "+" + rest
	}
	rest, found := strings.CutPrefix(number, "+86")
	switch {
	case found && chineseLandline.MatchString(rest):
		return "0" + rest
	case found:
		return rest
	case chineseMobile.MatchString(number):
		return number[len("86"):]
	}
	return number
}

var (
	chineseLandline     = regexp.MustCompile(`^((10|2[0-9])[0-9]{8}|([35679][0-9]|[48][1-9])[0-9]{8,9})$`) // without its 0; 400 and 800 have none
	chineseMobile       = regexp.MustCompile(`^861[3-9][0-9]{9}$`)                                         // the country code without a +
	northAmericanDigits = regexp.MustCompile(`^[2-9][0-9]{2}[2-9][0-9]{6}$`)
)

// validatePhone refuses what is no phone number.
func validatePhone(phone Personal) Errors {
	if err := RefusePhone(phone.Plain()); err != nil {
		return Errors{err}
	}
	return nil
}

// RefusePhone returns what is wrong with a phone number; nil for one that is right, and for "".
func RefusePhone(text string) *Error {
	if text == "" {
		return nil
	}
	if refusal := readPhone(text).refusal; refusal != "" {
		return Invalid(FieldPhone, refusal)
	}
	return nil
}

// PhoneLike reports a text that is nothing but somebody's number: a Chinese mobile or landline with its area code, one of North
// America as it is written there, one with a country code or an extension. Other digits may be a name (12306).
func PhoneLike(text string) bool {
	p, ok := phoneIn(text)
	if !ok {
		return false
	}
	number := atHomeInChina(p.number)
	digits := strings.TrimPrefix(number, "+")
	switch {
	case digits != number || strings.HasPrefix(p.number, "+"):
		return len(digits) >= 8 && len(digits) <= 15
	case p.extension != "":
		return len(digits) >= 7 && len(digits) <= 15
	case strings.HasPrefix(digits, "0"):
		return len(digits) >= 10 && len(digits) <= 12
	case len(digits) == 11 && digits[0] == '1':
		return true
	}
	return groupedPhone.MatchString(p.text)
}

// groupedPhone is a number that its groups say is one: 415-555-0132, (415) 555-0132, 400-800-1234.
var groupedPhone = regexp.MustCompile(`^(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-. ])[0-9]{3}[-. ][0-9]{4}$`)

// PhoneOf returns what a number is compared by where a text may be one, if only a short one: 8888 7777.
func PhoneOf(text string) (number string, ok bool) {
	p, ok := phoneIn(text)
	digits := len(strings.TrimPrefix(p.number, "+"))
	if !ok || digits < 7 || digits > 15 {
		return "", false
	}
	return Shorten(atHome(p.number), maxPhoneKey), true
}

// phoneIn reads a text that may be a number, if it is one.
func phoneIn(text string) (p phoneNumber, ok bool) {
	if len(text) > 100 || strings.IndexFunc(text, unicode.IsDigit) < 0 { // most texts that are looked at are names
		return phoneNumber{}, false
	}
	p = readPhone(text)
	return p, p.refusal == ""
}
