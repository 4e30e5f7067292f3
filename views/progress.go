package views

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/views/surface"
)

// barCells is how many cells the bar has that shows how far something is.
const barCells = 10

// Bar shows how much of something is done: ▰▰▰▱▱▱▱▱▱▱ 30%. It is "" where nobody knows how much there is in all.
func Bar(done, total int) string {
	if total <= 0 {
		return ""
	}
	done = min(max(done, 0), total)
	full := done * barCells / total
	return strings.Repeat("▰", full) + strings.Repeat("▱", barCells-full) + " " + strconv.Itoa(done*100/total) + "%"
}

// Progress is the message that shows how far a task is: a title, which is mrkdwn, lines below it, and buttons such as the one that stops it.
func Progress(title string, lines []string, buttons ...slack.BlockElement) surface.Message {
	blocks := []slack.Block{Section("*" + title + "*")}
	if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
		blocks = append(blocks, Section(text))
	}
	if len(buttons) > 0 {
		blocks = append(blocks, Actions("", buttons...))
	}
	return surface.Message{Text: title, Blocks: blocks}
}
