package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// Signs that are understood in every language, for places without words.
const (
	warningSign = "⚠ "
	waitingSign = "⏳"
	doneSign    = "✓"
)

// Slack's limits of a view (docs.slack.dev/reference/views).
const (
	maxViewBlocks  = 100
	maxViewTitle   = 24
	maxSectionText = 3000
)

// modalView makes a handler's modal ready for Slack: the transport's metadata stands around the handler's.
func (b *Bot) modalView(m surface.Modal, o origin) (slack.ModalViewRequest, error) {
	return b.viewWith(m, metadata{origin: o, Modal: m.Metadata})
}

// viewWith is modalView with other metadata.
func (b *Bot) viewWith(m surface.Modal, kept metadata) (slack.ModalViewRequest, error) {
	private, err := kept.encode()
	if err != nil {
		return slack.ModalViewRequest{}, fmt.Errorf("modal %s: %w", m.Callback, err)
	}
	return slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plain(m.Title),
		Submit:          plain(m.Submit),
		Close:           plain(m.Close),
		CallbackID:      m.Callback,
		PrivateMetadata: private,
		NotifyOnClose:   m.NotifyOnClose,
		Blocks:          slack.Blocks{BlockSet: notNil(m.Blocks)},
	}, nil
}

func plain(text string) *slack.TextBlockObject {
	if text == "" {
		return nil
	}
	return slack.NewTextBlockObject(slack.PlainTextType, text, true, false)
}

// waitingView is shown while a slow answer is prepared. A form stays as it is, with what was entered, below a line that
// says so. When the process dies nothing is lost: sending the form again does it once.
func (b *Bot) waitingView(t *task) slack.ModalViewRequest {
	waiting := b.waiting(t)
	if t.asked.Kind == KindSubmission && t.view != nil {
		if view, err := b.refilledUnder(t, waiting.Blocks[:1], nil); err == nil {
			return view
		}
	}
	return b.bareView(t, waiting)
}

// waiting returns the handler's waiting view. It has at least one block.
func (b *Bot) waiting(t *task) surface.Modal {
	waiting := surface.Modal{}
	if render := b.options.Router.onWaiting; render != nil {
		asked := t.asked
		asked.User = b.knownUser(asked.User)
		waiting = render(&asked)
	}
	waiting.Title = cmp.Or(waiting.Title, t.view.title(), waitingSign)
	waiting.Submit = ""
	if len(waiting.Blocks) == 0 {
		waiting.Blocks = []slack.Block{section(waitingSign)}
	}
	return waiting
}

// bareView is a view without inputs.
func (b *Bot) bareView(t *task, waiting surface.Modal) slack.ModalViewRequest {
	view, err := b.modalView(waiting, t.origin)
	if err != nil { // its metadata is of no use
		waiting.Metadata = ""
		view, _ = b.modalView(waiting, origin{})
	}
	return view
}

// doneView takes the place of a waiting view when nothing else does, since the API can't close it.
func (b *Bot) doneView(t *task, message *surface.Message) slack.ModalViewRequest {
	done := b.waiting(t)
	done.Title = cmp.Or(t.view.title(), done.Title)
	done.Blocks = viewBlocks(message)
	return b.bareView(t, done)
}

func (v *viewPayload) title() string {
	if v == nil {
		return ""
	}
	runes := []rune(v.Title.Text)
	return string(runes[:min(len(runes), maxViewTitle)])
}

// modalBlocks are the blocks a view takes; messages take more (docs.slack.dev/reference/block-kit/blocks).
var modalBlocks = set("actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video")

// viewBlocks shows a message in a view: by its blocks when a view takes them, else by its text.
func viewBlocks(message *surface.Message) []slack.Block {
	if message == nil {
		return []slack.Block{section(doneSign)}
	}
	if len(message.Blocks) == 0 || len(message.Blocks) > maxViewBlocks {
		return []slack.Block{section(message.Text)}
	}
	for _, block := range message.Blocks {
		if !modalBlocks[string(block.BlockType())] {
			return []slack.Block{section(message.Text)}
		}
	}
	return message.Blocks
}

func section(text string) slack.Block {
	text = cmp.Or(text, doneSign)
	if runes := []rune(text); len(runes) > maxSectionText {
		text = string(runes[:maxSectionText-1]) + "…"
	}
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil)
}

// refilled is the submitted modal with everything that was entered, and with its errors. Sending it again is the same
// request: what the first sending may have done isn't done twice.
func (b *Bot) refilled(t *task, banner *surface.Message, errs map[string]string) (slack.ModalViewRequest, error) {
	var above []slack.Block
	if banner != nil {
		above = viewBlocks(&surface.Message{Text: banner.Text})[:1]
	}
	return b.refilledUnder(t, above, errs)
}

// refilledUnder is refilled below blocks that are left out when the form is sent again.
func (b *Bot) refilledUnder(t *task, above []slack.Block, errs map[string]string) (slack.ModalViewRequest, error) {
	blocks, err := refill(t.view.Blocks, t.view.State.Values, errs)
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	for i, block := range above {
		if above[i], err = marked(block); err != nil {
			return slack.ModalViewRequest{}, err
		}
	}
	for _, raw := range blocks {
		if len(above) < maxViewBlocks {
			above = append(above, raw)
		}
	}
	m := surface.Modal{
		Callback: t.view.CallbackID, Title: t.view.title(), Submit: t.view.Submit.text(), Close: t.view.Close.text(),
		NotifyOnClose: t.view.NotifyOnClose, Blocks: above,
	}
	return b.viewWith(m, metadata{
		origin: t.origin, Modal: t.asked.View.Metadata, Key: strings.TrimSuffix(t.asked.Key, ownKey("", t.asked.User.ID)), First: t.asked.First.Unix(),
	})
}

func (p *textPayload) text() string {
	if p == nil {
		return ""
	}
	return p.Text
}

// rawBlock is a block as Slack sent it, so that it can be sent back unchanged.
type rawBlock map[string]any

// BlockType returns the block's type.
func (b rawBlock) BlockType() slack.MessageBlockType { return slack.MessageBlockType(b.string("type")) }

// ID returns the block's block_id.
func (b rawBlock) ID() string { return b.string("block_id") }

func (b rawBlock) string(key string) string {
	text, _ := b[key].(string)
	return text
}

// inputErrors returns the errors of inputs that the view has; all is false when some errors have no such input. Slack
// refuses the whole answer when one of the keys is unknown.
func (v *viewPayload) inputErrors(errs map[string]string) (at map[string]string, all bool) {
	var blocks []rawBlock
	_ = json.Unmarshal(v.Blocks, &blocks)
	inputs := map[string]bool{}
	for _, block := range blocks {
		inputs[block.ID()] = block.BlockType() == slack.MBTInput
	}
	at = map[string]string{}
	for block, text := range errs {
		if inputs[block] {
			at[block] = text
		}
	}
	return at, len(at) == len(errs) && len(at) > 0
}
