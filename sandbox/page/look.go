package page

import (
	"fmt"
	"html"
	"net/http"
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

// role is what a person may do here, in a word.
func (l look) role(user sandbox.User) string {
	switch {
	case l.page.sandbox.Workspace().Team().External(user):
		return l.words.External
	case user.IsRestricted || user.IsUltraRestricted:
		return l.words.Guest
	case user.IsAdmin:
		return l.words.Admin
	}
	return l.words.Member
}

func (l look) people() string {
	var b strings.Builder
	for _, user := range l.page.sandbox.Workspace().Users() {
		if user.IsBot || user.Deleted {
			continue
		}
		selected := ""
		if user.ID == l.user.ID {
			selected = " selected"
		}
		fmt.Fprintf(&b, `<option value="%s"%s>%s · %s · %s</option>`, esc(user.ID), selected, esc(user.RealName), esc(user.Locale), esc(l.role(user)))
	}
	return b.String()
}

// me is the person whose hands the page's user has.
func (l look) me() string {
	said := ""
	if l.user.StatusEmoji+l.user.StatusText != "" {
		said = `<small>` + esc(strings.TrimSpace(emoji(l.user.StatusEmoji)+" "+l.user.StatusText)) + `</small>`
	}
	var statuses strings.Builder
	for _, status := range l.words.Statuses {
		fmt.Fprintf(&statuses, `<button type="button" role="menuitem" data-status="%s">%s</button>`, esc(status.Does), esc(status.Says))
	}
	return avatar(l.user.RealName, "") + fmt.Sprintf(`<div><strong>%s</strong><small>%s · %s</small>%s</div>`, esc(l.user.RealName), esc(l.role(l.user)), esc(l.user.TZ), said) +
		menu("☺", l.words.SetStatus, statuses.String())
}

// status tells whether the app is there.
func (l look) status() string {
	app, n := esc(l.page.sandbox.App().Name), len(l.page.sandbox.Connections())
	if n == 0 {
		return `<span class="dot off" aria-hidden="true"></span>` + app + ": " + esc(l.words.Offline)
	}
	return `<span class="dot on" aria-hidden="true"></span>` + app + ": " + esc(l.words.Connected) + " (" + strconv.Itoa(n) + ")"
}

func (l look) channels() string {
	var b strings.Builder
	entry := func(id, mark, name string) {
		current := ""
		if id == l.channel.ID {
			current = ` aria-current="page"`
		}
		fmt.Fprintf(&b, `<li><button type="button" class="channel" data-channel="%s"%s><span class="mark" aria-hidden="true">%s</span> %s</button></li>`, esc(id), current, mark, esc(name))
	}
	fmt.Fprintf(&b, `<li class="heading">%s</li>`, esc(l.words.Channels))
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

// title is the channel's name; the app's two tabs where it is the app.
func (l look) title() string {
	if !l.home && !l.channel.IM {
		return `<span class="name"># ` + esc(l.channel.Name) + `</span> <small>` + strconv.Itoa(len(l.channel.Members)) + " " + esc(l.words.Members) + `</small>`
	}
	direct, _, _ := l.page.sandbox.Workspace().OpenIM(l.user.ID)
	tab := func(id, name string, here bool) string {
		current := ""
		if here {
			current = ` aria-current="page"`
		}
		return fmt.Sprintf(`<button type="button" class="tab" data-go="%s"%s>%s</button>`, esc(id), current, esc(name))
	}
	return `<span class="name">` + esc(l.page.sandbox.App().Name) + `</span> <span class="tabs">` + tab(homeChannel, l.words.Home, l.home) + tab(direct.ID, l.words.Messages, !l.home) + `</span>`
}

func (l look) clock() string {
	now := l.page.sandbox.Clock().Now().In(l.zone)
	return fmt.Sprintf(`<time datetime="%s">%s %s</time> <small>%s</small>`, now.Format(time.RFC3339), esc(l.words.Weekdays[now.Weekday()]), now.Format("2006-01-02 15:04"), esc(l.user.TZ))
}

// latest is the newest message of each of the person's channels, to tell what is unread.
func (l look) latest() map[string]string {
	newest := map[string]string{}
	for _, channel := range l.mine() {
		for _, message := range l.page.sandbox.Workspace().Recent(channel.ID, l.user.ID, 1) {
			newest[channel.ID] = message.TS
		}
	}
	return newest
}

// shortcuts are the app's global shortcuts, behind one button.
func (l look) shortcuts() string {
	var items strings.Builder
	for _, shortcut := range l.page.sandbox.App().Shortcuts {
		if shortcut.Type == "global" {
			fmt.Fprintf(&items, `<button type="button" role="menuitem" data-shortcut="%s">%s</button>`, esc(shortcut.CallbackID), esc(shortcut.Name))
		}
	}
	if items.Len() == 0 {
		return ""
	}
	return menu("⚡ "+esc(l.words.Shortcuts), l.words.Shortcuts, items.String())
}

// menu is a button that opens a list of buttons.
func menu(sign, name, items string) string {
	return fmt.Sprintf(`<span class="menu"><button type="button" class="quiet" data-menu aria-haspopup="menu" aria-expanded="false" aria-label="%s" title="%s">%s</button><span role="menu" popover>%s</span></span>`,
		esc(name), esc(name), sign, items)
}

func esc(s string) string { return html.EscapeString(s) }
