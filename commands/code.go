package commands

import (
	"context"
	"errors"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// CutCode takes a code, which parse knows, off the beginning of a text, with what separates it from what follows: D001: won. Chinese is written
// without blanks: D001赢单.
func CutCode(text string, parse func(string) (code string, ok bool)) (code, rest string, ok bool) {
	word, rest := CutWord(text)
	if at := strings.IndexFunc(word, IsSeparator); at > 0 {
		if code, ok = parse(word[:at]); ok {
			return code, strings.TrimSpace(strings.TrimLeftFunc(word[at:]+" "+rest, IsSeparator)), true
		}
	}
	if code, ok = parse(word); ok {
		return code, rest, true
	}
	letters := 0 // at the beginning: D, or Ｄ
	end := strings.IndexFunc(word, func(r rune) bool {
		if letters++; letters == 1 {
			return false
		}
		return r >= 0x80 && (r < '０' || r > '９')
	})
	if end <= 0 {
		return "", text, false
	}
	if code, ok = parse(word[:end]); ok {
		return code, strings.TrimSpace(word[end:] + " " + rest), true
	}
	return "", text, false
}

// coded is a text that begins with the code of a record other than a customer, and the subcommand that shows such records.
type coded struct {
	sub        Subcommand
	code, rest string
}

// coded reads the code that a text, which may stand in quotes as a whole, begins with: T006, or D001 won.
func (c *Frame) coded(text string) (coded, bool) { return c.cutCoded(Unquote(strings.TrimSpace(text))) }

// BeginsWithAnothers reports whether a text begins with the code of a record of which a subcommand has none, other than a customer.
func (c *Frame) BeginsWithAnothers(text, subcommand string) bool {
	k, ok := c.cutCoded(text)
	return ok && k.sub.Name != subcommand
}

func (c *Frame) cutCoded(text string) (coded, bool) {
	for _, sub := range c.table.subcommands {
		if sub.Codes == nil {
			continue
		}
		if code, rest, ok := CutCode(text, sub.Codes); ok {
			return coded{sub, code, rest}, true
		}
	}
	return coded{}, false
}

// show is the text that shows the record, in a language.
func (k coded) show(language string) string { return k.sub.In(language) + " " + k.code }

// goOnCoded answers a text that begins with a record's code as the record's subcommand does. A form can't be opened by then: it is offered.
func (c *Frame) goOnCoded(ctx context.Context, cl Call, k coded) (bot.Reply, error) {
	run := strings.TrimSpace(k.show(cl.Printer.Language()) + " " + k.rest)
	if c.ReadCommand(run).opens {
		return unknownNear(cl, TypedAway(cl.Request), []string{run}), nil
	}
	return c.GoOn(ctx, cl, run)
}

// ShowCoded shows the record, other than a customer, whose code a text is; ok is false where it is none.
func (c *Frame) ShowCoded(ctx context.Context, cl Call, text string) (reply bot.Reply, ok bool, err error) {
	k, ok := c.coded(text)
	if !ok || k.rest != "" {
		return bot.Reply{}, false, nil
	}
	reply, err = c.GoOn(ctx, cl, k.show(cl.Printer.Language()))
	return reply, true, err
}

// elsewhere answers what was to be done with a customer, which was not found by another record's code: the record is shown where showing was
// all that was wanted, else offered.
func (c *Frame) elsewhere(ctx context.Context, cl Call, sub Subcommand, err error) (reply bot.Reply, ok bool, failed error) {
	refused := (*models.Error)(nil)
	if !errors.As(err, &refused) || refused.Key != crm.NoCustomer {
		return bot.Reply{}, false, nil
	}
	words, _ := refused.Args["Words"].(string)
	if sub.Name == c.table.forNames {
		return c.ShowCoded(ctx, cl, words)
	}
	k, ok := c.coded(words)
	if !ok {
		return bot.Reply{}, false, nil
	}
	return unknown(cl, models.NotFound("error.no_customers_code", "Code", k.code), []string{k.show(cl.Printer.Language())}), true, nil
}
