package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// WordFeature is sensitive words.
func WordFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "words", Aliases: []string{"敏感词", "word"}, Needs: models.MayManageWords, Read: c.readWords},
		},
		Ways: []Way{
			{Kind: bot.KindSubmission, Name: views.WordModal, Needs: models.MayManageWords, Run: c.submitWord, Inputs: []models.Input{models.InputWord}},
			{Kind: bot.KindAction, Name: views.WordModeAction, Needs: models.MayManageWords, Run: c.setWordMode},
		},
	}
}

// What may be done with the list of sensitive words, by the words for it.
const (
	wordAdd    = "add"
	wordRemove = "remove"
)

var wordVerbs = map[string]string{
	"add": wordAdd, "添加": wordAdd, "增加": wordAdd, "remove": wordRemove, "delete": wordRemove, "删除": wordRemove, "移除": wordRemove,
	"block": string(models.WordsBlock), "禁止": string(models.WordsBlock), "warn": string(models.WordsWarn), "提醒": string(models.WordsWarn),
}

// readWords shows and changes the list of sensitive words: /crm words [add X|remove X|block|warn].
func (c *Frame) readWords(text string) Step {
	verb, word := cutWord(text)
	known := wordVerbs[models.NormaliseText(verb)]
	if known == wordAdd && word == "" {
		return Opens(func(_ context.Context, cl Call) (bot.Reply, error) {
			return Show(views.AddWord(cl.Printer), ""), nil
		})
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) {
		return c.sensitive(ctx, cl, verb, known, unescape(word))
	})
}

// sensitive does what a verb, as it was typed and as it is known, says with the list.
func (c *Frame) sensitive(ctx context.Context, cl Call, verb, known, word string) (bot.Reply, error) {
	var (
		list   crm.WordList
		err    error
		notice string
	)
	switch {
	case verb == "":
		list, err = c.CRM.SensitiveWords(ctx, cl.Actor)
	case known == wordAdd:
		notice = "notice.word_added"
		list, err = c.CRM.AddWord(ctx, cl.Operation("/crm words"), word)
	case known == wordRemove:
		notice = "notice.word_removed"
		list, err = c.CRM.RemoveWord(ctx, cl.Operation("/crm words"), word)
	case models.WordMode(known).Valid():
		list, err = c.CRM.SetWordMode(ctx, cl.Operation("/crm words"), models.WordMode(known))
	default:
		err = models.Invalid("", "error.unknown_word_verb", "Word", verb)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.wordList(cl, list, notice, word)), nil
}

func (c *Frame) wordList(cl Call, list crm.WordList, notice, word string) surface.Message {
	message := views.Words(cl.Printer, list.Words, list.Mode)
	if notice != "" {
		message = views.WordChanged(cl.Printer, notice, word, message)
	}
	return message
}

func (c *Frame) submitWord(ctx context.Context, cl Call) (bot.Reply, error) {
	word := cl.Form.Get(string(models.InputWord))
	list, err := c.CRM.AddWord(ctx, cl.Operation("modal word.add"), word)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.wordList(cl, list, "notice.word_added", word)), nil
}

func (c *Frame) setWordMode(ctx context.Context, cl Call) (bot.Reply, error) {
	list, err := c.CRM.SetWordMode(ctx, cl.Operation("button word.mode"), models.WordMode(cl.Value))
	if err != nil {
		return bot.Reply{}, err
	}
	return SayAt(bot.Replace, c.wordList(cl, list, "", "")), nil
}

// written is a text somebody wrote, and where.
type written struct {
	input models.Input
	text  string
}

// warned names above an answer the first sensitive word in what was saved: there is one only where words warn instead
// of blocking.
func (c *Frame) warned(cl Call, m surface.Message, texts ...written) surface.Message {
	rules := c.CRM.Rules(cl.User.Zone.String())
	if !rules.Warn {
		return m
	}
	for _, t := range texts {
		if word, found := rules.Sensitive.Find(t.text); found {
			return views.WithWarning(cl.Printer, t.input, word, m)
		}
	}
	return m
}
