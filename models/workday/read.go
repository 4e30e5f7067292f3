package workday

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

// MaxName is how many characters the name of an own date may have in each language.
const MaxName = 50

// workMark is the word behind the date of a workday.
const workMark = "work"

// Read reads a team's own dates, one a line:
//
//	2027-02-15 春节 | Spring Festival
//	2027-02-20 work 调休 | make-up day
//
// The first is a day off, the second a workday. One name serves for both languages. Empty lines and what follows a #
// are skipped. The error names every line that can't be read, and there are no dates then.
func Read(r io.Reader) ([]Entry, error) {
	var entries []Entry
	var errs []error
	seen := map[models.Date]int{}
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		line, _, _ := strings.Cut(strings.TrimPrefix(lines.Text(), "\ufeff"), "#")
		if strings.TrimSpace(line) == "" {
			continue
		}
		e, err := readLine(line)
		if first := seen[e.Date]; err == nil && first > 0 {
			err = fmt.Errorf("%s stands in line %d already", e.Date, first)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("line %d: %w", number, err))
			continue
		}
		seen[e.Date] = number
		entries = append(entries, e)
	}
	if err := lines.Err(); err != nil {
		errs = append(errs, fmt.Errorf("read own dates: %w", err))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return entries, nil
}

func readLine(line string) (Entry, error) {
	if !utf8.ValidString(line) {
		return Entry{}, errors.New("is not in UTF-8")
	}
	day, rest, _ := strings.Cut(strings.Join(strings.Fields(line), " "), " ")
	date, err := models.ParseDate(day)
	if err != nil {
		return Entry{}, fmt.Errorf("%q is not a date; write it like 2027-02-15", day)
	}
	e := Entry{Date: date}
	if word, name, _ := strings.Cut(rest, " "); word == workMark {
		e.Work, rest = true, name
	}
	zh, en, _ := strings.Cut(rest, "|")
	zh, en = strings.TrimSpace(zh), strings.TrimSpace(en)
	e.ZH, e.EN = cmp.Or(zh, en), cmp.Or(en, zh)
	if e.ZH == "" {
		return Entry{}, errors.New("the day's name is missing; write it like 2027-02-15 春节 | Spring Festival")
	}
	for _, name := range []string{e.ZH, e.EN} {
		if utf8.RuneCountInString(name) > MaxName || strings.ContainsFunc(name, unicode.IsControl) {
			return Entry{}, fmt.Errorf("a day's name has at most %d characters, none of them control characters", MaxName)
		}
	}
	return e, nil
}
