package crm

import (
	"context"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// What admins define for the team, custom fields, pipelines and their stages, is never deleted: it has two names, a place among its like and
// a version, and may be taken out of use and back.

// definition is what the definitions have in common, by the places where they keep it.
type definition struct {
	entity   string // as the audit log has it
	id       int64
	labels   []models.LabelAt
	zh, en   string
	retired  bool
	position *int
	version  *int
}

func ofField(f *models.CustomField) definition {
	return definition{models.EntityField, f.ID, f.Labels(), f.LabelZH, f.LabelEN, f.Retired(), &f.Position, &f.Version}
}

func ofPipeline(p *models.Pipeline) definition {
	return definition{models.EntityPipeline, p.ID, p.Labels(), p.LabelZH, p.LabelEN, p.Retired(), &p.Position, &p.Version}
}

func ofStage(s *models.Stage) definition {
	return definition{models.EntityStage, s.ID, s.Labels(), s.LabelZH, s.LabelEN, s.Retired(), &s.Position, &s.Version}
}

// changeDefinitions runs a change of what the team has defined, one at a time among all processes, and then knows of it.
func (s *Service) changeDefinitions(ctx context.Context, op models.Operation, needs models.Permission, fn func(c *change, all stored) error) error {
	if err := permit(op.Actor, needs); err != nil {
		return err
	}
	if err := s.changeSettings(ctx, op, fn); err != nil {
		return err
	}
	return s.rememberSettings(ctx)
}

// takenBy refuses the names that others of the list have already, retired or not, and counts those of them in use.
func takenBy[D any](d definition, others []D, of func(*D) definition) (errs models.Errors, inUse int) {
	for i := range others {
		other := of(&others[i])
		if other.id == d.id && d.id != 0 { // new ones have no ID yet
			continue
		}
		if !other.retired {
			inUse++
		}
		errs = append(errs, models.SameLabels(d.labels, other.labels)...)
	}
	return errs, inUse
}

// move puts a definition before the one that it follows, or after the one that follows it, of those in row, in their order; at the end of the
// row it stays where it is. write writes one that changed. found is false where it isn't among them.
func move[D any](c *change, row []D, of func(*D) definition, id int64, up bool, write func(before, after D) error) (found bool, err error) {
	at := -1
	for i := range row {
		if of(&row[i]).id == id {
			at = i
		}
	}
	if at < 0 {
		return false, nil
	}
	other := at + 1
	if up {
		other = at - 1
	}
	if other < 0 || other >= len(row) {
		return true, nil
	}
	moved, passed := row[at], row[other]
	m, p := of(&moved), of(&passed)
	was := *m.position
	*m.position, *p.position = *p.position, *m.position
	*m.version++
	*p.version++
	c.note(m.entity, id, *m.version, models.ActionMove, "position", strconv.Itoa(was), strconv.Itoa(*m.position))
	if err := write(row[at], moved); err != nil {
		return true, err
	}
	return true, write(row[other], passed)
}

// retiring is what the audit log calls it to take something out of use, or into use again.
func retiring(retired bool) string {
	if retired {
		return models.ActionRetire
	}
	return models.ActionRestore
}

// retire is since when something is out of use that was so since before; nil is in use.
func (c *change) retire(before *time.Time, retired bool) *time.Time {
	switch {
	case !retired:
		return nil
	case before != nil:
		return before
	}
	return &c.at
}

// noteLabels tells the audit log which names a definition has now.
func (c *change) noteLabels(action string, before, after definition) {
	if before.zh != after.zh {
		c.noteInput(after.entity, after.id, *after.version, action, models.InputLabelZH, before.zh, after.zh)
	}
	if before.en != after.en {
		c.noteInput(after.entity, after.id, *after.version, action, models.InputLabelEN, before.en, after.en)
	}
}

// noteDefinition tells the audit log what changed of what all definitions have.
func (c *change) noteDefinition(action string, before, after definition) {
	c.noteLabels(action, before, after)
	if before.retired != after.retired {
		c.note(after.entity, after.id, *after.version, action, "", "", "")
	}
}

// unchanged refuses to overwrite what somebody else changed of a definition since the version that a person saw; 0 is whatever is present.
// Where it was moved, or retired, nothing is lost.
func (c *change) unchanged(ctx context.Context, d definition, seen int) error {
	if seen == 0 {
		return nil
	}
	_, last, err := c.since(ctx, record{entity: d.entity, id: d.id, version: *d.version}, seen)
	if err != nil {
		return err
	}
	for _, input := range []models.Input{models.InputLabelZH, models.InputLabelEN, models.InputStageChance} {
		if entry, changed := last[models.Field(input)]; changed {
			return models.Conflict("error.definition_since", "User", models.Person(entry.Actor), "Names", d.zh+" / "+d.en)
		}
	}
	return nil
}
