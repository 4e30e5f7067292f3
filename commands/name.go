package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// Every command that names a customer reads the name here: the longest piece of the text that is one, without quotes.

// Bounds of the text in which a name is looked for: names have 100 characters at most.
const (
	maxNameText   = 120 // characters
	maxBeginnings = 64
)

// naming is a text that begins with a customer, and where the pieces that may name it end.
type naming struct {
	text       string // as Slack sent it
	beginnings []models.Beginning
	ends       []int // bytes of text
}

// after is what follows the piece that names the customer.
func (n naming) after(at int) string { return trimLead(n.text[n.ends[at]:]) }

// trimLead takes off what stands between a name and the text that goes on.
func trimLead(text string) string {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return IsSeparator(r) || strings.ContainsRune(";；。", r) })
	sign, size := utf8.DecodeRuneInString(text)
	if rest := text[size:]; sign != utf8.RuneError && (unicode.Is(unicode.Pd, sign) || sign == '.' || sign == '·') && startsBlank(rest) {
		return trimLead(rest)
	}
	return text
}

func startsBlank(text string) bool {
	first, _ := utf8.DecodeRuneInString(text)
	return text == "" || IsSpace(first)
}

// newNaming finds where in a text a name at its beginning may end. What stands in quotes at the beginning is the name.
func newNaming(text string) naming {
	text = strings.TrimFunc(text, IsSpace)
	n := naming{text: text}
	first, size := utf8.DecodeRuneInString(text)
	if end, opens := closing(first); opens {
		if at := strings.IndexRune(text[size:], end); at >= 0 {
			n.beginnings = []models.Beginning{{Text: Unescape(strings.TrimFunc(text[size:size+at], IsSpace))}}
			n.ends = []int{size + at + utf8.RuneLen(end)}
			return n
		}
		text = text[size:] // one that is not closed
		n.text = text
	}
	letters := 0
	for at := 0; at < len(text) && letters < maxNameText && len(n.ends) < maxBeginnings; letters++ {
		at += entityAt(text[at:])
		n.cut(at)
	}
	return n
}

// entityAt returns how long the character is with which a text begins, or the entity or link in which Slack wrote it.
func entityAt(text string) int {
	for open, end := range map[byte]string{'<': ">", '&': ";"} {
		if text[0] != open {
			continue
		}
		if at := strings.Index(text, end); at > 0 && (open == '<' || at <= len("&amp")) {
			return at + 1
		}
	}
	_, size := utf8.DecodeRuneInString(text)
	return size
}

// cut notes that a name may end at a place of the text, where it may.
func (n *naming) cut(at int) {
	before, _ := utf8.DecodeLastRuneInString(n.text[:at])
	rest := n.text[at:]
	next, size := utf8.DecodeRuneInString(rest)
	if IsSpace(before) || IsSeparator(before) {
		return
	}
	whole := rest == "" || IsSpace(next) || IsSeparator(next) || strings.ContainsRune(";；。！？!?()（）", next)
	if !whole && !isLetter(next) { // Contoso. met
		whole = startsBlank(rest[size:])
	}
	if glued := !whole && (models.IsDense(before) || models.IsDense(next)); whole || glued {
		n.ends = append(n.ends, at)
		n.beginnings = append(n.beginnings, models.Beginning{
			Text: Unescape(n.text[:at]), Glued: glued, Marked: rest != "" && strings.ContainsRune(models.NameMarks, next),
		})
	}
}

func isLetter(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.M) }

// Named reads the customer that a text begins with, and what follows. Of several it returns a *whichError.
func (c *Frame) Named(ctx context.Context, cl Call, text string) (customer models.Customer, rest string, err error) {
	n := newNaming(text)
	customer, at, err := c.CRM.ResolveBeginning(ctx, cl.Actor, n.beginnings)
	if err != nil {
		return models.Customer{}, "", n.which(err)
	}
	return customer, n.after(at), nil
}

// NamedExactly is named for a text that begins with a code or a customer's whole name; found is false otherwise.
func (c *Frame) NamedExactly(ctx context.Context, cl Call, text string) (customer models.Customer, rest string, found bool, err error) {
	n := newNaming(text)
	customer, at, err := c.CRM.ExactBeginning(ctx, cl.Actor, n.beginnings)
	if err != nil || at < 0 {
		return models.Customer{}, "", false, n.which(err)
	}
	return customer, n.after(at), true, nil
}

// Whole is the name of a text that is nothing else, as it was meant: without quotes around it and signs behind it.
func Whole(text string) string {
	text = strings.TrimFunc(Unquote(strings.TrimFunc(text, IsSpace)), IsSpace)
	trimmed := strings.TrimRightFunc(text, func(r rune) bool { return IsSeparator(r) || strings.ContainsRune(";；。！？", r) })
	if trimmed == "" {
		trimmed = text
	}
	return Unescape(Unquote(trimmed))
}

// Resolve reads a text that names a customer and nothing else; rest is what the command goes on with when one of several
// is chosen.
func (c *Frame) Resolve(ctx context.Context, cl Call, text, rest string) (models.Customer, error) {
	customer, err := c.CRM.ResolveCustomer(ctx, cl.Actor, Whole(text))
	return customer, Among(err, "", rest)
}

// ResolveAny is Resolve for what may be asked of archived and erased customers too; verb is what stands before the name.
func (c *Frame) ResolveAny(ctx context.Context, cl Call, verb, text string) (models.Customer, error) {
	customer, err := c.CRM.ResolveAny(ctx, cl.Actor, Whole(text))
	return customer, Among(err, verb, "")
}

// whichError says that a name could be several customers, each with what would follow it.
type whichError struct {
	*models.AmbiguousError
	verb  string   // what stands between the command and the name
	rests []string // of each candidate
}

// which returns an error with what would follow the name of each candidate.
func (n naming) which(err error) error {
	ambiguous := (*models.AmbiguousError)(nil)
	if !errors.As(err, &ambiguous) {
		return err
	}
	which := &whichError{AmbiguousError: ambiguous}
	for _, at := range ambiguous.At {
		which.rests = append(which.rests, n.after(at))
	}
	return which
}

// Among returns an error with what stands before and behind a name that could be several customers.
func Among(err error, verb, rest string) error {
	if ambiguous := (*models.AmbiguousError)(nil); errors.As(err, &ambiguous) {
		return &whichError{ambiguous, verb, slices.Repeat([]string{rest}, len(ambiguous.Candidates))}
	}
	return err
}

// Around returns an error with what else stands before and behind a name that could be several customers.
func Around(err error, before, behind string) error {
	which := (*whichError)(nil)
	if !errors.As(err, &which) {
		return err
	}
	around := &whichError{which.AmbiguousError, strings.TrimSpace(before + " " + which.verb), slices.Clone(which.rests)}
	for i, rest := range around.rests {
		around.rests[i] = strings.TrimSpace(rest + " " + behind)
	}
	return around
}

// askWhich shows the customers a name could mean; the chosen one's button runs the command again with its code and what
// follows the name. A text that is too long for a button stands below them, to be pasted.
func (c *Frame) askWhich(cl Call, command string, which *whichError) bot.Reply {
	command = strings.TrimSpace(command + " " + which.verb)
	long := false
	message := views.Candidates(cl.Reader(), which.Words, which.Candidates, func(i int) string {
		again := command + " " + which.Candidates[i].Code
		rest := which.rests[i]
		if len(again)+1+len(rest) > views.MaxRunText {
			rest, long = "", true
		}
		return strings.TrimSpace(again + " " + rest)
	})
	if long {
		message = views.Repeating(views.WithNotice(views.Notice(cl.Printer.T("find.which_long")), message), typed(cl.Request))
	}
	return Say(message)
}

// Unwrap returns what is known of it below the commands.
func (e *whichError) Unwrap() error { return e.AmbiguousError }
