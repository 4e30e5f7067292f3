package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/sheets"
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
