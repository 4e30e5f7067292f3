package crm

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// WordList is the words that must not stand in notes, opportunities and logs, and what happens when they do.
type WordList struct {
	Words      []string // the configured ones first, then those added in Slack, in the order in which they were
	Exceptions []string // longer words in which none of them is meant, as added in Slack
	BuiltIn    []string // those that the program brings, without the removed ones
	Mode       models.WordMode
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

// keptExceptions is what was changed in Slack of the list of exceptions.
type keptExceptions struct {
	Added   []string `json:"added,omitempty"`
	Removed []string `json:"removed,omitempty"` // built-in ones
}

// check refuses what AddWordException never saved.
func (k keptExceptions) check() error {
	if !slices.ContainsFunc(k.Added, func(word string) bool { return !models.IsWord(word) }) {
		return nil
	}
	return errors.New("an exception has no letter in it")
}

func configuredWords(team Team) WordList {
	list := WordList{Words: slices.Clone(team.Words), Mode: team.WordMode}
	if list.Mode == "" {
		list.Mode = models.WordsBlock
	}
	return list
}

// over returns the configured list with what was changed.
func (k keptWords) over(team Team, excepted keptExceptions) WordList {
	list := configuredWords(team)
	list.Exceptions = slices.Clone(excepted.Added)
	list.BuiltIn = slices.DeleteFunc(models.WordExceptions(), func(word string) bool { return hasWord(excepted.Removed, word) })
	list.Words = slices.DeleteFunc(append(list.Words, k.Added...), func(word string) bool { return hasWord(k.Removed, word) })
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

// hasWord reports whether a word stands among others, however it is written.
func hasWord(words []string, word string) bool {
	return slices.ContainsFunc(words, func(other string) bool { return models.SameWord(word, other) })
}

// withoutWord returns words without one, however it is written.
func withoutWord(words []string, word string) []string {
	return slices.DeleteFunc(words, func(other string) bool { return models.SameWord(word, other) })
}

// cleanWord returns a word as the lists keep it, or why they don't.
func cleanWord(word string) (string, error) {
	word = strings.Join(strings.Fields(clean(word)), " ")
	switch {
	case len([]rune(word)) > maxWord:
		return "", models.Invalid(models.InputWord, "error.too_long", "Field", models.InputWord, "Max", maxWord, "Got", len([]rune(word)))
	case !models.IsWord(word):
		return "", models.Invalid(models.InputWord, "error.no_word")
	}
	return word, nil
}

// AddWord puts a word on the list, and returns the list.
func (s *Service) AddWord(ctx context.Context, op models.Operation, word string) (WordList, error) {
	word, err := cleanWord(word)
	if err != nil {
		return WordList{}, err
	}
	return s.changeWords(ctx, op, func(kept *keptWords, _ *keptExceptions, list WordList) (before, after string, err error) {
		if hasWord(list.Words, word) {
			return "", "", models.Invalid(models.InputWord, "error.word_known", "Word", word)
		}
		if len(list.Words) >= maxWords {
			return "", "", models.Invalid(models.InputWord, "error.too_many_words", "Max", maxWords)
		}
		kept.Removed = withoutWord(kept.Removed, word)
		if !hasWord(s.team.Words, word) {
			kept.Added = append(kept.Added, word)
		}
		return "", word, nil
	})
}

// AddWordException puts a longer word on the list of those in which no sensitive word is meant, and returns the list. A
// sensitive word is none.
func (s *Service) AddWordException(ctx context.Context, op models.Operation, word string) (WordList, error) {
	word, err := cleanWord(word)
	if err != nil {
		return WordList{}, err
	}
	return s.changeWords(ctx, op, func(_ *keptWords, excepted *keptExceptions, list WordList) (before, after string, err error) {
		switch {
		case hasWord(list.Exceptions, word) || hasWord(list.BuiltIn, word):
			return "", "", models.Invalid(models.InputWord, "error.exception_known", "Word", word)
		case hasWord(list.Words, word):
			return "", "", models.Invalid(models.InputWord, "error.exception_is_word", "Word", word)
		case len(list.Exceptions) >= maxWords:
			return "", "", models.Invalid(models.InputWord, "error.too_many_words", "Max", maxWords)
		}
		excepted.Removed = withoutWord(excepted.Removed, word)
		if !hasWord(models.WordExceptions(), word) {
			excepted.Added = append(excepted.Added, word)
		}
		return "", exceptionNote + word, nil
	})
}

// exceptionNote stands in front of an exception in the audit log, which has one field for both lists.
const exceptionNote = "≠ "

// RemoveWord takes a word off the list, a configured one too, or else an exception off theirs, and returns the list.
func (s *Service) RemoveWord(ctx context.Context, op models.Operation, word string) (WordList, error) {
	return s.changeWords(ctx, op, func(kept *keptWords, excepted *keptExceptions, list WordList) (before, after string, err error) {
		same := func(other string) bool { return models.SameWord(word, other) }
		if at := slices.IndexFunc(list.Words, same); at >= 0 {
			kept.Added = withoutWord(kept.Added, word)
			if hasWord(s.team.Words, word) {
				kept.Removed = append(kept.Removed, list.Words[at])
			}
			return list.Words[at], "", nil
		}
		all := slices.Concat(list.Exceptions, list.BuiltIn)
		at := slices.IndexFunc(all, same)
		if at < 0 {
			return "", "", models.Invalid(models.InputWord, "error.word_unknown", "Word", models.Shorten(word, maxWord))
		}
		excepted.Added = withoutWord(excepted.Added, word)
		if hasWord(list.BuiltIn, word) {
			excepted.Removed = append(excepted.Removed, all[at])
		}
		return exceptionNote + all[at], "", nil
	})
}

// SetWordMode says what happens when a sensitive word is written, and returns the list.
func (s *Service) SetWordMode(ctx context.Context, op models.Operation, mode models.WordMode) (WordList, error) {
	if !mode.Valid() {
		return WordList{}, models.Invalid(models.InputMode, "error.unknown_mode", "Value", models.Shorten(string(mode), 50))
	}
	return s.changeWords(ctx, op, func(kept *keptWords, _ *keptExceptions, list WordList) (before, after string, err error) {
		kept.Mode = mode
		return string(list.Mode), string(mode), nil
	})
}

// changeWords changes what is kept of the lists; alter says what it was and is, for the audit log.
func (s *Service) changeWords(ctx context.Context, op models.Operation, alter func(*keptWords, *keptExceptions, WordList) (before, after string, err error)) (WordList, error) {
	if err := permit(op.Actor, models.MayManageWords); err != nil {
		return WordList{}, err
	}
	var list WordList
	err := s.changeSettings(ctx, op, func(c *change, all stored) error {
		kept, err := settingWords.read(all)
		if err != nil {
			return err
		}
		excepted, err := settingExcepted.read(all)
		if err != nil {
			return err
		}
		before, after, err := alter(&kept, &excepted, kept.over(s.team, excepted))
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
		list = kept.over(s.team, excepted)
		if err := settingWords.save(ctx, c, kept); err != nil {
			return err
		}
		return settingExcepted.save(ctx, c, excepted)
	})
	return list, err
}
