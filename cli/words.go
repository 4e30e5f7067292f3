package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/sheets"
)

// spoken is the flag of commands whose files people read.
type spoken struct {
	Lang string `help:"The language of the file: zh or en. Without it, the team's." enum:"zh,en," default:"" placeholder:"zh|en"`
}

// language is the one that was asked for, else the team's.
func (s spoken) language(cfg config.Config) string {
	if s.Lang != "" {
		return s.Lang
	}
	return cfg.Team.Language
}

// frameOf is the conversation's frame without a bot, for its words and what it reads.
func frameOf(cfg config.Config, parts commands.Parts) (*commands.Frame, error) {
	parts.Labels, parts.Language = choiceLabels(cfg), cfg.Team.Language
	for _, industry := range cfg.Industries {
		parts.Industries = append(parts.Industries, industry.Key)
	}
	return commands.New(parts, Features()...)
}

// readerOf is who opens a sheet, in the words of a language. A sheet says the same few words thousands of times.
func readerOf(p *i18n.Printer, zone *time.Location) sheets.Reader {
	said := map[string]string{}
	word := func(key string) (string, bool) {
		text, known := said[key]
		if !known && p.Has(key) {
			text = p.T(key)
		}
		said[key] = text
		return text, text != ""
	}
	return sheets.Reader{Word: word, Language: p.Language(), Zone: zone}
}

// writeFile writes a file through a temporary one beside it, so that one that is there already is replaced by a whole one or not at all.
func writeFile(name string, write func(io.Writer) error) error {
	file, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*")
	if err != nil {
		return misuse{fmt.Errorf("write %s: %w", name, err)}
	}
	temporary := file.Name()
	defer os.Remove(temporary) //nolint:errcheck // it is renamed where all went well
	if err := write(file); err != nil {
		_ = file.Close() // what went wrong first counts
		return err
	}
	if err := file.Close(); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	if err := os.Rename(temporary, name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// isCSV reports the name of a CSV file; ok is false for one that is neither that nor an XLSX.
func isCSV(name string) (csv, ok bool) {
	ending := strings.ToLower(filepath.Ext(name))
	return ending == ".csv", ending == ".csv" || ending == ".xlsx"
}
