package reply

import (
	"os"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		c, tickets := viewstest.Customer(), viewstest.Tickets()
		canned := []models.CannedReply{{ID: 1, Name: "Paper & <!here>", Text: "Please check *the paper*, {contact}.\nThanks, {me}"}, {ID: 2, Name: "电源", Text: "请检查电源。"}}
		chosen := about{customer: c, ticket: tickets[0], canned: canned, chosen: 2, text: "请检查电源。", state: models.TicketWaiting}
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"list": listMessage(p, canned, 3, 0, true), "list_read": listMessage(p, canned, 2, 0, false), "list_none": listMessage(p, nil, 0, 0, true), "sent": sent(p, tickets[1]),
				"told":      told(viewstest.UTC(p), models.ReplyTold{Text: "We *look* at it.\n<!channel> & <@U0BOB>", By: "Bob <!here>"}),
				"told_long": told(viewstest.UTC(p), models.ReplyTold{Text: strings.Repeat("&", models.MaxReplyText)}),
			},
			Modals: map[string]surface.Modal{
				"send": sendForm(p, about{customer: c, ticket: tickets[0]}), "send_chosen": sendForm(p, chosen),
				"new": cannedForm(p, newModal, models.CannedInput{Name: "Paper"}), "edit": cannedForm(p, editModal, models.CannedInput{Name: canned[0].Name, Text: canned[0].Text}),
			},
		}
	}, os.DirFS("."))
}
