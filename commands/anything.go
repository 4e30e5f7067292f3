package commands

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// greetings are what people say first, in either language: the answer is what there is to do.
var greetings = []string{
	"hi", "hello", "hey", "hi there", "hello there", "good morning", "good afternoon", "good evening", "start",
	"你好", "您好", "你好啊", "嗨", "哈喽", "早", "早上好", "上午好", "下午好", "晚上好", "在吗", "在么", "开始",
}

// anything answers a text that begins with no subcommand: with what there is to do where it is a greeting, with the customer
// where it names one (by code, name, a piece of the name, phone, email or contact), with the few that it may name, with the record whose code
// it begins with, with what it comes to where it tells of something, and else with the subcommands that are like its first word.
func (c *Frame) anything(ctx context.Context, cl Call, text string) (bot.Reply, error) {
	words := Whole(text)
	if slices.Contains(greetings, strings.TrimRight(models.NormaliseText(words), "!~,.！～，。 ")) {
		return c.bare(ctx, cl)
	}
	name, rest := CutWord(text)
	runs := c.like(name, rest)
	customer, err := c.ResolveAny(ctx, cl, "", text)
	which := (*whichError)(nil)
	_, isCode := models.ParseCode(words)
	switch {
	case err == nil:
		return c.GoOn(ctx, cl, c.table.forNames+" "+customer.Code)
	case errors.As(err, &which) && !which.Near:
		return c.askWhich(cl, c.table.forNames, which), nil
	case which == nil && (isCode || !models.IsNotFound(err)):
		return bot.Reply{}, err
	}
	if record, ok := c.coded(text); ok {
		return c.goOnCoded(ctx, cl, record)
	}
	if c.table.sentences != nil {
		if reply, understood, err := c.table.sentences(ctx, cl, text, false); understood || err != nil {
			return reply, err
		}
	}
	if which != nil && len(runs) == 0 {
		return c.askWhich(cl, c.table.forNames, which), nil
	}
	if create, offered := c.Subcommand(c.table.forNobody); offered && len(runs) == 0 && cl.Actor.May(create.Needs) && utf8.RuneCountInString(words) <= maxNewName {
		return unknown(cl, unknownWord("error.unknown_command", words), []string{create.In(cl.Printer.Language()) + " " + text}), nil
	}
	return unknownNear(cl, words, runs), nil
}

// maxNewName is how long a text may be that is offered as the name of a new customer: longer ones are sentences.
const maxNewName = 30

// like returns what might have been meant by a mistyped subcommand, with what follows it.
func (c *Frame) like(name, rest string) []string {
	var runs []string
	for _, near := range nearest(name, c.commandNames()) {
		if run := strings.TrimSpace(near + " " + rest); len(run) <= views.MaxRunText {
			runs = append(runs, run)
		}
	}
	return runs
}

// Unknown answers a word that should have been a subcommand, with those that it may have meant.
func (c *Frame) Unknown(cl Call, word string) bot.Reply {
	return unknownNear(cl, word, c.like(word, ""))
}

func unknownNear(cl Call, words string, runs []string) bot.Reply {
	if len(runs) > 0 {
		return unknown(cl, unknownWord("error.unknown_command_near", words), runs)
	}
	return unknown(cl, unknownWord("error.unknown_command", words), nil)
}

func unknownWord(key, words string) *models.Error {
	return models.NotFound(key, "Word", models.Shorten(words, maxUnknown))
}

// unknown answers what isn't understood with what may have been meant, and gives back what was typed.
func unknown(cl Call, err *models.Error, runs []string) bot.Reply {
	return Say(views.Repeating(views.Suggestion(cl.Printer, err, runs), TypedAway(cl.Request)))
}

// maxUnknown is how much of a text that nobody understands is repeated, in characters.
const maxUnknown = 60
