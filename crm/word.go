package crm

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// WordList is the words that must not stand in notes, opportunities and logs, and what happens when they do.
type WordList struct {
	Words []string // the configured ones first, then those added in Slack, in the order in which they were
	Mode  models.WordMode
}

// keptWords is what was changed in Slack of the configured list. Words that are configured later on are in force at
// once, unless they were removed here.
type keptWords struct {
	Added   []string        `json:"added,omitempty"`
	Removed []string        `json:"removed,omitempty"`
	Mode    models.WordMode `json:"mode,omitempty"`
}

// check refuses what SetWordMode never saved.
func (k keptWords) check() error {
	if k.Mode != "" && !k.Mode.Valid() {
		return fmt.Errorf("there is no mode %q", k.Mode)
	}
	return nil
}

func configuredWords(team Team) WordList {
	list := WordList{Words: slices.Clone(team.Words), Mode: team.WordMode}
	if list.Mode == "" {
		list.Mode = models.WordsBlock
	}
	return list
}

// over returns the configured list with what was changed.
func (k keptWords) over(team Team) WordList {
	list := configuredWords(team)
	list.Words = slices.DeleteFunc(append(list.Words, k.Added...), func(word string) bool {
		return slices.ContainsFunc(k.Removed, func(removed string) bool { return models.SameWord(word, removed) })
	})
	if k.Mode != "" {
		list.Mode = k.Mode
	}
	return list
}

// Limits of what is added in Slack to the list of sensitive words.
const (
	maxWord  = 50 // characters
	maxWords = 500
)

// SensitiveWords returns the list as it is in force. An error says that it can't be read.
func (s *Service) SensitiveWords(_ context.Context, actor models.Actor) (WordList, error) {
	if err := permit(actor, models.MayManageWords); err != nil {
		return WordList{}, err
	}
	known := s.remembered()
	return known.words, known.damaged
}

// AddWord puts a word on the list, and returns the list.
func (s *Service) AddWord(ctx context.Context, op models.Operation, word string) (WordList, error) {
	word = strings.Join(strings.Fields(clean(word)), " ")
	switch {
	case len([]rune(word)) > maxWord:
		return WordList{}, models.Invalid(models.InputWord, "error.too_long", "Field", models.InputWord, "Max", maxWord, "Got", len([]rune(word)))
	case !models.IsWord(word):
		return WordList{}, models.Invalid(models.InputWord, "error.no_word")
	}
	return s.changeWords(ctx, op, func(kept *keptWords, list WordList) (before, after string, err error) {
		if slices.ContainsFunc(list.Words, func(other string) bool { return models.SameWord(word, other) }) {
			return "", "", models.Invalid(models.InputWord, "error.word_known", "Word", word)
		}
		if len(list.Words) >= maxWords {
			return "", "", models.Invalid(models.InputWord, "error.too_many_words", "Max", maxWords)
		}
		kept.Removed = slices.DeleteFunc(kept.Removed, func(other string) bool { return models.SameWord(word, other) })
		if !slices.ContainsFunc(s.team.Words, func(other string) bool { return models.SameWord(word, other) }) {
			kept.Added = append(kept.Added, word)
		}
		return "", word, nil
	})
}

// RemoveWord takes a word off the list, a configured one too, and returns the list.
func (s *Service) RemoveWord(ctx context.Context, op models.Operation, word string) (WordList, error) {
	return s.changeWords(ctx, op, func(kept *keptWords, list WordList) (before, after string, err error) {
		at := slices.IndexFunc(list.Words, func(other string) bool { return models.SameWord(word, other) })
		if at < 0 {
			return "", "", models.Invalid(models.InputWord, "error.word_unknown", "Word", models.Shorten(word, maxWord))
		}
		same := func(other string) bool { return models.SameWord(word, other) }
		kept.Added = slices.DeleteFunc(kept.Added, same)
		if slices.ContainsFunc(s.team.Words, same) {
			kept.Removed = append(kept.Removed, list.Words[at])
		}
		return list.Words[at], "", nil
	})
}

// SetWordMode says what happens when a sensitive word is written, and returns the list.
func (s *Service) SetWordMode(ctx context.Context, op models.Operation, mode models.WordMode) (WordList, error) {
	if !mode.Valid() {
		return WordList{}, models.Invalid(models.InputMode, "error.unknown_mode", "Value", models.Shorten(string(mode), 50))
	}
	return s.changeWords(ctx, op, func(kept *keptWords, list WordList) (before, after string, err error) {
		kept.Mode = mode
		return string(list.Mode), string(mode), nil
	})
}

// changeWords changes what is kept of the list; alter says what it was and is, for the audit log.
func (s *Service) changeWords(ctx context.Context, op models.Operation, alter func(*keptWords, WordList) (before, after string, err error)) (WordList, error) {
	if err := permit(op.Actor, models.MayManageWords); err != nil {
		return WordList{}, err
	}
	var list WordList
	err := s.changeSettings(ctx, op, func(c *change, all stored) error {
		kept, err := settingWords.read(all)
		if err != nil {
			return err
		}
		before, after, err := alter(&kept, kept.over(s.team))
		if err != nil {
			return err
		}
		input := models.InputWord
		if models.WordMode(after).Valid() && models.WordMode(before).Valid() {
			input = models.InputMode
		}
		if before != after {
			c.noteInput(models.EntitySettings, 0, 0, models.ActionUpdate, input, before, after)
		}
		list = kept.over(s.team)
		return settingWords.save(ctx, c, kept)
	})
	return list, err
}
