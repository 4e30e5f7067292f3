package page

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// messagesShown is how many of a channel's latest messages are drawn.
const messagesShown = 150

// conversation draws the channel's messages, or the App Home.
func (l look) conversation() string {
	if l.home {
		return l.homeTab()
	}
	messages, err := l.page.sandbox.Workspace().Messages(l.channel.ID, l.user.ID)
	if err != nil || len(messages) == 0 {
		return `<p class="empty">` + esc(l.words.Empty) + `</p>`
	}
	messages = messages[max(0, len(messages)-messagesShown):]
	var b strings.Builder
	day := ""
	for _, message := range messages {
		at := l.postedAt(message)
		if today := at.Format(time.DateOnly); today != day {
			day = today
			fmt.Fprintf(&b, `<div class="day"><span>%s %s</span></div>`, esc(l.words.Weekdays[at.Weekday()]), day)
		}
		b.WriteString(l.message(message, at))
	}
	return b.String()
}

func (l look) postedAt(message sandbox.Message) time.Time {
	micros, _ := workspace.ParseTS(message.TS)
	return time.UnixMicro(micros).In(l.zone)
}

func (l look) message(m sandbox.Message, at time.Time) string {
	name, bot := l.author(m)
	classes, note := "message", ""
	if m.EphemeralTo != "" {
		classes += " ephemeral"
		note = `<p class="note">👁 ` + esc(l.words.OnlyYou) + `</p>`
	}
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		classes += " reply"
	}
	badge := ""
	if bot {
		badge = ` <span class="badge">` + esc(l.words.App) + `</span>`
	}
	edited := ""
	if m.Edited != nil {
		edited = ` <small>` + esc(l.words.Edited) + `</small>`
	}
	s := surface{look: l, message: m, values: l.page.sandbox.Workspace().MessageValues(m, l.user.ID)}
	body := s.blocks(m.Blocks)
	if len(m.Blocks) == 0 {
		body = `<div class="block section"><div class="text">` + l.mrkdwn(m.Text) + `</div></div>`
	}
	return fmt.Sprintf(`<article class="%s" data-message="%s">%s<div class="avatar %s" aria-hidden="true">%s</div><div class="content"><header><strong>%s</strong>%s <time>%s</time>%s%s</header>%s%s</div></article>`,
		classes, esc(m.TS), note, avatarColour(name), esc(initial(name)), esc(name), badge, at.Format("15:04"), edited, l.messageShortcuts(m), body, l.files(m))
}

func (l look) author(m sandbox.Message) (name string, bot bool) {
	if m.User == "" || m.BotID != "" {
		return firstOf(m.Username, l.page.sandbox.App().Name), true
	}
	if m.System {
		return firstOf(m.Username, "Slackbot"), false
	}
	return l.personName(m.User), false
}

func (l look) messageShortcuts(m sandbox.Message) string {
	if m.EphemeralTo != "" {
		return ""
	}
	var b strings.Builder
	for _, shortcut := range l.page.sandbox.App().Shortcuts {
		if shortcut.Type == "message" {
			fmt.Fprintf(&b, `<button type="button" class="quiet" data-shortcut="%s" data-ts="%s">%s</button>`, esc(shortcut.CallbackID), esc(m.TS), esc(shortcut.Name))
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return `<span class="tools">` + b.String() + `</span>`
}

func (l look) files(m sandbox.Message) string {
	var b strings.Builder
	for _, file := range m.Files {
		fmt.Fprintf(&b, `<p class="file">📎 %s</p>`, esc(firstOf(file.Text("title"), file.Text("name"))))
	}
	return b.String()
}

func (l look) homeTab() string {
	view, published := l.page.sandbox.Workspace().Home(l.user.ID)
	if !published {
		return `<p class="empty">` + esc(l.words.HomeEmpty) + `</p>`
	}
	return `<div class="home">` + surface{look: l, view: view, values: view.Values}.blocks(view.Blocks) + `</div>`
}

// modal draws the modal on top; key changes when the drawing has to be replaced: not while one types.
func (l look) modal() (key, drawn string) {
	stack := l.page.sandbox.Workspace().Stack(l.user.ID)
	if len(stack) == 0 {
		return "", ""
	}
	view := stack[len(stack)-1]
	key = fmt.Sprintf("%s/%d/%d/%v/%s", view.ID, view.Version, len(stack), view.Errors, view.ConnectionError)
	s := surface{look: l, view: view, values: view.Values}
	var b strings.Builder
	fmt.Fprintf(&b, `<form data-view="%s" aria-labelledby="modal-title"><header><h2 id="modal-title">%s</h2><button type="button" class="quiet" data-close aria-label="%s">✕</button></header>`,
		esc(view.ID), s.text(view.Title), esc(l.words.Close))
	if view.ConnectionError != "" {
		fmt.Fprintf(&b, `<p class="error" role="alert">%s</p>`, esc(view.ConnectionError))
	}
	b.WriteString(`<div class="fieldset">` + s.blocks(view.Blocks) + `</div><footer>`)
	fmt.Fprintf(&b, `<button type="button" data-close>%s</button>`, firstOf(s.text(view.Close), esc(l.words.Cancel)))
	if view.Submit != nil {
		fmt.Fprintf(&b, `<button type="submit" class="primary">%s</button>`, s.text(view.Submit))
	}
	b.WriteString(`</footer></form>`)
	return key, b.String()
}

func initial(name string) string {
	r, _ := utf8.DecodeRuneInString(name)
	return strings.ToUpper(string(r))
}

// avatarColour gives a name always the same of six colours.
func avatarColour(name string) string {
	sum := 0
	for _, r := range name {
		sum += int(r)
	}
	return fmt.Sprintf("colour%d", sum%6)
}
