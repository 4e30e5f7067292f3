package word

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What may be done with the list of sensitive words, by the words for it.
const (
	wordAdd    = "add"
	wordExcept = "except"
	wordRemove = "remove"
)

var wordVerbs = map[string]string{
	"add": wordAdd, "添加": wordAdd, "增加": wordAdd, "except": wordExcept, "exception": wordExcept, "allow": wordExcept, "例外": wordExcept, "允许": wordExcept,
	"remove": wordRemove, "delete": wordRemove, "删除": wordRemove, "移除": wordRemove,
	"block": string(models.WordsBlock), "禁止": string(models.WordsBlock), "warn": string(models.WordsWarn), "提醒": string(models.WordsWarn),
}

// readWords shows and changes the list of sensitive words: /crm words [add X|except X|remove X|block|warn].
func (h handlers) readWords(text string) commands.Step {
	verb, word := commands.CutWord(text)
	known := wordVerbs[models.NormaliseText(verb)]
	if known == wordAdd && word == "" {
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Show(addWord(cl.Printer), ""), nil
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		return h.sensitive(ctx, cl, verb, known, commands.Unescape(word))
	})
}

// sensitive does what a verb, as it was typed and as it is known, says with the list.
func (h handlers) sensitive(ctx context.Context, cl commands.Call, verb, known, word string) (bot.Reply, error) {
	var (
		list   crm.WordList
		err    error
		notice string
	)
	switch {
	case verb == "":
		list, err = h.CRM.SensitiveWords(ctx, cl.Actor)
	case known == wordAdd:
		notice = "notice.word_added"
		list, err = h.CRM.AddWord(ctx, cl.Operation("/crm words"), word)
	case known == wordExcept:
		notice = "notice.exception_added"
		list, err = h.CRM.AddWordException(ctx, cl.Operation("/crm words"), word)
	case known == wordRemove:
		notice = "notice.word_removed"
		list, err = h.CRM.RemoveWord(ctx, cl.Operation("/crm words"), word)
	case models.WordMode(known).Valid():
		list, err = h.CRM.SetWordMode(ctx, cl.Operation("/crm words"), models.WordMode(known))
	default:
		err = models.Invalid("", "error.unknown_word_verb", "Word", verb)
	}
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.wordList(cl, list, notice, word)), nil
}

func (h handlers) wordList(cl commands.Call, list crm.WordList, notice, word string) surface.Message {
	message := shownWords(cl.Printer, list)
	if notice != "" {
		message = wordChanged(cl.Printer, notice, word, message)
	}
	return message
}

func (h handlers) submitWord(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	word := cl.Form.Get(string(models.InputWord))
	list, err := h.CRM.AddWord(ctx, cl.Operation("modal word.add"), word)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.wordList(cl, list, "notice.word_added", word)), nil
}

func (h handlers) setWordMode(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	list, err := h.CRM.SetWordMode(ctx, cl.Operation("button word.mode"), models.WordMode(cl.Value))
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, h.wordList(cl, list, "", "")), nil
}
