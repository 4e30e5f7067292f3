package commands

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Said is what a submitted form of a customer, or of one of its contacts, says: the values of its fields, and the choices for those
// in conflict.
type Said struct {
	Set    map[models.Field]string // but what is to stay as somebody else saved it
	Seen   models.EditBase
	fields []models.Field
	chosen map[models.Field]string
}

// SaidIn reads a form that has these fields and showed a version; at is the version at which the person chose in a conflict.
func SaidIn(c Call, version, at int, fields []models.Field) Said {
	read := Said{map[models.Field]string{}, models.EditBase{Version: version, At: at}, fields, map[models.Field]string{}}
	for _, field := range fields {
		keep := c.Form.Get(views.KeepBlock(field))
		if keep != "" {
			read.chosen[field] = keep
		}
		if keep == views.KeepMine {
			read.Seen.Decided = append(read.Seen.Decided, field)
		}
		if keep != views.KeepTheirs {
			read.Set[field] = Entered(c.Form, field)
		}
	}
	return read
}

// Entered returns what was entered for a field; where several options were chosen, all of them.
func Entered(form bot.Form, field models.Field) string { return strings.Join(form[string(field)], ",") }

// Over puts what was meant over a record as the form shows it.
func Over(current interface {
	Set(field models.Field, value string) error
}, conflict *models.ConflictError,
) {
	for field, value := range conflict.Mine {
		_ = current.Set(field, value) // one that can't be set is shown as it is
	}
}

// Reconcile returns a form on top of what somebody else saved meanwhile: what the person changed stays, what they
// left alone is as it is now, and for each field that both changed they choose. Slack keeps what stood in the inputs,
// also in those left alone: so the form goes on knowing the version it began with, and the conflict's as the one at which they
// choose. Earlier choices stay, for when somebody changed another field again.
func (s Said) Reconcile(cl Call, form surface.Modal, conflict *models.ConflictError, custom ...models.CustomField) surface.Modal {
	for _, field := range s.fields {
		asked := slices.ContainsFunc(conflict.Fields, func(other models.FieldConflict) bool { return other.Field == field })
		if s.chosen[field] != "" && !asked {
			conflict.Fields = append(conflict.Fields, models.FieldConflict{Field: field, Mine: Entered(cl.Form, field), Theirs: conflict.Current.Get(field)})
		} else if asked {
			delete(s.chosen, field) // it was changed again: a new decision
		}
	}
	return views.ReconcileForm(cl.Reader(), form, conflict, s.chosen, custom...)
}
