package stages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// What is shown and changed here, as values and words name it.
const (
	ofStage    = "stage"
	ofPipeline = "pipeline"
	ofReason   = "reason"
)

// subjects are the words for what is shown and changed here; without one it is a stage.
var subjects = map[string]string{
	"stage": ofStage, "stages": ofStage, "阶段": ofStage, "pipeline": ofPipeline, "pipelines": ofPipeline, "流程": ofPipeline, "管道": ofPipeline, "漏斗": ofPipeline,
	"reason": ofReason, "reasons": ofReason, "lost-reasons": ofReason, "原因": ofReason, "输单原因": ofReason,
}

// subject is what something is done with: a stage or a pipeline by its ID, a reason by its key.
type subject struct{ kind, id string }

func (s subject) number() int64 {
	n, err := commands.ParseID(s.id)
	if err != nil {
		return -1 // none is called so
	}
	return n
}

// read shows the stages of a pipeline, or the reasons, or changes them: /crm stages [pipeline|reasons] [add|rename|up|down|retire|restore name].
// What lacks a name, or other names, is asked in a form.
func (h handlers) read(text string) commands.Step {
	kind, rest := ofStage, text
	word, after := commands.CutWord(text)
	if named, known := subjects[models.NormaliseText(word)]; known {
		kind, rest = named, after
		word, after = commands.CutWord(after)
	}
	verb, known := commands.DefinitionVerb(word)
	switch {
	case known && verb == commands.DoAdd:
		return h.readAdd(kind, after)
	case known:
		return h.readChange(kind, verb, after)
	case kind == ofReason && word == "":
		return commands.Answers(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			return commands.Say(h.reasons(cl, 0)), nil
		})
	}
	return commands.Answers(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
		pipeline, known := h.first()
		if rest != "" {
			pipeline, known = h.CRM.Pipelines().PipelineCalled(commands.Unescape(commands.Unquote(rest)))
		}
		if rest != "" && (!known || kind == ofReason) {
			return bot.Reply{}, models.Invalid("", "error.unknown_stage_verb", "Word", models.Shorten(commands.Unescape(rest), 60))
		}
		return commands.Say(h.list(cl, pipeline.ID, 0)), nil
	})
}

// first is the pipeline in which deals begin.
func (h handlers) first() (models.Pipeline, bool) {
	entry, known := h.CRM.Pipelines().Entry()
	if !known {
		return models.Pipeline{}, false
	}
	return h.CRM.Pipelines().Find(entry.PipelineID)
}

// readChange does with what a text names what a verb says.
func (h handlers) readChange(kind, verb, text string) commands.Step {
	name, rest := commands.Unquote(text), ""
	if verb == views.DoRename {
		name, rest = commands.CutCustomer(text)
	}
	name = commands.Unescape(name)
	if verb == views.DoRename && rest == "" {
		return commands.Opens(h.managing(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			of, err := h.called(cl, kind, name, false)
			if err != nil {
				return bot.Reply{}, err
			}
			return h.form(cl, of)
		}))
	}
	return commands.Answers(h.managing(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		of, err := h.called(cl, kind, name, verb == views.DoRestore)
		if err != nil {
			return bot.Reply{}, err
		}
		if verb == views.DoRename {
			return h.rename(ctx, cl, of, rest)
		}
		return h.do(ctx, cl, "/crm stages", verb, of)
	}))
}

// managing answers those only who may change what is defined here.
func (h handlers) managing(run commands.Handler) commands.Handler {
	return func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		if err := cl.Permit(models.MayManageStages); err != nil {
			return bot.Reply{}, err
		}
		return run(ctx, cl)
	}
}

// called returns what has a name in either language. Of stages that are called alike those count that are retired, or in use; where several
// pipelines have one, the pipeline is to be named as well.
func (h handlers) called(cl commands.Call, kind, name string, retired bool) (subject, error) {
	pipelines := h.CRM.Pipelines()
	switch kind {
	case ofPipeline:
		if found, known := pipelines.PipelineCalled(name); known {
			return subject{kind, views.Itoa(found.ID)}, nil
		}
		return subject{}, models.NotFound("error.which_pipeline", "Word", models.Shorten(name, 60))
	case ofReason:
		at := slices.IndexFunc(h.CRM.LostReasons(), func(o models.Option) bool {
			return len(models.SameLabels([]models.LabelAt{{Text: name}}, o.Labels())) > 0
		})
		if at >= 0 {
			return subject{kind, h.CRM.LostReasons()[at].Key}, nil
		}
		return subject{}, models.NotFound("error.which_reason", "Word", models.Shorten(name, 60))
	}
	found := pipelines.StagesCalled(name)
	if some := slices.DeleteFunc(slices.Clone(found), func(s models.Stage) bool { return s.Retired() != retired }); len(some) > 0 {
		found = some
	}
	switch len(found) {
	case 0:
		return subject{}, models.NotFound("error.which_stage", "Word", models.Shorten(name, 60))
	case 1:
		return subject{kind, found[0].Key()}, nil
	}
	var names []string
	for _, s := range found {
		pipeline, _ := pipelines.Find(s.PipelineID)
		names = append(names, pipeline.Label(cl.Printer.Language())+" "+s.Label(cl.Printer.Language()))
	}
	return subject{}, models.Invalid("", "error.stage_of_which", "Word", models.Shorten(name, 60), "Names", cl.Printer.List(names))
}

// retiredNotices say what follows from retiring something.
var retiredNotices = map[string]string{ofStage: "notice.stages_retired_stage", ofPipeline: "notice.stages_retired_pipeline", ofReason: "notice.stages_retired_reason"}

// do moves something, retires or restores it.
func (h handlers) do(ctx context.Context, cl commands.Call, source, verb string, of subject) (bot.Reply, error) {
	op, moves, up, retired := cl.Operation(source), verb == views.DoUp || verb == views.DoDown, verb == views.DoUp, verb == views.DoRetire
	if !moves && !retired && verb != views.DoRestore {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	var err error
	switch {
	case of.kind == ofReason && moves:
		err = h.CRM.MoveLostReason(ctx, op, of.id, up)
	case of.kind == ofReason:
		_, err = h.CRM.RetireLostReason(ctx, op, of.id, retired)
	case of.kind == ofPipeline && moves:
		err = h.CRM.MovePipeline(ctx, op, of.number(), up)
	case of.kind == ofPipeline:
		_, err = h.CRM.RetirePipeline(ctx, op, of.number(), retired)
	case moves:
		err = h.CRM.MoveStage(ctx, op, of.number(), up)
	default:
		_, err = h.CRM.RetireStage(ctx, op, of.number(), retired)
	}
	notice := "notice.stages_moved"
	switch {
	case retired:
		notice = retiredNotices[of.kind]
	case !moves:
		notice = "notice.stages_restored"
	}
	return h.after(cl, of, err, notice)
}

// after shows the page of the list on which something stands that was changed, under a line that says what was done.
func (h handlers) after(cl commands.Call, of subject, err error, notice string) (bot.Reply, error) {
	if err != nil {
		return bot.Reply{}, err
	}
	language := cl.Printer.Language()
	var label string
	var message surface.Message
	switch of.kind {
	case ofReason:
		list := listed(h.CRM.LostReasons(), func(o models.Option) bool { return o.Retired })
		at := slices.IndexFunc(list, func(o models.Option) bool { return o.Key == of.id })
		label, message = list[max(at, 0)].Label(language), h.reasons(cl, max(at, 0)/perPage)
	case ofPipeline:
		pipeline, _ := h.CRM.Pipelines().Find(of.number())
		label, message = pipeline.Label(language), h.list(cl, pipeline.ID, 0)
	default:
		stage, _ := h.CRM.Pipelines().Stage(of.number())
		pipeline, _ := h.CRM.Pipelines().Find(stage.PipelineID)
		at := slices.IndexFunc(listed(pipeline.Stages, models.Stage.Retired), func(s models.Stage) bool { return s.ID == stage.ID })
		label, message = stage.Label(language), h.list(cl, pipeline.ID, max(at, 0)/perPage)
	}
	text := cl.Printer.T(notice, "Label", views.Escape(views.OneLine(label)))
	return commands.Say(views.WithNotice(views.Notice(text), message)), nil
}

func (h handlers) list(cl commands.Call, pipelineID int64, page int) surface.Message {
	pipeline, _ := h.CRM.Pipelines().Find(pipelineID)
	return stageList(cl.Printer, listing{pipelines: h.CRM.Pipelines(), pipeline: pipeline, page: page, mayManage: cl.Actor.May(models.MayManageStages)})
}

func (h handlers) reasons(cl commands.Call, page int) surface.Message {
	return reasonList(cl.Printer, h.CRM.LostReasons(), page, cl.Actor.May(models.MayManageStages))
}

// page shows another page of a list, or another pipeline: "pipeline 2 1" is the second page of pipeline 2, "reason - 0" the first of the
// reasons.
func (h handlers) page(_ context.Context, cl commands.Call) (bot.Reply, error) {
	parts := strings.Fields(cl.Value)
	if len(parts) != 3 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	page, err := strconv.Atoi(parts[2])
	if err != nil || page < 0 || page > models.MaxLostReasons {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	if parts[0] == ofReason {
		return commands.SayAt(bot.Replace, h.reasons(cl, page)), nil
	}
	pipeline, known := h.CRM.Pipelines().Find(subject{ofPipeline, parts[1]}.number())
	if !known {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return commands.SayAt(bot.Replace, h.list(cl, pipeline.ID, page)), nil
}

// readMenu does what was chosen in a menu of the list: "up stage 3".
func (h handlers) readMenu(req *bot.Request) commands.Step {
	verb, rest := commands.CutWord(req.Value)
	kind, id := commands.CutWord(rest)
	of := subject{kind, id}
	if verb == views.DoRename {
		return commands.Opens(func(_ context.Context, cl commands.Call) (bot.Reply, error) { return h.form(cl, of) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		return commands.InPlace(h.do(ctx, cl, "button stages.menu", verb, of))
	})
}
