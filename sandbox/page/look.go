package page

import (
	"fmt"
	"html"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox"
)

// look is one person's view of the workspace: who looks, at which channel, in which language and zone.
type look struct {
	page    *page
	user    sandbox.User
	channel sandbox.Channel
	home    bool
	zone    *time.Location
	words   words
}

// homeChannel stands for the App Home where a channel's ID would stand.
const homeChannel = "home"

// look reads who looks where from the query; the first person and channel by default.
func (p *page) look(r *http.Request) look {
	state := p.sandbox.Workspace()
	l := look{page: p, zone: time.UTC}
	for _, user := range state.Users() {
		if user.IsBot || user.Deleted {
			continue
		}
		if l.user.ID == "" || user.ID == r.URL.Query().Get("user") {
			l.user = user
		}
	}
	if zone, err := time.LoadLocation(l.user.TZ); err == nil {
		l.zone = zone
	}
	l.words = wordsFor(l.user.Locale)
	wanted := r.URL.Query().Get("channel")
	l.home = wanted == homeChannel
	for _, channel := range l.mine() {
		if l.channel.ID == "" || channel.ID == wanted {
			l.channel = channel
		}
	}
	if l.home {
		l.channel = sandbox.Channel{ID: homeChannel, Name: p.sandbox.App().Name}
	}
	return l
}

// mine are the channels the person is in, their DM with the app last.
func (l look) mine() []sandbox.Channel {
	var mine []sandbox.Channel
	for _, channel := range l.page.sandbox.Workspace().Channels() {
		if !channel.IM && !channel.Archived && channel.HasMember(l.user.ID) {
			mine = append(mine, channel)
		}
	}
	if direct, _, err := l.page.sandbox.Workspace().OpenIM(l.user.ID); err == nil {
		mine = append(mine, direct)
	}
	return mine
}

func (l look) people() string {
	var b strings.Builder
	for _, user := range l.page.sandbox.Workspace().Users() {
		if user.IsBot || user.Deleted {
			continue
		}
		role := ""
		switch {
		case user.IsRestricted || user.IsUltraRestricted:
			role = " · " + l.words.Guest
		case user.IsAdmin:
			role = " · " + l.words.Admin
		}
		selected := ""
		if user.ID == l.user.ID {
			selected = " selected"
		}
		fmt.Fprintf(&b, `<option value="%s"%s>%s</option>`, esc(user.ID), selected, esc(user.RealName+" · "+user.Locale+role))
	}
	return b.String()
}

func (l look) channels() string {
	var b strings.Builder
	entry := func(id, mark, name string) {
		current := ""
		if id == l.channel.ID {
			current = ` aria-current="page"`
		}
		fmt.Fprintf(&b, `<li><button type="button" class="channel" data-channel="%s"%s><span aria-hidden="true">%s</span> %s</button></li>`, esc(id), current, mark, esc(name))
	}
	for _, channel := range l.mine() {
		mark := "#"
		switch {
		case channel.IM:
			fmt.Fprintf(&b, `<li class="heading">%s</li>`, esc(l.words.Apps))
			entry(channel.ID, "●", l.page.sandbox.App().Name)
			continue
		case channel.Private:
			mark = "🔒"
		}
		entry(channel.ID, mark, channel.Name)
	}
	entry(homeChannel, "⌂", l.words.Home)
	return b.String()
}

func (l look) title() string {
	switch {
	case l.home:
		return "⌂ " + esc(l.words.Home)
	case l.channel.IM:
		return "● " + esc(l.page.sandbox.App().Name)
	}
	return "# " + esc(l.channel.Name) + ` <small>` + strconv.Itoa(len(l.channel.Members)) + " " + esc(l.words.Members) + `</small>`
}

func (l look) clock() string {
	now := l.page.sandbox.Clock().Now().In(l.zone)
	return fmt.Sprintf(`<time datetime="%s">%s %s</time> <small>%s</small>`, now.Format(time.RFC3339), esc(l.words.Weekdays[now.Weekday()]), now.Format("2006-01-02 15:04"), esc(l.user.TZ))
}

// latest is the newest message of each of the person's channels, to tell what is unread.
func (l look) latest() map[string]string {
	newest := map[string]string{}
	for _, channel := range l.mine() {
		if messages, err := l.page.sandbox.Workspace().Messages(channel.ID, l.user.ID); err == nil && len(messages) > 0 {
			newest[channel.ID] = messages[len(messages)-1].TS
		}
	}
	return newest
}

func (l look) shortcuts() string {
	var b strings.Builder
	for _, shortcut := range l.page.sandbox.App().Shortcuts {
		if shortcut.Type == "global" {
			fmt.Fprintf(&b, `<button type="button" data-shortcut="%s">⚡ %s</button>`, esc(shortcut.CallbackID), esc(shortcut.Name))
		}
	}
	return b.String()
}

// trafficShown is how many of the latest entries the inspector draws.
const trafficShown = 60

// traffic is the inspector: what went between the workspace and the app, newest first.
func (l look) traffic(open bool) string {
	if !open {
		return ""
	}
	entries := l.page.sandbox.Log(0)
	slices.Reverse(entries)
	var b strings.Builder
	for _, e := range entries[:min(trafficShown, len(entries))] {
		failed := ""
		if e.Error != "" || e.Status >= 400 {
			failed = ` class="failed"`
		}
		fmt.Fprintf(&b, `<details%s><summary><code>%s</code> %s <small>%s`, failed, esc(e.Kind), esc(e.Name), e.At.In(l.zone).Format("15:04:05"))
		if e.LatencyMS > 0 {
			fmt.Fprintf(&b, ` · %.1f ms`, e.LatencyMS)
		}
		fmt.Fprintf(&b, `</small></summary><pre>%s</pre><pre>%s</pre></details>`, esc(e.Request), esc(e.Response+e.Error))
	}
	return b.String()
}

func esc(s string) string { return html.EscapeString(s) }
