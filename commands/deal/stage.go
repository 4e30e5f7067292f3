package deal

import (
	"fmt"
	"slices"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// choice is a pipeline with those of its stages that somebody can choose.
type choice struct {
	pipeline models.Pipeline
	stages   []models.Stage
}

// offered are the stages that a form offers: the open ones in use of each pipeline in use and of the deal's own, and the one in which the
// deal is.
func (h handlers) offered(d models.Deal) []choice {
	var choices []choice
	for _, pipeline := range h.CRM.Pipelines().All() {
		if pipeline.Retired() && pipeline.ID != d.PipelineID {
			continue
		}
		stages := pipeline.Offered(models.StageOpen)
		if now, known := h.CRM.Pipelines().Stage(d.StageID); known && now.PipelineID == pipeline.ID && !slices.ContainsFunc(stages, func(s models.Stage) bool { return s.ID == now.ID }) {
			stages = append(stages, now)
		}
		if len(stages) > 0 {
			choices = append(choices, choice{pipeline, stages})
		}
	}
	return choices
}

// firstOpen is the stage in which a deal is that is opened again.
func (h handlers) firstOpen(pipelineID int64) (models.Stage, bool) {
	if pipeline, known := h.CRM.Pipelines().Find(pipelineID); known {
		if open := pipeline.Offered(models.StageOpen); len(open) > 0 {
			return open[0], true
		}
	}
	return h.CRM.Pipelines().Entry()
}

// stage returns the stage that is called so, in whichever language: of a pipeline first, then of those in use. A pipeline's name before it says
// of which one; alone it is the first stage of that pipeline.
func (h handlers) stage(text string, pipelineID int64) (models.Stage, bool) {
	name, pipelines := commands.Unescape(text), h.CRM.Pipelines()
	found := slices.DeleteFunc(pipelines.StagesCalled(name), func(s models.Stage) bool {
		pipeline, _ := pipelines.Find(s.PipelineID)
		return s.Retired() || pipeline.Retired() && pipeline.ID != pipelineID
	})
	if at := slices.IndexFunc(found, func(s models.Stage) bool { return s.PipelineID == pipelineID }); at >= 0 {
		return found[at], true
	}
	if len(found) > 0 {
		return found[0], true
	}
	if pipeline, known := pipelines.PipelineCalled(name); known && !pipeline.Retired() {
		if open := pipeline.Offered(models.StageOpen); len(open) > 0 {
			return open[0], true
		}
	}
	return models.Stage{}, false
}

// stageNames lists what the open stages of a pipeline are called; of the first one where 0 says that it is any.
func (h handlers) stageNames(cl commands.Call, pipelineID int64) string {
	pipeline, known := h.CRM.Pipelines().Find(pipelineID)
	if entry, any := h.CRM.Pipelines().Entry(); !known && any {
		pipeline, _ = h.CRM.Pipelines().Find(entry.PipelineID)
	}
	var labels []string
	for _, stage := range pipeline.Offered(models.StageOpen) {
		labels = append(labels, stage.Label(cl.Printer.Language()))
	}
	return cl.Printer.List(labels)
}

// stageInput asks for a stage, by pipelines where there are several.
func stageInput(p *i18n.Printer, choices []choice, chosen string) *slack.InputBlock {
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, nil, views.FieldAction)
	for _, c := range choices {
		var options []*slack.OptionBlockObject
		for _, stage := range c.stages {
			option := views.Option(stage.Key(), stage.Label(p.Language()))
			if options = append(options, option); option.Value == chosen {
				element.InitialOption = option
			}
		}
		element.OptionGroups = append(element.OptionGroups, group(c.pipeline.Label(p.Language()), options))
	}
	if len(element.OptionGroups) == 1 {
		element.Options, element.OptionGroups = element.OptionGroups[0].Options, nil
	}
	return views.Input(p, models.FieldStage, element)
}

func group(label string, options []*slack.OptionBlockObject) *slack.OptionGroupBlockObject {
	return slack.NewOptionGroupBlockElement(views.Plain(views.OneLine(label), views.MaxOption), options...)
}

// moveMenu offers the other open stages of the deal's pipeline, and the first one of each other pipeline; nil where there are none.
func moveMenu(p *i18n.Printer, c card) slack.BlockElement {
	move := func(to models.Stage, text string) *slack.OptionBlockObject {
		return views.Option(fmt.Sprintf("%d:%d:%d", c.deal.ID, c.deal.Version, to.ID), text)
	}
	pipeline, _ := c.pipelines.Find(c.deal.PipelineID)
	var within, elsewhere []*slack.OptionBlockObject
	for _, stage := range pipeline.Offered(models.StageOpen) {
		if stage.ID != c.deal.StageID {
			within = append(within, move(stage, stage.Label(p.Language())))
		}
	}
	for _, other := range c.pipelines.Active() {
		if open := other.Offered(models.StageOpen); other.ID != pipeline.ID && len(open) > 0 {
			elsewhere = append(elsewhere, move(open[0], other.Label(p.Language())))
		}
	}
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("deal.move"), views.MaxOption), moveAction, within...)
	switch {
	case len(within)+len(elsewhere) == 0:
		return nil
	case len(elsewhere) > 0:
		element.Options = nil
		if len(within) > 0 {
			element.OptionGroups = append(element.OptionGroups, group(pipeline.Label(p.Language()), within))
		}
		element.OptionGroups = append(element.OptionGroups, group(p.T("deal.other_pipeline"), elsewhere))
	}
	return element
}

// stageNamed is a deal's stage with the mark of its state: with its pipeline where the team has several, and whether it is still in use.
func stageNamed(p *i18n.Printer, c card) string {
	text := views.StageWithIcon(p, c.deal)
	if stage, _ := c.pipelines.Stage(c.deal.StageID); stage.Retired() {
		text += " (" + p.T("definition.retired") + ")"
	}
	if pipeline, known := c.pipelines.Find(c.deal.PipelineID); known && len(c.pipelines.All()) > 1 {
		text = views.Escape(views.OneLine(pipeline.Label(p.Language()))) + " · " + text
	}
	return text
}
