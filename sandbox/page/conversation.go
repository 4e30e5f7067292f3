package page

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// messagesShown is how many of a channel's latest messages are drawn.
const messagesShown = 150

// messagesRead is how many are looked at for that: answers in threads are not drawn among them.
const messagesRead = 1000

// conversation draws the channel's messages, or the App Home. host is where the page is served.
func (l look) conversation(host string) string {
	if l.home {
		return l.homeTab()
	}
	messages := l.page.sandbox.Workspace().Recent(l.channel.ID, l.user.ID, messagesRead)
	if len(messages) == 0 {
		return l.nothingYet(host)
	}
	threads, timeline := sorted(messages)
	timeline = timeline[max(0, len(timeline)-messagesShown):]
	var b strings.Builder
	day := ""
	for _, message := range timeline {
		at := l.postedAt(message)
		if its := at.Format(time.DateOnly); its != day {
			day = its
			fmt.Fprintf(&b, `<div class="day"><span>%s</span></div>`, esc(l.dayName(at)))
		}
		b.WriteString(l.message(message, at, threads[message.TS]))
	}
	return b.String()
}

// sorted tells threads' answers, by their root, from what stands in the channel itself: roots, answers sent to the
// channel too, and answers whose root has gone.
func sorted(messages []sandbox.Message) (threads map[string][]sandbox.Message, timeline []sandbox.Message) {
	threads = map[string][]sandbox.Message{}
	there := map[string]bool{}
	for _, message := range messages {
		there[message.TS] = true
		answer := message.ThreadTS != "" && message.ThreadTS != message.TS
		if answer {
			threads[message.ThreadTS] = append(threads[message.ThreadTS], message)
		}
		if !answer || message.Broadcast || !there[message.ThreadTS] {
			timeline = append(timeline, message)
		}
	}
	return threads, timeline
}

// nothingYet helps a newcomer on: with the app, or with what to start it with.
func (l look) nothingYet(host string) string {
	help := `<p>` + esc(l.words.EmptyHint) + `</p>`
	if len(l.page.sandbox.Connections()) == 0 {
		app := l.page.sandbox.App()
		help = fmt.Sprintf(`<p>%s</p><dl><dt>API URL</dt><dd><code>http://%s/api/</code></dd><dt>app token</dt><dd><code>%s</code></dd><dt>bot token</dt><dd><code>%s</code></dd></dl>`,
			esc(l.words.OfflineHint), esc(host), esc(app.AppToken), esc(app.BotToken))
	}
	return `<div class="empty"><h3>` + esc(l.words.Empty) + `</h3>` + help + `</div>`
}

// dayName is a day as people call it, with its date.
func (l look) dayName(at time.Time) string {
	return l.words.Weekdays[at.Weekday()] + " · " + l.pretty(at, l.words.dates["date"])
}

// pretty says today, yesterday and tomorrow, and other days by their date.
func (l look) pretty(at time.Time, layout string) string {
	now := l.page.sandbox.Clock().Now().In(l.zone)
	near := map[string]string{
		now.Format(time.DateOnly): l.words.Today, now.AddDate(0, 0, -1).Format(time.DateOnly): l.words.Yesterday, now.AddDate(0, 0, 1).Format(time.DateOnly): l.words.Tomorrow,
	}
	if name, ok := near[at.Format(time.DateOnly)]; ok {
		return name
	}
	return at.Format(layout)
}

func (l look) postedAt(message sandbox.Message) time.Time {
	micros, _ := workspace.ParseTS(message.TS)
	return time.UnixMicro(micros).In(l.zone)
}

// replies draws a thread: its root and all that was answered.
func (l look) replies(root string) (drawn string, there bool) {
	first, err := l.page.sandbox.Workspace().Message(l.channel.ID, root)
	if err != nil || root == "" || !first.VisibleTo(l.user.ID) {
		return "", false
	}
	messages, err := l.page.sandbox.Workspace().Messages(l.channel.ID, l.user.ID)
	if err != nil {
		return "", false
	}
	threads, _ := sorted(messages)
	var b strings.Builder
	b.WriteString(l.message(first, l.postedAt(first), nil))
	fmt.Fprintf(&b, `<div class="day"><span>%s</span></div>`, esc(l.counted(len(threads[root]))))
	for _, answer := range threads[root] {
		answer.Broadcast = false // here it needs no saying
		b.WriteString(l.message(answer, l.postedAt(answer), nil))
	}
	return b.String(), true
}

func (l look) counted(replies int) string {
	if replies == 1 {
		return l.words.OneReply
	}
	return fmt.Sprint(replies, " ", l.words.Replies)
}

// news is the newest message in plain text, for those who listen to the page.
func (l look) news() string {
	recent := l.page.sandbox.Workspace().Recent(l.channel.ID, l.user.ID, 1)
	if len(recent) == 0 {
		return ""
	}
	last := recent[0]
	name, _ := l.author(last)
	said := []rune(cmp.Or(last.Text, blockkit.Readable(last.Blocks)))
	return esc(name + ": " + string(said[:min(len(said), 200)]))
}

func (l look) homeTab() string {
	view, published := l.page.sandbox.Workspace().Home(l.user.ID)
	if !published {
		return `<div class="empty"><h3>` + esc(l.words.HomeEmpty) + `</h3></div>`
	}
	return `<div class="home">` + surface{look: l, view: view, values: view.Values}.blocks(view.Blocks) + `</div>`
}

// modal draws the modal on top, and over it the names of those it lies on. key changes when the drawing has to be
// replaced: not while one types.
func (l look) modal() (key, drawn string) {
	stack := l.page.sandbox.Workspace().Stack(l.user.ID)
	if len(stack) == 0 {
		return "", ""
	}
	view := stack[len(stack)-1]
	key = fmt.Sprintf("%s/%d/%d/%v/%s", view.ID, view.Version, len(stack), view.Errors, view.ConnectionError)
	s := surface{look: l, view: view, values: view.Values}
	var b strings.Builder
	fmt.Fprintf(&b, `<form data-view="%s" class="depth%d" aria-labelledby="modal-title" novalidate><header>`, esc(view.ID), len(stack))
	if len(stack) > 1 {
		fmt.Fprintf(&b, `<button type="button" class="quiet" data-close aria-label="%s">‹</button>`, esc(l.words.Back))
	}
	b.WriteString(`<div class="titles">`)
	for _, under := range stack[:len(stack)-1] {
		b.WriteString(`<small>` + s.text(under.Title) + ` ›</small> `)
	}
	fmt.Fprintf(&b, `<h2 id="modal-title">%s</h2></div><button type="button" class="quiet" data-close="all" aria-label="%s">✕</button></header>`,
		s.text(view.Title), esc(l.words.CloseAll))
	fmt.Fprintf(&b, `<div class="fieldset"><p class="complaint error" role="alert">%s</p>%s</div><footer>`, esc(view.ConnectionError), s.blocks(view.Blocks))
	fmt.Fprintf(&b, `<button type="button" data-close>%s</button>`, cmp.Or(s.text(view.Close), esc(l.words.Cancel)))
	if view.Submit != nil {
		disabled := ""
		if view.SubmitDisabled {
			disabled = " disabled"
		}
		fmt.Fprintf(&b, `<button type="submit" class="primary"%s>%s</button>`, disabled, s.text(view.Submit))
	}
	b.WriteString(`</footer></form>`)
	return key, b.String()
}
