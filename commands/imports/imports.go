package imports

import (
	"cmp"
	"context"
	"encoding/json"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// What may be said after the command, by the words for it.
const (
	doTemplate = "template"
	doUndo     = "undo"
)

var verbs = map[string]string{"template": doTemplate, "模板": doTemplate, "空白表": doTemplate, "undo": doUndo, "撤销": doUndo}

// readImport asks for a file in a form: /crm import; of members of a campaign: /crm import M001. template gives the blank sheet, undo with a
// number takes an import back.
func (h handlers) readImport(text string) commands.Step {
	word, rest := commands.CutWord(text)
	switch verbs[models.NormaliseText(word)] {
	case doTemplate:
		return commands.Answers(h.template)
	case doUndo:
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			cl.Value = rest
			return h.takeBack(ctx, cl, "/crm import")
		})
	}
	return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		var form wanted
		if code, is := models.ParseCampaignCode(word); is {
			form.Campaign = code
		}
		return h.askFile(ctx, cl, form)
	})
}

// template gives the blank sheet with the team's fields.
func (h handlers) template(_ context.Context, cl commands.Call) (bot.Reply, error) {
	reply := commands.Say(templateComes(cl.Printer))
	reply.Later = func(context.Context, bot.Far) (bot.Reply, error) {
		spool, err := bot.NewSpool()
		if err != nil {
			return bot.Reply{}, err
		}
		sheet, err := sheets.NewCustomersXLSX(spool, h.SheetReader(cl), h.CRM.Rules(cl.User.Zone.String()), false)
		if err == nil {
			err = sheet.Close()
		}
		if err != nil {
			_ = spool.Close() // nothing of it is needed
			return bot.Reply{}, err
		}
		files := bot.Files{Text: cl.Printer.T("import.template_text"), List: []bot.File{{Name: cl.Printer.T("import.template_name") + ".xlsx", Spool: spool}}}
		return bot.Reply{Files: &files}, nil
	}
	return reply, nil
}

// wanted is what the form remembers of a file that was shared; nothing where the form asks for the file.
type wanted struct {
	File string `json:"f,omitempty"`
	Name string `json:"n,omitempty"`
	Also bool   `json:"a,omitempty"` // others were shared with it: the message that offers them stays

	Campaign string `json:"c,omitempty"` // code of the one whose members the rows are
}

// askFile shows the form.
func (h handlers) askFile(ctx context.Context, cl commands.Call, form wanted) (bot.Reply, error) {
	var campaign models.Campaign
	if form.Campaign != "" {
		var err error
		if campaign, err = h.CRM.CampaignCalled(ctx, cl.Actor, form.Campaign); err != nil {
			return bot.Reply{}, err
		}
		if form.Campaign = campaign.Code; campaign.Archived() { // it may be a part of another one now
			return bot.Reply{}, models.Conflict("error.campaign_archived", "Code", campaign.Code)
		}
	}
	return commands.Show(fileForm(cl.Printer, form, campaign, cl.Actor), commands.Pack(form)), nil
}

// submitFile looks at a file, so that a preview can be made of it. What can't be read at all is refused at the form's field.
func (h handlers) submitFile(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form wanted
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	file := cmp.Or(form.File, cl.Form.Get(string(models.InputFile)))
	if file == "" {
		return bot.Reply{}, models.Invalid(models.InputFile, "error.required", "Field", models.InputFile)
	}
	args := models.ImportArgs{
		File: file, Duplicates: cmp.Or(models.DuplicatePolicy(cl.Form.Get(string(models.InputDuplicates))), models.DuplicatesSkip),
		Owner: cl.Form.Get(string(models.FieldOwner)),
	}
	if form.Campaign != "" {
		args.Of, args.Campaign = models.ImportMembers, form.Campaign
		if state := models.MemberState(cl.Form.Get(string(models.FieldMemberState))); state != models.MemberInvited { // who is there isn't less than that
			args.MemberState = state
		}
	}
	reply, err := h.begin(ctx, cl, args, "modal customers.import")
	if form.Also {
		reply.Place = bot.Private
	}
	return reply, err
}

// begin says that a file is being looked at, and looks then. Its end is told by the preview.
func (h handlers) begin(ctx context.Context, cl commands.Call, args models.ImportArgs, source string) (bot.Reply, error) {
	attached, err := h.Files.Describe(ctx, args.File)
	if err == nil && refusedKind(attached.Name) != nil {
		err = refusedKind(attached.Name)
	}
	if err != nil {
		for _, e := range models.AsErrors(err) {
			e.Input = models.InputFile
		}
		return bot.Reply{}, err
	}
	op := cl.Operation(source)
	reply := commands.SayAt(bot.Replace, looking(cl.Printer, attached.Name))
	reply.Later = func(ctx context.Context, _ bot.Far) (bot.Reply, error) {
		err := h.preview(ctx, cl, op, args, attached.Name)
		if refused := models.AsErrors(err); refused != nil {
			return commands.Say(cantRead(cl.Printer, attached.Name, refused)), nil
		}
		return bot.Reply{}, err
	}
	return reply, nil
}

// preview opens a file and puts the preview of its import in line.
func (h handlers) preview(ctx context.Context, cl commands.Call, op models.Operation, args models.ImportArgs, name string) error {
	in, err := h.look(ctx, cl, args, name)
	if err != nil {
		return err
	}
	if in.Args.Rows == 0 {
		return models.Invalid("", "error.import_no_rows")
	}
	if err := finish(in); err != nil {
		return err
	}
	return h.start(ctx, cl, op, models.Task{Mode: models.TaskPreview, Title: name}, in.Args)
}

// start puts an import or a preview in line.
func (h handlers) start(ctx context.Context, cl commands.Call, op models.Operation, t models.Task, args models.ImportArgs) error {
	t.Place, t.Locale = models.TaskInSlack, cl.User.Locale
	_, err := h.CRM.StartImport(ctx, op, t, args)
	return err
}

// previewOf is a preview that has ended, with its arguments.
func (h handlers) previewOf(ctx context.Context, cl commands.Call) (models.Task, models.ImportArgs, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return models.Task{}, models.ImportArgs{}, err
	}
	t, err := h.CRM.Task(ctx, cl.Actor, id)
	if err != nil {
		return t, models.ImportArgs{}, err
	}
	args, err := argsOf(t)
	if err == nil && (t.Mode != models.TaskPreview || t.State != models.TaskDone || t.By != cl.Actor.ID) {
		err = models.Invalid("", "error.stale_form")
	}
	return t, args, err
}

// argsOf are the arguments of an import.
func argsOf(t models.Task) (args models.ImportArgs, err error) {
	if t.Kind != models.TaskImport || json.Unmarshal([]byte(t.Args), &args) != nil {
		return args, models.Invalid("", "error.stale_form")
	}
	return args, nil
}

// carryOut imports what a preview has shown.
func (h handlers) carryOut(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	preview, args, err := h.previewOf(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	if _, err := h.Files.Describe(ctx, args.File); err != nil { // said now rather than by a failure
		return bot.Reply{}, err
	}
	t := models.Task{Mode: models.TaskDo, Follows: preview.ID, Title: preview.Title}
	if err := h.start(ctx, cl, cl.Operation("button import.go"), t, args); err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, begun(cl.Printer, preview.Title)), nil
}

// cancel leaves a file alone that was looked at.
func (h handlers) cancel(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	preview, _, err := h.previewOf(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, cancelled(cl.Printer, preview.Title)), nil
}

// stop ends an import, or what looks at a file, behind the batch under way.
func (h handlers) stop(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	t, err := h.CRM.StopTask(ctx, cl.Operation("button import.stop"), id)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.SayAt(bot.Replace, stopping(cl.Printer, t)), nil
}

// undo takes an import back.
func (h handlers) undo(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	return h.takeBack(ctx, cl, "button import.undo")
}

func (h handlers) takeBack(ctx context.Context, cl commands.Call, source string) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	t, err := h.CRM.Task(ctx, cl.Actor, id)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case t.Kind != models.TaskImport:
		return bot.Reply{}, models.NotFound("error.task_gone")
	}
	undo, err := h.CRM.UndoTask(ctx, cl.Operation(source), id)
	if err != nil || cl.InDM() { // there the progress says it
		return bot.Reply{}, err
	}
	return commands.Say(views.Notice(cl.Printer.T("import.undo_begun", "File", fileName(undo.Title)))), nil
}

// mayFor reports whether somebody may import customers that aren't theirs.
func mayFor(actor models.Actor) bool { return actor.May(models.MayImport) }

// mayAtAll refuses who may import nothing.
func mayAtAll(actor models.Actor) error {
	if mayFor(actor) || actor.May(models.MayImportOwn) {
		return nil
	}
	return crm.Refused(actor, models.MayImportOwn)
}
