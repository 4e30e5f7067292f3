package timeline

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		to := viewstest.UTC(p)
		c := viewstest.Customer()
		return viewstest.Shown{Messages: map[string]surface.Message{
			"timeline":        timeline(to, c, "", models.TimelinePage{Events: viewstest.Events(), Next: "next"}),
			"timeline_none":   timeline(to, c, models.EventContact, models.TimelinePage{}),
			"timeline_erased": timeline(to, viewstest.Erased(), "", models.TimelinePage{Events: viewstest.ErasedEvents()}),
		}}
	}, os.DirFS("."))
}

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		events := viewstest.Events()
		for i := range events {
			events[i].Task.Title = typed.Text("title")
			for j := range events[i].Entries {
				e := &events[i].Entries[j]
				if e.Subject = typed.Text("subject"); e.Field != string(models.FieldState) {
					e.OldValue, e.NewValue = typed.Text("before"), typed.Text("after")
				}
			}
		}
		return viewstest.Shown{Messages: map[string]surface.Message{
			"timeline": timeline(typed.To, typed.Card.Customer, "", models.TimelinePage{Events: append(events[:10:10], typed.Card.Events...)}),
		}}
	}, os.DirFS("."))
}
