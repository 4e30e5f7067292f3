package stages

import (
	"context"
	"strconv"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// attributes are the names of what is given with a new stage or pipeline besides its names.
var attributes = map[string]models.Input{
	"kind": models.InputStageKind, "类型": models.InputStageKind, "probability": models.InputStageChance, "chance": models.InputStageChance, "概率": models.InputStageChance,
	"赢率": models.InputStageChance, "pipeline": inputPipeline, "流程": inputPipeline, "管道": inputPipeline, "stages": models.InputStages, "阶段": models.InputStages,
}

// inputPipeline is whose stage it is; a form has no input for it.
const inputPipeline models.Input = "pipeline"

// kinds are the words for the kinds of stages.
var kinds = map[string]models.StageKind{
	"open": models.StageOpen, "进行中": models.StageOpen, "won": models.StageWon, "win": models.StageWon, "赢单": models.StageWon, "成交": models.StageWon,
	"lost": models.StageLost, "lose": models.StageLost, "输单": models.StageLost, "丢单": models.StageLost,
}

func attribute(name string) (input models.Input, known bool) {
	if input, known = commands.LabelAttribute(name); !known {
		input, known = attributes[models.NormaliseText(name)]
	}
	return input, known
}

func isAttribute(name string) bool {
	_, known := attribute(name)
	return known
}

// typed is something new as it was typed, or filled in.
type typed struct {
	kind     string
	stage    models.Stage // of the pipeline PipelineID, 0 for the one in which deals begin
	chance   string       // "" where nobody said it
	pipeline models.Pipeline
	stages   string // of a pipeline
	reason   models.Option
}

// readAdd adds something, or asks for it in a form: /crm stages add 方案 en=Plan probability=40.
func (h handlers) readAdd(kind, text string) commands.Step {
	if text == "" {
		return commands.Opens(h.managing(func(_ context.Context, cl commands.Call) (bot.Reply, error) {
			first, _ := h.first()
			return h.blank(cl, typed{kind: kind, stage: models.Stage{PipelineID: first.ID}}, nil)
		}))
	}
	return commands.Answers(h.managing(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		draft, errs := h.typed(cl, kind, text)
		if len(errs) > 0 {
			return h.blank(cl, draft, errs)
		}
		reply, err := h.add(ctx, cl, "/crm stages", draft)
		if refused := commands.Mendable(err); refused != nil {
			return h.blank(cl, draft, refused)
		}
		return reply, err
	}))
}

// typed reads what is said of something new. Its name is in the person's language unless another is named.
func (h handlers) typed(cl commands.Call, kind, text string) (t typed, errs models.Errors) {
	args := commands.ParseArguments(text, isAttribute)
	first, _ := h.first()
	t = typed{kind: kind, stage: models.Stage{PipelineID: first.ID, Kind: models.StageOpen}}
	named := map[models.Input]string{}
	for _, a := range args.Assignments {
		input, known := attribute(a.Name)
		if !known && named[models.InputStages] != "" { // after a blank: stages=线索=Lead, 方案=Plan
			named[models.InputStages] += "," + commands.Unescape(a.Name+"="+a.Value)
			continue
		}
		if !known {
			errs = append(errs, models.Invalid("", "error.unknown_field", "Word", a.Name))
			continue
		}
		named[input] = commands.Unescape(a.Value)
	}
	zh, en := commands.Labels(cl.Printer.Language(), commands.Unescape(args.Words), named[models.InputLabelZH], named[models.InputLabelEN])
	t.stage.LabelZH, t.stage.LabelEN, t.pipeline.LabelZH, t.pipeline.LabelEN, t.reason.ZH, t.reason.EN = zh, en, zh, en, zh, en
	t.stages, t.chance = named[models.InputStages], named[models.InputStageChance]
	if word, said := named[models.InputStageKind]; said {
		found, known := kinds[models.NormaliseText(word)]
		if t.stage.Kind = found; !known {
			errs = append(errs, models.Invalid(models.InputStageKind, "error.unknown_stage_kind", "Value", models.Shorten(word, 20)))
		}
	}
	if name, said := named[inputPipeline]; said {
		found, known := h.CRM.Pipelines().PipelineCalled(name)
		if known {
			t.stage.PipelineID = found.ID
		} else {
			errs = append(errs, models.Invalid("", "error.which_pipeline", "Word", models.Shorten(name, 60)))
		}
	}
	return t, errs
}

// add adds what was typed or filled in.
func (h handlers) add(ctx context.Context, cl commands.Call, source string, t typed) (bot.Reply, error) {
	op := cl.Operation(source)
	switch t.kind {
	case ofPipeline:
		for _, label := range models.ParseOptions(t.stages) {
			t.pipeline.Stages = append(t.pipeline.Stages, models.Stage{LabelZH: label.ZH, LabelEN: label.EN})
		}
		saved, err := h.CRM.AddPipeline(ctx, op, t.pipeline)
		return h.after(cl, subject{ofPipeline, strconv.FormatInt(saved.ID, 10)}, err, "notice.stages_added")
	case ofReason:
		saved, err := h.CRM.AddLostReason(ctx, op, t.reason.EN, t.reason.ZH)
		return h.after(cl, subject{ofReason, saved.Key}, err, "notice.stages_added")
	}
	if t.stage.Kind == models.StageOpen {
		pipeline, _ := h.CRM.Pipelines().Find(t.stage.PipelineID)
		if t.chance == "" {
			t.chance = suggested(pipeline)
		}
		chance, err := readChance(t.chance)
		if err != nil {
			return bot.Reply{}, err
		}
		t.stage.Probability = chance
	}
	saved, err := h.CRM.AddStage(ctx, op, t.stage.PipelineID, t.stage)
	return h.after(cl, subject{ofStage, saved.Key()}, err, "notice.stages_added")
}

// rename gives something the name that was typed, in the person's language unless another is named, and a stage its probability.
func (h handlers) rename(ctx context.Context, cl commands.Call, of subject, text string) (bot.Reply, error) {
	args := commands.ParseArguments(text, isAttribute)
	op := cl.Operation("/crm stages")
	stage, _ := h.CRM.Pipelines().Stage(of.number())
	pipeline, _ := h.CRM.Pipelines().Find(of.number())
	var reason models.Option
	for _, r := range h.CRM.LostReasons() {
		if r.Key == of.id {
			reason = r
		}
	}
	names := map[string]models.Option{ofStage: {ZH: stage.LabelZH, EN: stage.LabelEN}, ofPipeline: {ZH: pipeline.LabelZH, EN: pipeline.LabelEN}, ofReason: reason}[of.kind]
	zh, en, rest := commands.Relabelled(cl, args, names.ZH, names.EN)
	for _, a := range rest {
		input, _ := attribute(a.Name)
		if of.kind != ofStage || input != models.InputStageChance {
			return bot.Reply{}, models.Invalid("", "error.unknown_field", "Word", a.Name)
		}
		chance, err := readChance(commands.Unescape(a.Value))
		if err != nil {
			return bot.Reply{}, err
		}
		stage.Probability = chance
	}
	var err error
	switch of.kind {
	case ofPipeline:
		_, err = h.CRM.EditPipeline(ctx, op, pipeline.ID, 0, en, zh)
	case ofReason:
		_, err = h.CRM.RenameLostReason(ctx, op, reason, en, zh)
	default:
		_, err = h.CRM.EditStage(ctx, op, stage.ID, 0, en, zh, stage.Probability)
	}
	return h.after(cl, of, err, "notice.stages_saved")
}
