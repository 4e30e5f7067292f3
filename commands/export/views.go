package export

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// exportModal is the callback ID of the form that asks for the format.
const exportModal = "customers.export"

// form says how many customers the file has, and asks for its format.
func form(p *i18n.Printer, query string, what views.Asked, many counted, hides bool) surface.Modal {
	blocks := []slack.Block{
		views.Section(named("*"+customers(p, many)+"*", query, what)),
		views.ChooseInput(p, models.InputFormat, []*slack.OptionBlockObject{
			views.Option(string(xlsx), p.T("export.xlsx")), views.Option(string(csv), p.T("export.csv")),
		}, string(xlsx)),
	}
	if hides {
		blocks = append(blocks, views.Footnote(p.T("export.masked")))
	}
	return surface.Modal{
		Callback: exportModal, Title: p.T("modal.export.title"), Submit: p.T("button.export_file"), Close: p.T("button.cancel"), Blocks: blocks,
	}
}

// customers says how many there are.
func customers(p *i18n.Printer, many counted) string {
	if many.least {
		return p.T("export.many", "Max", p.Number(many.total))
	}
	return p.Count("export.count", many.total)
}

// named adds what was searched for.
func named(text, query string, what views.Asked) string {
	if query == "" {
		return text
	}
	return text + " · " + what.Mrkdwn()
}

// beingMade says that the file comes.
func beingMade(p *i18n.Printer, many counted) surface.Message {
	return views.Notice("📄 " + p.T("export.making", "Customers", customers(p, many)))
}

// shared stands above the file.
func shared(p *i18n.Printer, total int, query string, what views.Asked, hides bool) string {
	text := named("📄 *"+p.Count("export.count", total)+"*", query, what)
	if hides {
		text += "\n" + p.T("export.masked")
	}
	return text
}

// nobody says that there is nothing to export.
func nobody(p *i18n.Printer, query string, what views.Asked) surface.Message {
	if query == "" {
		return views.Notice(p.T("export.nobody_at_all"))
	}
	message := views.Notice(p.T("export.nobody", "Words", what.Mrkdwn()))
	if run := "find " + query; len(run) <= views.MaxRunText {
		message.Blocks = append(message.Blocks, views.Actions("", views.RunButton("find", run, p.T("button.search_it"))))
	}
	return message
}
