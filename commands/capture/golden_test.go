package capture

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// told is a sentence with every part.
var told = sentence{
	ID: "0123", Text: "昨天和ABC公司张经理通了电话 <!channel>, 下周三10点跟进", Code: "C007", Name: "北京星河科技有限公司 *Ltd*", Kind: "call", Day: "2026-11-23", Clock: "16:30",
	Due: "2026-12-02", DueTime: "10:00", Title: "跟进 & call", Deal: "采购 <50> 套", Amount: "20万",
}

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		c := viewstest.Customer()
		other := c
		other.Code = "C008"
		unsure := sentence{Text: "met them last week", New: "Hooli <Systems>", Kind: "meeting", Title: "call"}
		reached := sentence{Text: "called, no answer", Code: "C007", Name: c.Name, Due: "2026-11-25", Title: "call again"}
		due := time.Date(2026, 12, 2, 2, 0, 0, 0, time.UTC)
		saved := models.Captured{
			Customer:    c,
			Interaction: &models.Interaction{Kind: models.InteractionWeChat, Text: "saw `them`", HappenedAt: viewstest.Now},
			Deal:        &models.Deal{Code: "D001", Title: "50 *seats*", Amount: models.Money{Minor: 2_000_000, Currency: "USD"}},
			FollowUp:    &models.FollowUp{Title: "send <quote>", DueOn: models.NewDate(2026, 12, 2), DueTime: "10:00", Zone: "Asia/Shanghai", DueAt: &due},
		}
		fresh := models.Captured{Customer: c, Created: true, FollowUp: &models.FollowUp{DueOn: models.NewDate(2026, 12, 5)}}
		to := viewstest.UTC(p)
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"card":      proposal(to, told, questions{currency: "CNY"}),
				"asks":      proposal(to, unsure, questions{customers: []models.Customer{c, other}, create: true, day: true, due: []models.Moment{{Day: models.NewDate(2026, 11, 24)}, {Day: models.NewDate(2026, 12, 1), Time: "10:00"}}}),
				"new":       proposal(to, unsure, questions{create: true, surely: true}),
				"unreached": proposal(to, reached, questions{nothing: true}),
				"saved":     savedMessage(to, saved, workday.Calendar{}),
				"created":   savedMessage(to, fresh, workday.Calendar{}),
				"dropped":   droppedMessage(p, told),
			},
			Modals: map[string]surface.Modal{
				"form":     form(to, told, &c),
				"form_new": form(to, unsure, nil),
			},
		}
	}, os.DirFS("."))
}
