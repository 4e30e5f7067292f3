package models

import (
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/net/idna"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Limits of an address, in octets (RFC 5321, section 4.5.3.1).
const (
	maxEmail = 254
	maxLocal = 64
)

// networkDomains brings a domain into the form of the network, and refuses what is none (RFC 5891): letters of any script, digits and
// hyphens, in labels of at most 63 octets.
var networkDomains = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.CheckHyphens(false))

// CleanEmail returns what is kept of an address that somebody typed or pasted: the address alone, of mailto:a@b.example or
// "Name" <a@b.example>, in half width and without what is invisible. What is no address stays as Clean has it, for the rules to refuse
// and for the person to correct.
func CleanEmail(text string) string {
	cleaned := key.Clean(text)
	if address := addressIn(cleaned); validEmail(address) {
		return address
	}
	return cleaned
}

var (
	mailLabel  = regexp.MustCompile(`(?i)^(?:e-?mail|mail|邮箱|电子邮箱|电子邮件|邮件|郵箱|メール|이메일)\s*[:：]\s*`)
	inBrackets = regexp.MustCompile(`<\s*([^<>\s]+)\s*>\s*$`)
	blankAt    = regexp.MustCompile(`\s*@\s*`)
	fullStops  = strings.NewReplacer("。", ".", "｡", ".", "．", ".")
	aroundMail = " \t\n,;:，；：、<>()（）[]【】\"'“”‘’《》"
)

// addressIn returns the address that a text holds besides a name, a scheme or signs around it, as it seems.
func addressIn(text string) string {
	if strings.IndexFunc(text, beyondAddress) < 0 { // there is nothing around it
		return text
	}
	text = strings.TrimSpace(key.Visible(text))
	text = mailLabel.ReplaceAllString(text, "")
	if rest, link := cutFold(text, "mailto:"); link {
		text, _, _ = strings.Cut(rest, "?")
		if plain, err := url.PathUnescape(text); err == nil {
			text = plain
		}
	}
	if inner := inBrackets.FindStringSubmatch(text); inner != nil {
		text = inner[1]
		if rest, link := cutFold(text, "mailto:"); link {
			text = rest
		}
	} else if parsed, err := mail.ParseAddress(text); err == nil {
		text = parsed.Address
	}
	text = blankAt.ReplaceAllString(strings.Trim(text, aroundMail), "@")
	at := strings.LastIndexByte(text, '@')
	return text[:at+1] + fullStops.Replace(text[at+1:])
}

// beyondAddress reports what the usual address hasn't.
func beyondAddress(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '@' && r != '.' && r != '-' && r != '_' && r != '+'
}

// cutFold takes a beginning off a text, in whatever case it is written.
func cutFold(text, beginning string) (rest string, found bool) {
	if len(text) < len(beginning) || !strings.EqualFold(text[:len(beginning)], beginning) {
		return text, false
	}
	return text[len(beginning):], true
}

// validEmail reports an address and nothing else.
func validEmail(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > maxLocal || !isDomain(address[at+1:]) {
		return false
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Address != address {
		return false
	}
	compared := NormaliseEmail(address)
	local := strings.LastIndexByte(compared, '@') // compatible forms may be many times as long
	ascii, err := networkDomains.ToASCII(address[at+1:])
	return err == nil && local <= maxLocal && at+len("@")+len(ascii) <= maxEmail && len(compared) <= maxEmail && isTopLevel(ascii)
}

// isTopLevel reports a domain that ends in a label which is no number.
func isTopLevel(domain string) bool {
	return strings.Trim(domain[strings.LastIndexByte(domain, '.')+1:], "0123456789") != ""
}

func validateEmail(email string) Errors {
	if err := RefuseEmail(email); err != nil {
		return Errors{err}
	}
	return nil
}

// RefuseEmail returns what is wrong with an address; nil for one that is right, and for "".
func RefuseEmail(email string) *Error {
	if email != "" && !validEmail(email) {
		return Invalid(FieldEmail, "error.bad_email")
	}
	return nil
}

// isDomain reports labels of letters, in any script, digits and hyphens, at least two; a hyphen stands within a label. It is as long
// as the network takes (RFC 1035, section 2.3.4). The domain of an email and the host of a website keep the same rule.
func isDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 || slices.ContainsFunc(labels, func(label string) bool {
		return label == "" || strings.HasPrefix(label, "-") || strings.HasSuffix(label, "-") || strings.ContainsFunc(label, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && r != '-'
		})
	}) {
		return false
	}
	_, err := networkDomains.ToASCII(domain)
	return err == nil
}

// NormaliseEmail returns what addresses are compared by: the address that a text holds, in compatible forms and lower case, its
// domain as the network has it, so that 例子.公司 and its xn-- form are one. What is no address is compared as it is, in lower case.
// Whoever changes what it makes of an address raises store's keyForm, so that the column is filled anew.
func NormaliseEmail(text string) string {
	for {
		compared := emailKey(text)
		if compared == text {
			return compared
		}
		text = compared
	}
}

// emailKey takes one step: mailto: may stand before mailto:.
func emailKey(text string) string {
	address := strings.ToLower(addressIn(text))
	at := strings.LastIndexByte(address, '@')
	if at < 0 {
		return Shorten(strings.Join(strings.Fields(strings.ToLower(key.Visible(text))), " "), maxEmail)
	}
	domain, err := networkDomains.ToASCII(address[at+1:])
	if err != nil {
		domain = address[at+1:]
	}
	return Shorten(address[:at+1]+domain, maxEmail)
}

// EmailLike reports a text that is nothing but an address.
func EmailLike(text string) bool {
	if len(text) > 2*maxEmail {
		return false
	}
	local, domain, found := strings.Cut(addressIn(text), "@")
	return found && local != "" && len(local)+len(domain) < maxEmail && strings.Contains(domain, ".") && !strings.ContainsAny(local+domain, " \t\n@")
}
