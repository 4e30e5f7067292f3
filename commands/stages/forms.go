package stages

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/views"
)

// editing is what a form remembers: what it changes, in which version, or with which names; of a new stage, whose it is.
type editing struct {
	ID       int64          `json:"id,omitempty"`
	Version  int            `json:"v,omitempty"`
	Reason   *models.Option `json:"r,omitempty"`
	Pipeline int64          `json:"p,omitempty"`
}

// form asks for other names of something that is there.
func (h handlers) form(cl commands.Call, of subject) (bot.Reply, error) {
	switch of.kind {
	case ofPipeline:
		if p, known := h.CRM.Pipelines().Find(of.number()); known {
			return commands.Show(pipelineForm(cl.Printer, p, ""), commands.Pack(editing{ID: p.ID, Version: p.Version})), nil
		}
	case ofReason:
		at := slices.IndexFunc(h.CRM.LostReasons(), func(o models.Option) bool { return o.Key == of.id })
		if at >= 0 {
			reason := h.CRM.LostReasons()[at]
			return commands.Show(reasonForm(cl.Printer, reason), commands.Pack(editing{Reason: &reason})), nil
		}
	case ofStage:
		if s, known := h.CRM.Pipelines().Stage(of.number()); known {
			return commands.Show(stageForm(cl.Printer, h.pipelineOf(s), s, strconv.Itoa(s.Probability)), commands.Pack(editing{ID: s.ID, Version: s.Version})), nil
		}
	}
	return bot.Reply{}, models.Invalid("", "error.stale_form")
}

func (h handlers) pipelineOf(s models.Stage) models.Pipeline {
	pipeline, _ := h.CRM.Pipelines().Find(s.PipelineID)
	return pipeline
}

// addTo opens the form of something new: "stage 1" is a stage of pipeline 1.
func (h handlers) addTo(_ context.Context, cl commands.Call) (bot.Reply, error) {
	kind, id := commands.CutWord(cl.Value)
	draft := typed{kind: kind}
	if draft.stage.PipelineID = (subject{kind, id}).number(); draft.stage.PipelineID <= 0 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return h.blank(cl, draft, nil)
}

// blank is the form of something new, with what was typed of it, and what is wrong with that.
func (h handlers) blank(cl commands.Call, t typed, errs models.Errors) (bot.Reply, error) {
	var reply bot.Reply
	give := func(form func() bot.Reply) bot.Reply { return form() }
	if len(errs) > 0 {
		give = func(form func() bot.Reply) bot.Reply {
			made := form()
			return commands.GiveForm(cl, *made.Modal, made.Modal.Metadata, errs)
		}
	}
	switch t.kind {
	case ofPipeline:
		reply = give(func() bot.Reply {
			return commands.Show(pipelineForm(cl.Printer, t.pipeline, t.stages), commands.Pack(editing{}))
		})
	case ofReason:
		reply = give(func() bot.Reply { return commands.Show(reasonForm(cl.Printer, t.reason), commands.Pack(editing{})) })
	case ofStage:
		pipeline, known := h.CRM.Pipelines().Find(t.stage.PipelineID)
		if !known {
			return bot.Reply{}, models.NotFound("error.no_such_pipeline")
		}
		if t.chance == "" {
			t.chance = suggested(pipeline)
		}
		reply = give(func() bot.Reply {
			return commands.Show(stageForm(cl.Printer, pipeline, t.stage, t.chance), commands.Pack(editing{Pipeline: pipeline.ID}))
		})
	default:
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return reply, nil
}

// suggested is the probability of a new open stage where nobody says one: that of the one before it.
func suggested(pipeline models.Pipeline) string {
	open := pipeline.Offered(models.StageOpen)
	if len(open) == 0 {
		return "0"
	}
	return strconv.Itoa(open[len(open)-1].Probability)
}

// readChance reads a probability as people write it: 30, 30 %, ３０％.
func readChance(text string) (int, error) {
	text = strings.TrimSpace(key.Fold(text))
	percent, err := strconv.Atoi(strings.TrimSpace(strings.TrimRight(text, "%")))
	if err != nil {
		return 0, models.Invalid(models.InputStageChance, "error.probability", "Value", models.Shorten(text, 20))
	}
	return percent, nil
}

func (h handlers) submitStage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := commands.EnteredLabels(cl.Form)
	if edit.ID > 0 {
		stage, _ := h.CRM.Pipelines().Stage(edit.ID)
		chance := stage.Probability
		if stage.Kind == models.StageOpen {
			var err error
			if chance, err = readChance(cl.Form.Get(string(models.InputStageChance))); err != nil {
				return bot.Reply{}, err
			}
		}
		saved, err := h.CRM.EditStage(ctx, cl.Operation("modal stages.stage"), edit.ID, edit.Version, en, zh, chance)
		return commands.InPlace(h.after(cl, subject{ofStage, saved.Key()}, err, "notice.stages_saved"))
	}
	draft := typed{kind: ofStage, chance: cl.Form.Get(string(models.InputStageChance)), stage: models.Stage{
		PipelineID: edit.Pipeline, LabelZH: zh, LabelEN: en, Kind: models.StageKind(cl.Form.Get(string(models.InputStageKind))),
	}}
	return commands.InPlace(h.add(ctx, cl, "modal stages.stage", draft))
}

func (h handlers) submitPipeline(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := commands.EnteredLabels(cl.Form)
	if edit.ID > 0 {
		saved, err := h.CRM.EditPipeline(ctx, cl.Operation("modal stages.pipeline"), edit.ID, edit.Version, en, zh)
		return commands.InPlace(h.after(cl, subject{ofPipeline, views.Itoa(saved.ID)}, err, "notice.stages_saved"))
	}
	draft := typed{kind: ofPipeline, pipeline: models.Pipeline{LabelZH: zh, LabelEN: en}, stages: cl.Form.Get(string(models.InputStages))}
	return commands.InPlace(h.add(ctx, cl, "modal stages.pipeline", draft))
}

func (h handlers) submitReason(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var edit editing
	if err := commands.Unpack(cl.View.Metadata, &edit); err != nil {
		return bot.Reply{}, err
	}
	zh, en := commands.EnteredLabels(cl.Form)
	if edit.Reason != nil {
		saved, err := h.CRM.RenameLostReason(ctx, cl.Operation("modal stages.reason"), *edit.Reason, en, zh)
		return commands.InPlace(h.after(cl, subject{ofReason, saved.Key}, err, "notice.stages_saved"))
	}
	return commands.InPlace(h.add(ctx, cl, "modal stages.reason", typed{kind: ofReason, reason: models.Option{ZH: zh, EN: en}}))
}
