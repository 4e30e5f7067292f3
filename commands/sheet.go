package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
)

// SheetReader is who asks, as sheets speak with them. A sheet says the same few words thousands of times.
func (c *Frame) SheetReader(cl Call) sheets.Reader {
	said := map[string]string{}
	word := func(key string) (string, bool) {
		text, known := said[key]
		if !known && cl.Printer.Has(key) {
			text = cl.Printer.T(key)
		}
		said[key] = text
		return text, text != ""
	}
	return sheets.Reader{Word: word, Language: cl.Printer.Language(), Zone: cl.User.Zone}
}

// Naming lets a sheet write people's names beside their IDs; who can't be looked up stays an ID.
func (c *Frame) Naming(ctx context.Context, r sheets.Reader) sheets.Reader {
	called := map[string]string{}
	r.Person = func(id string) string {
		name, known := called[id]
		if !known {
			name = c.CRM.NameOf(ctx, id)
			called[id] = name
		}
		return name
	}
	return r
}

// SheetWords are the words of each language, by which the columns of files are known.
func (c *Frame) SheetWords() []mapping.Word {
	var words []mapping.Word
	for _, language := range i18n.Languages() {
		p := c.In(language)
		words = append(words, func(key string) (string, bool) {
			if !p.Has(key) {
				return "", false
			}
			return p.T(key), true
		})
	}
	return words
}
