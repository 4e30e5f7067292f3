package channel

import (
	"os"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		return viewstest.Shown{
			Messages: map[string]surface.Message{
				"channels": channels(p, reportChannels(), map[string]models.Place{
					"C0SALES": {ID: "C0SALES", Name: "sales", In: true, Outside: true}, "#general": {ID: "C0GENERAL", Name: "everybody", In: true},
				}, viewstest.Pipelines()),
				"channel_set":     channelSet(p, reportChannels()[1], models.Place{ID: "C0SALES"}, viewstest.Pipelines(), true),
				"channel_unheard": channelSet(p, models.ReportChannel{ID: "C0SUPPORT", Tickets: true}, models.Place{ID: "C0SUPPORT", In: true}, nil, true),
			},
			Modals: map[string]surface.Modal{
				"channel": setChannel(p, reportChannels()[1], viewstest.Pipelines()),
			},
		}
	}, os.DirFS("."))
}

// reportChannels are a configured one, one chosen in Slack, and a configured one that was switched off there.
func reportChannels() []models.ReportChannel {
	berlin, _ := time.LoadLocation("Europe/Berlin") // there since other tests need it
	return []models.ReportChannel{
		{ID: "#general", Language: "zh", Zone: berlin, Summary: true, Report: true, Configured: true},
		{ID: "C0SALES", Name: "sales", Zone: berlin, Report: true, Deals: models.NewsFilter{
			Won: true, Moved: true, PipelineID: 1, From: models.Money{Minor: 1000000, Currency: "CNY"}, Owner: "U0BOB",
		}},
		{ID: "C0OFF", Name: "off", Configured: true},
	}
}
