package stages

import (
	"fmt"
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// two are two pipelines, one of them retired, with a retired stage.
func two() *models.Pipelines {
	list := viewstest.Pipelines().All()
	stages := append([]models.Stage(nil), list[0].Stages...)
	stages = append(stages, models.Stage{ID: 7, PipelineID: 1, Kind: models.StageOpen, LabelEN: "Trial", LabelZH: "试用", Probability: 30, RetiredAt: &viewstest.Now})
	return models.NewPipelines([]models.Pipeline{list[0], {ID: 2, LabelEN: "<!here> Channel", LabelZH: "渠道", RetiredAt: &viewstest.Now}}, stages)
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		all := two()
		first, second := all.All()[0], all.All()[1]
		reasons := models.FirstLostReasons()
		reasons[0].Retired, reasons[1].EN = true, "*Rival* <!channel>"
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"stages":       stageList(p, listing{pipelines: all, pipeline: first, mayManage: true}),
				"stages_seen":  stageList(p, listing{pipelines: all, pipeline: first}),
				"retired":      stageList(p, listing{pipelines: all, pipeline: second, mayManage: true}),
				"reasons":      reasonList(p, reasons, 0, true),
				"reasons_seen": reasonList(p, reasons, 0, false),
			},
			Modals: map[string]surface.Modal{
				"stage": stageForm(p, first, first.Stages[1], "50"), "stage_won": stageForm(p, first, first.Stages[2], "100"),
				"stage_new":    stageForm(p, first, models.Stage{}, "75"),
				"pipeline":     pipelineForm(p, first, ""),
				"pipeline_new": pipelineForm(p, models.Pipeline{}, "线索=Lead"),
				"reason":       reasonForm(p, reasons[1]), "reason_new": reasonForm(p, models.Option{}),
			},
		}
	}, os.DirFS("."))
}

// However many and long they are, Slack takes a page of them in one message.
func TestEveryPageFits(t *testing.T) {
	long := func(n int) (string, string) {
		return fmt.Sprintf("第%02d阶段", n) + wide(36), fmt.Sprintf("Stage %02d", n) + wide(32)
	}
	var pipelines []models.Pipeline
	var stages []models.Stage
	var reasons []models.Option
	for i := range models.MaxPipelines {
		zh, en := long(i)
		pipelines = append(pipelines, models.Pipeline{ID: 1<<40 + int64(i), LabelZH: zh, LabelEN: en})
	}
	for i := range models.MaxStages {
		zh, en := long(i)
		stages = append(stages, models.Stage{ID: 1<<40 + int64(i), PipelineID: 1 << 40, Kind: models.StageOpen, LabelZH: zh, LabelEN: en, Probability: 100})
	}
	for i := range models.MaxLostReasons {
		zh, en := long(i)
		reasons = append(reasons, models.Option{Key: fmt.Sprint("r", i), ZH: zh, EN: en})
	}
	all := models.NewPipelines(pipelines, stages)
	bundle := viewstest.Catalogues(t, os.DirFS("."))
	for _, lang := range i18n.Languages() {
		p := bundle.For(lang)
		seen := 0
		for page := range 5 {
			for name, message := range map[string]surface.Message{
				"stages": stageList(p, listing{pipelines: all, pipeline: all.All()[0], page: page, mayManage: true}), "reasons": reasonList(p, reasons, page, true),
			} {
				if !message.Fits() {
					t.Errorf("page %d of %s has %d characters in %s", page, name, surface.Size(message.Blocks), lang)
				}
			}
			shown, _ := pageOf(reasons, page)
			seen += len(shown)
		}
		if seen != len(reasons) {
			t.Errorf("%d of %d reasons are shown", seen, len(reasons))
		}
	}
}

func wide(n int) string {
	runes := make([]rune, n)
	for i := range runes {
		runes[i] = '宽'
	}
	return string(runes)
}
