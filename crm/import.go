package crm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// ImportSource gives the rows of a file that is imported.
type ImportSource interface {
	// Rows are the rows behind the one with a number, in the order of their numbers. An error is the last that comes.
	Rows(ctx context.Context, after int64) iter.Seq2[models.ImportRow, error]
	Columns() []models.ImportColumn
	Close() error
}

// OpenImport opens the file of an import by the task's arguments. rules are those of the person who imports. A refusal, such as of a file that
// was changed since, fails the task.
type OpenImport func(ctx context.Context, t models.Task, args models.ImportArgs, rules models.Rules) (ImportSource, error)

// StartImport puts an import of a file in line, or the preview of one. of is the preview that it carries out, 0 for none. What people decided
// of the columns is remembered for the next file of the same shape, once it is carried out.
func (s *Service) StartImport(ctx context.Context, op models.Operation, t models.Task, args models.ImportArgs) (models.Task, error) {
	if err := permitRows(op.Actor, args.Of); err != nil {
		return models.Task{}, err
	}
	if err := s.checkImport(ctx, op, args); err != nil {
		return models.Task{}, err
	}
	text, err := json.Marshal(args)
	if err != nil {
		return models.Task{}, fmt.Errorf("write the arguments of an import: %w", err)
	}
	t.Kind, t.Args, t.Total, t.Title = models.TaskImport, string(text), args.Rows, models.Shorten(clean(t.Title), maxTaskTitle)
	err = s.change(ctx, op, func(c *change) error {
		if t.Mode == models.TaskDo && args.Shape != "" && args.Campaign == "" { // that it is a list of members was said of this one alone
			if err := c.SaveImportMapping(ctx, args.Shape, string(args.Mapping), op.Actor.ID, c.at); err != nil {
				return err
			}
		}
		return c.startTask(ctx, &t)
	})
	return t, err
}

const maxTaskTitle = 255 // characters

// permitImport refuses who may import nothing.
func permitImport(actor models.Actor) error {
	if actor.May(models.MayImport) {
		return nil
	}
	return permit(actor, models.MayImportOwn)
}

// permitRows refuses who may not import what the rows of a file are.
func permitRows(actor models.Actor, kind models.ImportKind) error {
	if err := permitImport(actor); err != nil || !kind.Records() {
		return err
	}
	return permit(actor, kind.Needs())
}

// checkImport refuses arguments that nothing could be done with.
func (s *Service) checkImport(ctx context.Context, op models.Operation, args models.ImportArgs) error {
	switch {
	case !args.Duplicates.Valid():
		return models.Invalid("", "error.import_policy", "Value", models.Shorten(string(args.Duplicates), 50))
	case len(args.NewFields) > 0 && !op.Actor.May(models.MayManageFields):
		return Refused(op.Actor, models.MayManageFields)
	case args.MemberState != "" && !slices.Contains(models.MemberStates(), args.MemberState):
		return models.Invalid(models.FieldMemberState, "error.unknown_member_state", "Value", models.Shorten(string(args.MemberState), 20))
	case args.Owner != "" && args.Owner != op.Actor.ID && !op.Actor.May(models.MayImport):
		return models.Forbidden("error.import_own_only")
	case args.Owner == "":
		return nil
	}
	errs := append(checkUser(models.FieldOwner, args.Owner), checkWorker(models.FieldOwner, s.candidate(ctx, op.Actor, args.Owner))...)
	return errs.Err()
}

// RememberedMapping returns what people decided of the columns of files of a shape, where there is something.
func (s *Service) RememberedMapping(ctx context.Context, shape string) (json.RawMessage, bool, error) {
	text, found, err := s.store.ImportMapping(ctx, shape)
	return json.RawMessage(text), found, err
}

// importArgs reads a task's arguments.
func importArgs(t models.Task) (models.ImportArgs, error) {
	var args models.ImportArgs
	if err := json.Unmarshal([]byte(t.Args), &args); err != nil {
		return args, fmt.Errorf("read the arguments of an import: %w", err)
	}
	return args, nil
}

// importWorker does imports and their previews.
type importWorker struct{ s *Service }

func (w importWorker) begin(ctx context.Context, op models.Operation, t models.Task) (taskRun, error) {
	s := w.s
	if s.team.Imports == nil {
		return nil, errors.New("nobody opens files that are imported")
	}
	args, err := importArgs(t)
	if err != nil {
		return nil, err
	}
	if err := permitRows(op.Actor, args.Of); err != nil { // they may have lost their role since
		return nil, err
	}
	if t.Mode == models.TaskDo && len(args.NewFields) > 0 {
		if args, err = s.makeFields(ctx, op, args); err != nil {
			return nil, err
		}
	}
	source, err := s.team.Imports(ctx, t, args, s.Rules(op.Zone))
	if err != nil {
		return nil, err
	}
	run := newImportRun(s, op, t, args, source)
	run.start(ctx, t.Through)
	return run, nil
}

// makeFields makes the custom fields that columns become, once: what was made is found by its name when the import is taken up again.
func (s *Service) makeFields(ctx context.Context, op models.Operation, args models.ImportArgs) (models.ImportArgs, error) {
	for i := range args.NewFields {
		fresh := &args.NewFields[i]
		if known, found := s.fieldCalled(fresh.Name); found && known.Kind == fresh.Kind {
			fresh.ID = known.ID
			continue
		}
		draft := models.CustomField{Kind: fresh.Kind, LabelEN: fresh.Name, LabelZH: fresh.Name}
		for _, option := range fresh.Options {
			draft.Options = append(draft.Options, models.Option{EN: option, ZH: option})
		}
		made, err := s.AddField(ctx, op, draft)
		if err != nil {
			return args, err
		}
		fresh.ID = made.ID
	}
	return args, nil
}

// fieldCalled is the custom field in use that is called so in a language.
func (s *Service) fieldCalled(name string) (models.CustomField, bool) {
	for _, field := range s.Fields().Active() {
		for _, label := range field.Labels() {
			if models.SqueezeLabel(label.Text) == models.SqueezeLabel(name) {
				return field, true
			}
		}
	}
	return models.CustomField{}, false
}

// PersonCalled returns the ID of the person whom a text names: by the ID itself, an email, or a name that only they have; "" for nobody.
func (s *Service) PersonCalled(ctx context.Context, actor models.Actor, text string) (string, error) {
	switch {
	case models.IsUser(text):
		return text, nil
	case !models.EmailLike(text):
		return s.PersonNamed(ctx, actor, strings.TrimPrefix(text, "@"))
	case s.team.PersonByEmail == nil:
		return "", nil
	}
	return s.team.PersonByEmail(ctx, models.NormaliseEmail(text))
}
