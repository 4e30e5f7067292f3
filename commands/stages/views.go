package stages

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// The callback IDs of the forms.
const (
	stageModal    = "stages.stage"
	pipelineModal = "stages.pipeline"
	reasonModal   = "stages.reason"
)

// menuAction, with what it is about behind it, is the menu of something in the lists; an option's value is what to do, with what, and its ID. addAction is the buttons that
// open the form of something new; pageAction those, and the menu, that show another page or pipeline.
const (
	menuAction = "stages.menu"
	addAction  = "stages.add"
	pageAction = "stages.list"
)

// perPage is how many stages or reasons a page shows, however long their names are.
const perPage = 10

// listing is a page of a pipeline's stages as somebody sees it.
type listing struct {
	pipelines *models.Pipelines
	pipeline  models.Pipeline
	page      int
	mayManage bool
}

// listed are definitions in the order of a list: those in use, then the retired ones.
func listed[D any](all []D, retired func(D) bool) []D {
	var list, out []D
	for _, d := range all {
		if retired(d) {
			out = append(out, d)
		} else {
			list = append(list, d)
		}
	}
	return append(list, out...)
}

// pageOf is a page of a list, from 0; more reports that others follow.
func pageOf[D any](list []D, page int) (shown []D, more bool) {
	from, to := min(len(list), page*perPage), min(len(list), (page+1)*perPage)
	return list[from:to], to < len(list)
}

// icons mark stages by their kinds.
var icons = map[models.StageKind]string{models.StageOpen: "🔵", models.StageWon: "🏆", models.StageLost: "⚪"}

// stageList is a page of a pipeline's stages, from 0, with what an admin may do with them, and the way to the other pipelines.
func stageList(p *i18n.Printer, l listing) surface.Message {
	title := "*" + p.T("stages.title", "Name", views.BothNames(l.pipeline.LabelZH, l.pipeline.LabelEN)) + "*"
	if l.pipeline.Retired() {
		title += " · " + p.T("definition.retired")
	}
	row := func(text, of string, retired bool) slack.Block {
		if !l.mayManage {
			return views.Section(text)
		}
		return views.SectionWith(text, menu(p, of, retired))
	}
	blocks := []slack.Block{row(title, ofPipeline+" "+views.Itoa(l.pipeline.ID), l.pipeline.Retired())}
	shown, more := pageOf(listed(l.pipeline.Stages, models.Stage.Retired), l.page)
	for _, s := range shown {
		text := fmt.Sprintf("%s *%s* · %d %%", icons[s.Kind], views.BothNames(s.LabelZH, s.LabelEN), s.Probability)
		if s.Retired() {
			text += " · " + p.T("definition.retired")
		}
		blocks = append(blocks, row(text, ofStage+" "+s.Key(), s.Retired()))
	}
	var buttons []slack.BlockElement
	if l.mayManage {
		buttons = append(buttons, addButton(p, ofStage, l.pipeline.ID), addButton(p, ofPipeline, l.pipeline.ID))
	}
	if others := pipelineMenu(p, l); others != nil {
		buttons = append(buttons, others)
	}
	buttons = append(buttons, views.Button(pageAction+"/reasons", ofReason+" - 0", p.T("button.stages_reasons")))
	if more {
		buttons = append(buttons, views.Button(pageAction, fmt.Sprintf("%s %d %d", ofPipeline, l.pipeline.ID, l.page+1), p.T("button.more")))
	}
	blocks = append(blocks, views.Actions("", buttons...))
	if l.mayManage {
		blocks = append(blocks, views.Footnote(p.T("stages.hint")))
	}
	return surface.Message{Text: p.T("stages.title", "Name", views.BothNames(l.pipeline.LabelZH, l.pipeline.LabelEN)), Blocks: blocks}
}

func menu(p *i18n.Printer, of string, retired bool) slack.BlockElement {
	return views.DefinitionMenu(p, menuAction+"/"+strings.ReplaceAll(of, " ", "."), of, retired, views.Option(views.DoRename+" "+of, p.T("stages.do_rename")))
}

var addLabels = map[string]string{ofStage: "button.stages_add_stage", ofPipeline: "button.stages_add_pipeline", ofReason: "button.stages_add_reason"}

func addButton(p *i18n.Printer, kind string, pipelineID int64) slack.BlockElement {
	return views.Button(addAction+"/"+kind, kind+" "+views.Itoa(pipelineID), p.T(addLabels[kind]))
}

// maxMenu is the most options that Slack takes in a menu.
const maxMenu = 100

// pipelineMenu leads to the other pipelines, those in use first; nil where there are none.
func pipelineMenu(p *i18n.Printer, l listing) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, other := range listed(l.pipelines.All(), models.Pipeline.Retired) {
		if other.ID != l.pipeline.ID && len(options) < maxMenu {
			options = append(options, views.Option(fmt.Sprintf("%s %d 0", ofPipeline, other.ID), other.Label(p.Language())))
		}
	}
	if len(options) == 0 {
		return nil
	}
	return slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, views.Plain(p.T("stages.other"), views.MaxOption), pageAction+"/other", options...)
}

// reasonList is a page of the reasons for which deals are lost, from 0.
func reasonList(p *i18n.Printer, reasons []models.Option, page int, mayManage bool) surface.Message {
	blocks := []slack.Block{views.Section("*" + p.T("stages.reasons") + "*")}
	shown, more := pageOf(listed(reasons, func(o models.Option) bool { return o.Retired }), page)
	for _, r := range shown {
		text := "*" + views.BothNames(r.ZH, r.EN) + "*"
		if r.Retired {
			text += " · " + p.T("definition.retired")
		}
		if mayManage {
			blocks = append(blocks, views.SectionWith(text, menu(p, ofReason+" "+r.Key, r.Retired)))
		} else {
			blocks = append(blocks, views.Section(text))
		}
	}
	var buttons []slack.BlockElement
	if mayManage {
		buttons = append(buttons, addButton(p, ofReason, 1))
	}
	buttons = append(buttons, views.RunButton("stages", "stages", p.T("button.stages")))
	if more {
		buttons = append(buttons, views.Button(pageAction, ofReason+" - "+strconv.Itoa(page+1), p.T("button.more")))
	}
	return surface.Message{Text: p.T("stages.reasons"), Blocks: append(blocks, views.Actions("", buttons...))}
}

// named are the inputs of two names.
func named(p *i18n.Printer, zh, en string) []slack.Block {
	return []slack.Block{views.Optional(views.TextInput(p, models.InputLabelZH, zh, 0, false)), views.Optional(views.TextInput(p, models.InputLabelEN, en, 0, false))}
}

func form(p *i18n.Printer, callback, key string, blocks []slack.Block) surface.Modal {
	return surface.Modal{Callback: callback, Title: p.T(key), Submit: p.T("button.save"), Close: p.T("button.cancel"), Blocks: blocks}
}

// stageForm asks for a stage of a pipeline; one without an ID is new. Of one in which deals end the probability is certain, and never asked.
func stageForm(p *i18n.Printer, pipeline models.Pipeline, s models.Stage, chance string) surface.Modal {
	blocks := append([]slack.Block{views.Footnote(views.BothNames(pipeline.LabelZH, pipeline.LabelEN))}, named(p, s.LabelZH, s.LabelEN)...)
	title := "modal.stages_stage.title"
	if s.ID == 0 {
		title = "modal.stages_stage_new.title"
		var options []*slack.OptionBlockObject
		for _, kind := range models.StageKinds() {
			options = append(options, views.Option(string(kind), p.T("stage_kind."+string(kind))))
		}
		chosen := string(s.Kind)
		if chosen == "" {
			chosen = string(models.StageOpen)
		}
		blocks = append(blocks, views.ChooseInput(p, models.InputStageKind, options, chosen))
	}
	if s.ID == 0 || s.Kind == models.StageOpen {
		blocks = append(blocks, views.Optional(views.TextInput(p, models.InputStageChance, chance, 0, false)))
	}
	return form(p, stageModal, title, blocks)
}

// pipelineForm asks for a pipeline; one without an ID is new, and asks for its open stages.
func pipelineForm(p *i18n.Printer, pipeline models.Pipeline, stages string) surface.Modal {
	if pipeline.ID != 0 {
		return form(p, pipelineModal, "modal.stages_pipeline.title", named(p, pipeline.LabelZH, pipeline.LabelEN))
	}
	blocks := append(named(p, pipeline.LabelZH, pipeline.LabelEN), views.Optional(views.TextInput(p, models.InputStages, stages, 0, true)))
	return form(p, pipelineModal, "modal.stages_pipeline_new.title", blocks)
}

// reasonForm asks for a reason; one without a key is new.
func reasonForm(p *i18n.Printer, reason models.Option) surface.Modal {
	title := "modal.stages_reason.title"
	if reason.Key == "" {
		title = "modal.stages_reason_new.title"
	}
	return form(p, reasonModal, title, named(p, reason.ZH, reason.EN))
}
