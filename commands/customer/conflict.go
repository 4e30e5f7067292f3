package customer

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// said is what a submitted form of a customer says: the values of its fields, and the choices for those in conflict.
type said struct {
	fields []models.Field
	set    map[models.Field]string // but what is to stay as somebody else saved it
	seen   models.EditBase
	chosen map[models.Field]string
}

// saidIn reads a form that has these fields.
func saidIn(c commands.Call, edit editing, fields []models.Field) said {
	read := said{fields, map[models.Field]string{}, models.EditBase{Version: edit.Version, At: edit.At}, map[models.Field]string{}}
	for _, field := range fields {
		keep := c.Form.Get(keepBlock(field))
		if keep != "" {
			read.chosen[field] = keep
		}
		if keep == keepMine {
			read.seen.Decided = append(read.seen.Decided, field)
		}
		if keep != keepTheirs {
			read.set[field] = entered(c.Form, field)
		}
	}
	return read
}

// entered returns what was entered for a field; where several options were chosen, all of them.
func entered(form bot.Form, field models.Field) string { return strings.Join(form[string(field)], ",") }

// over returns the customer as it would be with what was meant; current is how the form shows it.
func (s said) over(current models.Customer, conflict *models.ConflictError) models.Customer {
	mine := current
	for field, value := range conflict.Mine {
		_ = mine.Set(field, value) // one that can't be set is shown as it is
	}
	return mine
}

// reconcile shows a form again on top of what somebody else saved meanwhile: what the person changed stays, what they
// left alone is as it is now, and for each field that both changed they choose. Slack keeps what stood in the inputs,
// also in those left alone: so the form goes on knowing the version it began with. Earlier choices stay, for when somebody
// changed another field again.
func reconcile(cl commands.Call, edit editing, form surface.Modal, conflict *models.ConflictError, s said, custom []models.CustomField) bot.Reply {
	for _, field := range s.fields {
		asked := slices.ContainsFunc(conflict.Fields, func(other models.FieldConflict) bool { return other.Field == field })
		if s.chosen[field] != "" && !asked {
			conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: field, Mine: entered(cl.Form, field), Theirs: conflict.Current.Get(field)})
		} else if asked {
			delete(s.chosen, field) // it was changed again: a new decision
		}
	}
	edit.At = conflict.Current.Version
	return commands.Renew(Reconcile(cl.Reader(), form, conflict, s.chosen, custom...), edit)
}
