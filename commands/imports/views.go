package imports

import (
	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// fileModal is the callback ID of the form that asks for a file, or how one that was shared is imported.
const fileModal = "customers.import"

// The buttons. The value of the first two is a file's ID, that of the others a task's.
const (
	openAction     = "import.open"
	leaveAction    = "import.leave"
	goAction       = "import.go"
	cancelAction   = "import.cancel"
	columnsAction  = "import.columns"
	stopAction     = "import.stop"
	rejectedAction = "import.rejected"
	undoAction     = "import.undo"
	keptAction     = "import.kept"
)

// maxShownName is how much of a file's name is shown, in characters.
const maxShownName = 80

// fileName is a file's name, ready for mrkdwn.
func fileName(name string) string {
	return views.Escape(models.Shorten(views.OneLine(name), maxShownName))
}

// fileForm asks for a file, what becomes of customers that are there already, and who gets those of nobody; of members of a campaign also how
// they stand to it.
func fileForm(p *i18n.Printer, form wanted, campaign models.Campaign, actor models.Actor) surface.Modal {
	var blocks []slack.Block
	if form.Campaign != "" {
		blocks = append(blocks, views.Section(p.T("import.members_of", "Campaign", views.CampaignTitle(campaign))))
	}
	if form.File == "" {
		file := slack.NewFileInputBlockElement(views.FieldAction).WithMaxFiles(1).WithFileTypes("xlsx", "csv", "tsv", "txt")
		blocks = append(blocks, views.Input(p, models.InputFile, file))
		if form.Campaign == "" { // the sheet is one of customers
			blocks = append(blocks, views.Actions("", views.RunButton("template", "import template", p.T("button.import_template"))))
		}
	} else {
		blocks = append(blocks, views.Section("*"+fileName(form.Name)+"*"))
	}
	title := "modal.import.title"
	if form.Campaign != "" {
		title = "modal.import_members.title"
		state := views.MemberStateInput(p, models.MemberInvited)
		state.Hint = views.Plain(p.T("import.member_state_hint"), maxLabel)
		there := duplicatesInput(p, "import.members_", models.DuplicatesSkip, models.DuplicatesUpdate)
		there.Label, there.Hint = views.Plain(p.T("import.members_there"), maxLabel), nil
		blocks = append(blocks, state, there)
	} else {
		blocks = append(blocks, duplicatesInput(p, "import.duplicates_", models.DuplicatePolicies()...))
	}
	if mayFor(actor) {
		owner := views.UserInput(p, models.FieldOwner, actor.ID)
		owner.Label, owner.Hint = views.Plain(p.T("import.owner"), maxLabel), views.Plain(p.T("import.owner_hint"), maxLabel)
		blocks = append(blocks, owner)
	} else {
		blocks = append(blocks, views.Footnote(p.T("import.for_yourself")))
	}
	blocks = append(blocks, views.Footnote(p.T("import.nothing_yet")))
	return surface.Modal{Callback: fileModal, Title: p.T(title), Submit: p.T("button.import_look"), Close: p.T("button.cancel"), Blocks: blocks}
}

// duplicatesInput asks what becomes of what is there already, the first of some policies chosen; words begins the keys of what they are called.
func duplicatesInput(p *i18n.Printer, words string, policies ...models.DuplicatePolicy) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, policy := range policies {
		options = append(options, views.Option(string(policy), p.T(words+string(policy))))
	}
	radio := slack.NewRadioButtonsBlockElement(views.FieldAction, options...)
	radio.InitialOption = options[0]
	return views.Input(p, models.InputDuplicates, radio)
}

// offerFiles asks whether files that were shared are to be imported.
func offerFiles(p *i18n.Printer, files []bot.Attached) surface.Message {
	text := p.T("import.offer")
	blocks := []slack.Block{views.Section(text)}
	also := ""
	if len(files) > 1 {
		also = " +"
	}
	for _, file := range files {
		title := "📄 *" + fileName(file.Name) + "*"
		if file.Size > 0 {
			title += " · " + weight(p, file.Size)
		}
		blocks = append(blocks, views.SectionWith(title, views.Primary(views.Button(openAction, file.ID+also, p.T("button.import_this")))))
	}
	blocks = append(blocks, views.Actions("", views.Button(leaveAction, files[0].ID, p.T("button.import_leave"))))
	return surface.Message{Text: text, Blocks: blocks}
}

// weight is a number of bytes as people read it.
func weight(p *i18n.Printer, bytes int64) string {
	if bytes < 1<<20 {
		return p.T("import.size_kb", "Size", p.Number(int((bytes+1023)>>10)))
	}
	return p.T("import.size_mb", "Size", p.Number(int((bytes+(1<<19))>>20)))
}

// looking says that a file is being looked at.
func looking(p *i18n.Printer, name string) surface.Message {
	return views.Notice("🔎 " + p.T("import.looking", "File", fileName(name)))
}

// cantRead says why a file can't be imported, with the way to another one.
func cantRead(p *i18n.Printer, name string, errs models.Errors) surface.Message {
	message := views.WithNotice(views.Notice("📄 "+fileName(name)), views.Refusal(p, errs))
	message.Text = views.Refusal(p, errs).Text
	message.Blocks = append(message.Blocks, views.Actions("", views.RunButton("import", "import", p.T("button.import_other"))))
	return message
}

// templateComes says that the blank sheet is sent.
func templateComes(p *i18n.Printer) surface.Message {
	return views.Notice("📄 " + p.T("import.template_comes"))
}

// begun takes the place of the preview that is carried out.
func begun(p *i18n.Printer, name string) surface.Message {
	return views.Notice("▶️ " + p.T("import.begun", "File", fileName(name)))
}

// cancelled takes the place of the preview that is given up.
func cancelled(p *i18n.Printer, name string) surface.Message {
	message := views.Notice(p.T("import.cancelled", "File", fileName(name)))
	message.Blocks = append(message.Blocks, views.Actions("", views.RunButton("import", "import", p.T("button.import_other"))))
	return message
}

// stopping says that a task ends behind what is under way.
func stopping(p *i18n.Printer, t models.Task) surface.Message {
	return views.Notice("⏹️ " + p.T("import.stopping", "File", fileName(t.Title)))
}

// remarkText is a remark about a file, ready for mrkdwn.
func remarkText(p *i18n.Printer, r mapping.Remark) string {
	return views.Sentence(p, &models.Error{Key: r.Key, Args: r.Args}, views.Escape)
}

// plainRemark is a remark for a form's hint.
func plainRemark(p *i18n.Printer, r mapping.Remark) string {
	return views.RefusalText(p, &models.Error{Key: r.Key, Args: r.Args})
}
