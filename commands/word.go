package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

func wordRoutes() []route {
	return []route{
		{bot.KindSubmission, views.WordModal, models.MayManageWords, (*Commands).submitWord, nil},
		{bot.KindAction, views.WordModeAction, models.MayManageWords, (*Commands).setWordMode, nil},
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

func wantsWordForm(_ *Commands, rest string) bool {
	verb, word := cutWord(rest)
	return wordVerbs[models.NormaliseText(verb)] == wordAdd && word == ""
}

// sensitive shows and changes the list of sensitive words: /crm words [add X|remove X|block|warn].
func (c *Commands) sensitive(ctx context.Context, cl call) (bot.Reply, error) {
	verb, word := cutWord(cl.text)
	word = unescape(word)
	var (
		list   crm.WordList
		err    error
		notice string
	)
	switch known := wordVerbs[models.NormaliseText(verb)]; {
	case verb == "":
		list, err = c.crm.SensitiveWords(ctx, cl.actor)
	case wantsWordForm(c, cl.text):
		return show(views.AddWord(cl.p), ""), nil
	case known == wordAdd:
		notice = "notice.word_added"
		list, err = c.crm.AddWord(ctx, cl.operation("/crm words"), word)
	case known == wordRemove:
		notice = "notice.word_removed"
		list, err = c.crm.RemoveWord(ctx, cl.operation("/crm words"), word)
	case models.WordMode(known).Valid():
		list, err = c.crm.SetWordMode(ctx, cl.operation("/crm words"), models.WordMode(known))
	default:
		err = models.Invalid("", "error.unknown_word_verb", "Word", verb)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.wordList(cl, list, notice, word)), nil
}

func (c *Commands) wordList(cl call, list crm.WordList, notice, word string) views.Message {
	message := views.Words(cl.p, list.Words, list.Mode)
	if notice != "" {
		message = views.WordChanged(cl.p, notice, word, message)
	}
	return message
}

func (c *Commands) submitWord(ctx context.Context, cl call) (bot.Reply, error) {
	word := cl.Form.Get(string(models.InputWord))
	list, err := c.crm.AddWord(ctx, cl.operation("modal word.add"), word)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.wordList(cl, list, "notice.word_added", word)), nil
}

func (c *Commands) setWordMode(ctx context.Context, cl call) (bot.Reply, error) {
	list, err := c.crm.SetWordMode(ctx, cl.operation("button word.mode"), models.WordMode(cl.Value))
	if err != nil {
		return bot.Reply{}, err
	}
	return at(bot.Replace, c.wordList(cl, list, "", "")), nil
}

// written is a text somebody wrote, and where.
type written struct {
	input models.Input
	text  string
}

// warned names above an answer the first sensitive word in what was saved: there is one only where words warn instead
// of blocking.
func (c *Commands) warned(cl call, m views.Message, texts ...written) views.Message {
	rules := c.crm.Rules(cl.User.Zone.String())
	if !rules.Warn {
		return m
	}
	for _, t := range texts {
		if word, found := rules.Sensitive.Find(t.text); found {
			return views.WithWarning(cl.p, t.input, word, m)
		}
	}
	return m
}
