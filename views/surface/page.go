package surface

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"strconv"
	"strings"

	"github.com/slack-go/slack"
)

// Slack's limits of one message: 50 blocks (docs.slack.dev/reference/block-kit/blocks), and so many characters of JSON in all
// of them together, beyond which it may answer msg_blocks_too_long. The latter is documented nowhere; people report 11,000 to
// 13,000.
const (
	MaxBlocks = 50
	MaxChars  = 11_000
)

// pageChars is how long a page is that another follows: who posts it notes on its rows which rows stand there.
const pageChars = 10_000

// Fits reports whether Slack takes a message as one.
func (m Message) Fits() bool { return len(m.Blocks) <= MaxBlocks && Size(m.Blocks) <= MaxChars }

// Size is how many characters blocks have as JSON, in UTF-16 code units.
func Size(blocks []slack.Block) (size int) {
	for _, block := range blocks {
		size += sizeOf(block)
	}
	return size
}

func sizeOf(block slack.Block) int {
	encoded, err := json.Marshal(block)
	if err != nil { // whoever sends it is told
		return 0
	}
	size := 0
	for _, r := range string(encoded) {
		size++
		if r > 0xFFFF {
			size++
		}
	}
	return size
}

// Page is a part of a message that is too long for one.
type Page struct {
	Message
	// Told names what the page says, for the page after it; More says that there is something left for that. Told is empty
	// where the whole message is one page.
	Told []string
	More bool
}

// Page returns the page of a message, from 1, that follows what the pages before it have told. What belongs together (a title
// and what stands under it, a text and its buttons) stands on one page where it fits. When nothing is left to tell it is the
// zero Page.
//
// The message may be another than the one whose pages were told: what is new in it is told, what is gone isn't.
func (m Message) Page(number int, told []string) Page {
	if number == 1 && m.Fits() {
		return Page{Message: m}
	}
	rest, says := untold(m.Blocks, told)
	if !says && len(m.Blocks) > 0 {
		return Page{}
	}
	page := Page{Message: Message{Text: m.Text}}
	if number > 1 {
		page.Text = fmt.Sprintf("%s (%d)", m.Text, number)
		page.Blocks = continued(page.Text)
	}
	size := Size(page.Blocks)
	for i, p := range rest {
		grown := size + Size(p)
		if i > 0 && (grown > pageChars || len(page.Blocks)+len(p) > MaxBlocks) {
			page.More = true
			break
		}
		page.Blocks, page.Told, size = append(page.Blocks, p...), append(page.Told, p.name()), grown
	}
	return page
}

// untold are the parts of blocks that no page has told; says is false where none of them is worth a message. Two parts may say
// the same: each is told.
func untold(blocks []slack.Block, told []string) (rest []part, says bool) {
	times := map[string]int{}
	for _, name := range told {
		times[name]++
	}
	for _, p := range parts(blocks) {
		name := p.name()
		if times[name] > 0 {
			times[name]--
			continue
		}
		rest, says = append(rest, p), says || p.says()
	}
	return rest, says
}

// Pages returns a message in as many as Slack takes.
func (m Message) Pages() []Message {
	var pages []Message
	var told []string
	for number := 1; ; number++ {
		page := m.Page(number, told)
		if page.Text == "" && len(page.Blocks) == 0 && number > 1 {
			return pages
		}
		pages, told = append(pages, page.Message), append(told, page.Told...)
		if !page.More {
			return pages
		}
	}
}

// longestLead is how long a message's text may be, in bytes, that stands over its further pages.
const longestLead = 300

// continued stands over a page after the first.
func continued(text string) []slack.Block {
	if text == "" || len(text) > longestLead {
		return nil
	}
	words := slack.NewTextBlockObject(slack.MarkdownType, text, false, true)
	return []slack.Block{slack.NewContextBlock("", words)}
}

// part is what stands together in a message.
type part []slack.Block

// longestPart is how many blocks a part has at most.
const longestPart = 20

// parts takes blocks apart into what belongs together. What is too long for a message by itself is taken apart further.
func parts(blocks []slack.Block) (parts []part) {
	var open part
	titled := false // open ends with what stands over the next block
	for _, block := range halved(blocks) {
		over, under := standsOver(block), standsUnder(block)
		joins := len(open) > 0 && (titled || under) && len(open) < longestPart && Size(open)+sizeOf(block) <= pageChars-longestLead
		if !joins && len(open) > 0 {
			parts, open = append(parts, open), nil
		}
		open, titled = append(open, block), over || titled && block.BlockType() == slack.MBTContext && len(open) > 0
	}
	if len(open) > 0 {
		parts = append(parts, open)
	}
	return parts
}

// halved are blocks of which none is too long for a message: a section of fields, and a row of buttons, becomes several.
func halved(blocks []slack.Block) (small []slack.Block) {
	for _, block := range blocks {
		if sizeOf(block) <= pageChars-longestLead {
			small = append(small, block)
			continue
		}
		switch b := block.(type) {
		case *slack.SectionBlock:
			if half := len(b.Fields) / 2; half > 0 {
				first, second := *b, *slack.NewSectionBlock(nil, b.Fields[half:], nil)
				first.Fields = b.Fields[:half]
				small = append(small, halved([]slack.Block{&first, &second})...)
				continue
			}
		case *slack.ActionBlock:
			if half := len(b.Elements.ElementSet) / 2; half > 0 {
				first, second := *b, *slack.NewActionBlock("", b.Elements.ElementSet[half:]...)
				first.Elements = &slack.BlockElements{ElementSet: b.Elements.ElementSet[:half]}
				small = append(small, halved([]slack.Block{&first, &second})...)
				continue
			}
		}
		small = append(small, block)
	}
	return small
}

// standsOver reports a block that is the title of what follows it.
func standsOver(block slack.Block) bool {
	switch b := block.(type) {
	case *slack.HeaderBlock, *slack.DividerBlock:
		return true
	case *slack.SectionBlock:
		return b.Accessory == nil && b.Text != nil && title(b.Text.Text)
	}
	return false
}

// title reports text that is bold as a whole, and one line.
func title(text string) bool {
	return len(text) > 2 && strings.HasPrefix(text, "*") && strings.HasSuffix(text, "*") && !strings.ContainsAny(text[1:len(text)-1], "*\n")
}

// standsUnder reports a block that belongs to the one before it: the buttons of a row, a footnote.
func standsUnder(block slack.Block) bool {
	kind := block.BlockType()
	return kind == slack.MBTAction || kind == slack.MBTContext
}

// says reports that a part is worth a message: titles, footnotes and buttons alone aren't.
func (p part) says() bool {
	for _, block := range p {
		if !standsOver(block) && !standsUnder(block) {
			return true
		}
	}
	return false
}

// name is what a part is called among what pages have told: by the block_id that a row was given, else by what it says.
func (p part) name() string {
	sum := fnv.New64a()
	for i := range p {
		if id := p[len(p)-1-i].ID(); id != "" {
			_, _ = sum.Write([]byte(id))
			return strconv.FormatUint(sum.Sum64(), 36)
		}
	}
	encoded, err := json.Marshal(p)
	if err == nil {
		_, _ = sum.Write(encoded)
	}
	return strconv.FormatUint(sum.Sum64(), 36)
}
