package deal

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		p = p.Labelled(views.TeamWords(nil, viewstest.TwoPipelines(), models.FirstLostReasons(), p.Language()))
		to, c, deals, pipelines := viewstest.UTC(p), viewstest.Customer(), viewstest.Deals(), viewstest.Pipelines()
		rules := models.Rules{Pipelines: pipelines}
		contacts := commands.PeopleOf(append([]models.Contact{c.Primary()}, viewstest.Contacts()...), true)
		stages := []choice{{pipelines.All()[0], pipelines.All()[0].Offered(models.StageOpen)}}
		both := viewstest.TwoPipelines()
		moved := deals[0]
		moved.PipelineID, moved.StageID = 2, 12
		own := viewstest.CustomFields(7)
		moved.Custom = map[models.Field]string{own[0].Key(): "HT-<!here> 1"}
		elsewhere := card{customer: c, deal: moved, custom: own, pipelines: both, today: viewstest.Today, mayEdit: true}
		several := []choice{stages[0], {both.All()[1], both.All()[1].Stages[1:2]}}
		of := func(d models.Deal, mayEdit bool) card {
			return card{customer: c, deal: d, contact: contacts.Name(p, d.ContactID), pipelines: pipelines, today: viewstest.Today, mayEdit: mayEdit, mayUndo: mayEdit}
		}
		followUps := []models.FollowUp{viewstest.Due(1, viewstest.Today, "call").FollowUp}
		conflict := &models.ConflictError{Entity: models.EntityDeal, Current: &deals[0], Code: "D001", Version: 3, Fields: []models.FieldConflict{
			{Field: models.FieldAmount, Mine: "5 CNY", Theirs: "12345.5 CNY", By: "U0BOB", At: viewstest.Now}, {Field: models.FieldStage, Mine: "1", Theirs: "3", By: "U0BOB", At: viewstest.Now},
		}}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"card": dealCard(to, of(deals[0], true)), "card_bare": dealCard(to, of(deals[1], false)), "card_lost": dealCard(to, of(deals[2], true)),
				"card_moved": dealCard(to, elsewhere),
				"list":       dealList(to, page{customer: c, deals: deals, total: 3, rows: 3, pipelines: pipelines, today: viewstest.Today, mayEdit: true}),
				"list_page":  dealList(to, page{customer: c, deals: deals, total: 3, before: 1, rows: 1, pipelines: pipelines, today: viewstest.Today}),
				"list_none":  dealList(to, page{customer: c, pipelines: pipelines, mayEdit: true}),
			},
			Modals: map[string]surface.Modal{
				"new":      newForm(p, c, asked{stages, contacts, rules, nil}, map[models.Field]string{models.FieldDealTitle: "Licences", models.FieldStage: "1"}),
				"edit":     editForm(p, c, deals[0], asked{stages, contacts, rules, nil}),
				"several":  editForm(p, c, moved, asked{several, commands.People{}, rules, own}),
				"conflict": views.ReconcileForm(to, editForm(p, c, deals[0], asked{stages, contacts, rules, nil}), conflict, nil),
				"won":      closeForm(to, ending{customer: c, deal: deals[0], won: true, followUps: followUps, mayActivate: true}),
				"lost":     closeForm(to, ending{customer: c, deal: deals[0], reasons: models.FirstLostReasons()}),
			},
		}
	}, os.DirFS("."))
}
