package surface_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views/surface"
)

func section(text string) slack.Block {
	return slack.NewSectionBlock(slack.NewTextBlockObject(slack.MarkdownType, text, false, false), nil, nil)
}

// row is a text and its buttons, as in a digest.
func row(id int, text string) []slack.Block {
	label := slack.NewTextBlockObject(slack.PlainTextType, "Done", false, false)
	return []slack.Block{section(text), slack.NewActionBlock(fmt.Sprint("row/", id), slack.NewButtonBlockElement("done", strings.Repeat("v", 50), label))}
}

// digest is a message of any size: a title, two lists with headings, some rows of which say the same, and a footnote.
func digest(random *rand.Rand, rows int) surface.Message {
	m := surface.Message{Text: "What is due", Blocks: []slack.Block{
		slack.NewHeaderBlock(slack.NewTextBlockObject(slack.PlainTextType, "Today", false, false)),
		slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, "late", false, false)),
	}}
	for i := range rows {
		if i%40 == 0 {
			m.Blocks = append(m.Blocks, section("*Overdue*"))
		}
		text := strings.Repeat([]string{"字", "&<", "𝒳", "a"}[random.IntN(4)], 1+random.IntN(700))
		if i%3 == 0 {
			m.Blocks = append(m.Blocks, section("• the same"), section(text))
			continue
		}
		m.Blocks = append(m.Blocks, row(i, text)...)
	}
	return surface.Message{Text: m.Text, Blocks: append(m.Blocks, slack.NewContextBlock("", slack.NewTextBlockObject(slack.MarkdownType, "Times are Berlin's", false, false)))}
}

// said is what blocks say, one line a block.
func said(t *testing.T, blocks []slack.Block) (lines []string) {
	t.Helper()
	for _, block := range blocks {
		encoded, err := json.Marshal(block)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, string(encoded))
	}
	return lines
}

// What pages say together is what the message says, and Slack takes each.
func TestAMessageOfAnySizeIsSaidWhole(t *testing.T) {
	for rows := 0; rows < 90; rows += 1 + rows/4 {
		random := rand.New(rand.NewPCG(uint64(rows), 15))
		message := digest(random, rows)
		pages := message.Pages()
		var together []string
		for i, page := range pages {
			encoded, err := json.Marshal(map[string]any{"text": page.Text, "blocks": page.Blocks})
			if err != nil {
				t.Fatal(err)
			}
			if problems := sandbox.ValidateMessage(encoded); len(problems) > 0 || !page.Fits() {
				t.Fatalf("%d rows, page %d is %d long: %v", rows, i+1, surface.Size(page.Blocks), problems)
			}
			lines := said(t, page.Blocks)
			if i > 0 {
				lines = lines[1:] // what it continues
			}
			together = append(together, lines...)
			if strings.Contains(lines[len(lines)-1], "*Overdue*") || strings.Contains(lines[0], `"actions"`) {
				t.Errorf("%d rows, page %d parts what belongs together", rows, i+1)
			}
		}
		if want := said(t, message.Blocks); !slices.Equal(together, want) {
			t.Fatalf("%d rows: %d pages say %d blocks of %d", rows, len(pages), len(together), len(want))
		}
		if size := surface.Size(message.Blocks); len(pages) > 3+2*size/surface.MaxChars+len(message.Blocks)/20 {
			t.Errorf("%d rows, %d characters: %d pages", rows, size, len(pages))
		}
	}
}

// Between two pages rows are done, and others come: none is told twice, and none is lost.
func TestAPageTellsWhatTheOnesBeforeHaveNot(t *testing.T) {
	list := func(ids ...int) surface.Message {
		m := surface.Message{Text: "due", Blocks: []slack.Block{section("*Overdue*")}}
		for _, id := range ids {
			m.Blocks = append(m.Blocks, row(id, fmt.Sprint("row ", id, strings.Repeat(" word", 400)))...)
		}
		return m
	}
	first := list(1, 2, 3, 4, 5, 6, 7, 8).Page(1, nil)
	if !first.More || len(first.Blocks) != 9 {
		t.Fatalf("the first page has %d blocks", len(first.Blocks))
	}
	second := list(0, 1, 3, 4, 6, 7, 8, 9).Page(2, first.Told) // 2 and 5 are done, 0 and 9 are new
	var rows []string
	for _, block := range second.Blocks {
		if block.BlockType() == slack.MBTAction {
			rows = append(rows, block.ID())
		}
	}
	if want := []string{"row/0", "row/6", "row/7", "row/8"}; !slices.Equal(rows, want) || !second.More {
		t.Errorf("the second page tells %v, want %v", rows, want)
	}
	third := list(0, 1, 6, 7, 8, 9).Page(3, append(first.Told, second.Told...))
	if third.More || len(third.Blocks) != 3 || third.Blocks[2].ID() != "row/9" || third.Text != "due (3)" {
		t.Errorf("the third page is %q with %d blocks", third.Text, len(third.Blocks))
	}
	if none := list(0, 1, 6).Page(3, append(first.Told, second.Told...)); none.Text != "" || len(none.Blocks) != 0 {
		t.Errorf("where nothing is left the page is %q with %d blocks", none.Text, len(none.Blocks))
	}
	if small := list(1).Page(1, nil); small.More || len(small.Told) != 0 || len(small.Blocks) != 3 {
		t.Errorf("what fits is a page of %d blocks", len(small.Blocks))
	}
}
