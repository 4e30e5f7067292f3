package merge

import (
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

const (
	mergeModal = "customer.merge"
	undoAction = "merge.undo" // its value is the merge's ID
	keptBlock  = "kept"       // which code stays
	takePrefix = "take."      // begins the block_id of a field's choice
)

// sides are the values of a choice between two customers, in the order in which the form shows them.
var sides = [2]string{"first", "second"}

// bothSides is the value of the choice of both.
const bothSides = "both"

// maxChoices is how many fields the form has at most: a view has at most 100 blocks
// (docs.slack.dev/surfaces/modals). Beyond it the kept customer's values stay.
const maxChoices = 90

// mergeForm asks which of two customers stays, and which value each field has in which they differ: at first that of the first one,
// or of the other where the first has none.
func mergeForm(p views.Reader, pair models.MergePair) surface.Modal {
	codes := [2]string{views.CardTitle(pair.Kept), views.CardTitle(pair.Other)}
	blocks := []slack.Block{
		views.Section(p.T("merge.text", "First", codes[0], "Second", codes[1])),
		choice(keptBlock, p.T("merge.kept"), [2]string{pair.Kept.Code, pair.Other.Code}, false),
	}
	for _, spec := range pair.Fields[:min(len(pair.Fields), maxChoices)] {
		label := views.FieldLabel(p.Printer, spec.Key)
		if spec.Custom != nil {
			label = spec.Custom.Label(p.Language())
		}
		values := [2]string{pair.Kept.Get(spec.Key), pair.Other.Get(spec.Key)}
		block := choice(takePrefix+string(spec.Key), label, [2]string{views.HistoryText(p, spec, values[0]), views.HistoryText(p, spec, values[1])}, models.Fuller(values[0], values[1]))
		if models.MayKeepBoth(spec, values[0], values[1]) {
			offerBoth(block, p.T("merge.both", "Values", views.HistoryText(p, spec, models.KeepBoth(values[0], values[1]))))
		}
		blocks = append(blocks, block)
	}
	blocks = append(blocks, views.Footnote(p.T("merge.hint")))
	return surface.Modal{Callback: mergeModal, Title: p.T("modal.merge.title"), Submit: p.T("button.merge"), Close: p.T("button.cancel"), Blocks: blocks}
}

// choice is an input with the values of both customers, of which one is chosen: the first one's, or the second one's. The values are
// mrkdwn.
func choice(block, label string, values [2]string, second bool) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for i, value := range values {
		options = append(options, option(sides[i], value))
	}
	element := slack.NewRadioButtonsBlockElement(views.FieldAction, options...)
	element.InitialOption = options[0]
	if second {
		element.InitialOption = options[1]
	}
	return slack.NewInputBlock(block, views.Plain(label, views.InputMax), nil, element)
}

func option(value, text string) *slack.OptionBlockObject {
	return slack.NewOptionBlockObject(value, slack.NewTextBlockObject(slack.MarkdownType, views.Clip(text, views.MaxOption), false, false), nil)
}

// offerBoth lets a choice between two values be both, as it is at first.
func offerBoth(block *slack.InputBlock, text string) {
	if element, is := block.Element.(*slack.RadioButtonsBlockElement); is {
		both := option(bothSides, text)
		element.Options, element.InitialOption = append(element.Options, both), both
	}
}

// merged shows the customer that was kept, with the buttons that take the merge back and go on with the next likely pair.
func merged(p views.Reader, card models.Card, gone models.Customer, id int64) surface.Message {
	notice := views.Notice(p.T("notice.merged", "Code", card.Customer.Code, "Other", gone.Code, "Name", views.Escape(views.OneLine(gone.Name))))
	message := views.WithNotice(notice, views.Card(p, card))
	message.Blocks = append(message.Blocks, views.Actions("", undoButton(p.Printer, id), views.RunButton("dedupe", "dedupe", p.T("button.next_pair"))))
	return message
}

func undoButton(p *i18n.Printer, id int64) *slack.ButtonBlockElement {
	return views.Button(undoAction, views.Itoa(id), p.T("button.unmerge"))
}

// mergesList are the merges that can be taken back.
func mergesList(p *i18n.Printer, merges []models.Merge, pairs []models.MergePair) surface.Message {
	if len(merges) == 0 {
		return views.Notice(p.T("merge.none"))
	}
	text := p.T("merge.title")
	blocks := []slack.Block{views.Section("*" + text + "*")}
	for i, merge := range merges {
		line := views.CardTitle(pairs[i].Other) + " → " + views.CardTitle(pairs[i].Kept) + "\n" + views.SlackTime(merge.MergedAt) + " · " + views.Mention(merge.MergedBy)
		blocks = append(blocks, views.SectionWith(line, undoButton(p, merge.ID)))
	}
	return surface.Message{Text: text, Blocks: blocks}
}

// unmerged says that both customers are as they were; stays are the labels of the fields that aren't.
func unmerged(p *i18n.Printer, undone models.Unmerged, stays []string) surface.Message {
	text := p.T("notice.unmerged", "Kept", views.CardTitle(undone.Kept), "Other", views.CardTitle(undone.Other))
	if len(stays) > 0 {
		text += "\n" + p.T("merge.stays", "Code", undone.Kept.Code, "Fields", views.Escape(strings.Join(stays, p.T("list.separator"))))
	}
	message := views.Notice(text)
	message.Blocks = append(message.Blocks, views.Actions("",
		views.RunButton("kept", "show "+undone.Kept.Code, undone.Kept.Code), views.RunButton("other", "show "+undone.Other.Code, undone.Other.Code)))
	return message
}

// pairMessage shows two customers that may be the same, with in what they agree, and asks what they are.
func pairMessage(p views.Reader, pair models.Pair) surface.Message {
	labels := make([]string, len(pair.Same))
	for i, field := range pair.Same {
		labels[i] = views.FieldLabel(p.Printer, field)
	}
	text := p.T("pair.text", "Fields", strings.Join(labels, p.T("list.separator")))
	value := pairValue(pair)
	return surface.Message{Text: text, Blocks: []slack.Block{
		views.Section(text),
		views.SectionWith(views.CustomerLine(p, pair.First), views.RunButton("first", "show "+pair.First.Code, p.T("button.open"))),
		views.SectionWith(views.CustomerLine(p, pair.Second), views.RunButton("second", "show "+pair.Second.Code, p.T("button.open"))),
		views.Actions("", views.Primary(views.RunButton("merge", "merge "+pair.First.Code+" "+pair.Second.Code, p.T("button.merge_these")))),
		views.Actions("", views.Button(twoAction, value, p.T("button.two")), views.Button(laterAction, value, p.T("button.later"))),
	}}
}

// noPairs says that nothing is left to decide.
func noPairs(p *i18n.Printer) surface.Message { return views.Notice(p.T("pair.none")) }
