package page

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// message draws one message; answers are those of the thread it begins, when they are not shown beside it.
func (l look) message(m sandbox.Message, at time.Time, answers []sandbox.Message) string {
	name, bot := l.author(m)
	classes, note, badge, edited := "message", "", "", ""
	if m.EphemeralTo != "" {
		classes += " ephemeral"
		note = `<p class="note"><span aria-hidden="true">👁</span> ` + esc(l.words.OnlyYou) + `</p>`
	} else if m.Broadcast {
		note = fmt.Sprintf(`<p class="note"><button type="button" class="linked" data-thread="%s">↳ %s</button></p>`, esc(m.ThreadTS), esc(l.words.AlsoInThread))
	}
	kind := ""
	if bot || m.System {
		badge, kind = ` <span class="badge">`+esc(l.words.App)+`</span>`, " app"
	} else if user, err := l.page.sandbox.Workspace().User(m.User); err == nil && (user.IsRestricted || l.page.sandbox.Workspace().Team().External(user)) {
		badge = ` <span class="badge">` + esc(l.role(user)) + `</span>`
	}
	if m.Edited != nil {
		edited = ` <small>` + esc(l.words.Edited) + `</small>`
	}
	return fmt.Sprintf(`<article class="%s" data-message="%s">%s%s<div class="content"><header><strong>%s</strong>%s <time datetime="%s">%s</time>%s%s</header>%s%s%s%s</div></article>`,
		classes, esc(m.TS), note, avatar(name, kind), esc(name), badge, at.Format(time.RFC3339), at.Format("15:04"), edited, l.tools(m), l.body(m), l.files(m), l.reactions(m), l.answers(m, answers))
}

func (l look) body(m sandbox.Message) string {
	if m.Subtype == tombstone {
		return `<p class="unknown">` + esc(l.words.Deleted) + `</p>`
	}
	s := surface{look: l, message: m, values: l.page.sandbox.Workspace().MessageValues(m, l.user.ID)}
	body := s.blocks(m.Blocks)
	if len(m.Blocks) == 0 && m.Text != "" {
		body = `<div class="block section"><div class="text">` + l.mrkdwn(m.Text) + `</div></div>`
	}
	return body + s.attachments(m.Attachments)
}

// attachments draws the older form of rich messages (docs.slack.dev/legacy/legacy-messaging).
func (s surface) attachments(raw json.RawMessage) string {
	value, err := blockkit.Decode(raw)
	if err != nil {
		return ""
	}
	var b strings.Builder
	for _, attachment := range (blockkit.Object{"attachments": value}).List("attachments") {
		b.WriteString(`<div class="attachment">`)
		for _, key := range []string{"pretext", "author_name", "title", "text"} {
			if text := attachment.Text(key); text != "" {
				fmt.Fprintf(&b, `<div class="%s">%s</div>`, key, s.mrkdwn(text))
			}
		}
		for _, field := range attachment.List("fields") {
			fmt.Fprintf(&b, `<div><strong>%s</strong> %s</div>`, s.mrkdwn(field.Text("title")), s.mrkdwn(field.Text("value")))
		}
		b.WriteString(s.blocks(attachment.List("blocks")))
		if footer := attachment.Text("footer"); footer != "" {
			b.WriteString(`<small>` + s.mrkdwn(footer) + `</small>`)
		}
		b.WriteString(`</div>`)
	}
	return b.String()
}

func (l look) author(m sandbox.Message) (name string, bot bool) {
	if m.User == "" || m.BotID != "" {
		return cmp.Or(m.Username, l.page.sandbox.App().Name), true
	}
	if m.System || m.Subtype == tombstone {
		return cmp.Or(m.Username, "Slackbot"), false
	}
	return l.personName(m.User), false
}

// quickReactions are the emoji one click away; apps and the control API may use any.
var quickReactions = []string{"+1", "white_check_mark", "eyes", "tada", "heart", "joy", "pray", "ticket"}

// tools are what one can do with a message that everybody sees: react, answer, the app's message shortcuts and, with one's own, edit and
// delete it.
func (l look) tools(m sandbox.Message) string {
	if m.EphemeralTo != "" || m.Subtype == tombstone {
		return ""
	}
	var b, emoji, items strings.Builder
	for _, name := range quickReactions {
		fmt.Fprintf(&emoji, `<button type="button" role="menuitem" data-react="%s" data-ts="%s" aria-label="%s">%s</button>`, esc(name), esc(m.TS), esc(name), emojis[name])
	}
	b.WriteString(`<span class="tools emoji">` + menu("☺", l.words.React, emoji.String()) + `</span>`)
	root := cmp.Or(m.ThreadTS, m.TS)
	fmt.Fprintf(&b, `<span class="tools"><button type="button" class="quiet" data-thread="%s" aria-label="%s" title="%s">💬</button>`, esc(root), esc(l.words.ReplyInThread), esc(l.words.ReplyInThread))
	for _, shortcut := range l.page.sandbox.App().Shortcuts {
		if shortcut.Type == "message" {
			fmt.Fprintf(&items, `<button type="button" role="menuitem" data-shortcut="%s" data-ts="%s">%s</button>`, esc(shortcut.CallbackID), esc(m.TS), esc(shortcut.Name))
		}
	}
	if m.User == l.user.ID && m.BotID == "" && !m.System {
		items.WriteString(l.ownTools(m))
	}
	if items.Len() > 0 {
		b.WriteString(menu("⋯", l.words.More, items.String()))
	}
	return b.String() + `</span>`
}

// tombstone is the subtype of what stands where a message was deleted that has replies.
const tombstone = "tombstone"

// typedText is what somebody types to say what a message says.
var typedText = strings.NewReplacer("&lt;", "<", "&gt;", ">", "&amp;", "&")

// ownTools change and delete one's own message, each by a dialog.
func (l look) ownTools(m sandbox.Message) string {
	dialog := func(title, content, does, class string) string {
		return esc(fmt.Sprintf(`<header><h2 id="confirm-title">%s</h2></header><div class="fieldset">%s</div><footer><button type="button" value="deny">%s</button><button type="button" value="confirm" class="%s">%s</button></footer>`,
			esc(title), content, esc(l.words.Cancel), class, esc(does)))
	}
	edit := dialog(l.words.EditTitle, fmt.Sprintf(`<textarea rows="5" aria-label="%s">%s</textarea>`, esc(l.words.EditTitle), esc(typedText.Replace(m.Text))), l.words.Save, "primary")
	remove := dialog(l.words.DeleteTitle, esc(l.words.DeleteSure), l.words.Delete, "danger")
	return fmt.Sprintf(`<button type="button" role="menuitem" data-edit="%s" data-confirm="%s">%s</button><button type="button" role="menuitem" data-delete="%s" data-confirm="%s">%s</button>`,
		esc(m.TS), edit, esc(l.words.Edit), esc(m.TS), remove, esc(l.words.Delete))
}

func (l look) reactions(m sandbox.Message) string {
	if len(m.Reactions) == 0 {
		return ""
	}
	var b strings.Builder
	b.WriteString(`<div class="reactions">`)
	for _, reaction := range m.Reactions {
		names := make([]string, len(reaction.Users))
		for i, user := range reaction.Users {
			names[i] = l.personName(user)
		}
		who := strings.Join(names, ", ") + " :" + reaction.Name + ":"
		fmt.Fprintf(&b, `<button type="button" data-react="%s" data-ts="%s" aria-pressed="%t" aria-label="%s" title="%s">%s %d</button>`,
			esc(reaction.Name), esc(m.TS), slices.Contains(reaction.Users, l.user.ID), esc(who), esc(who), emoji(":"+reaction.Name+":"), reaction.Count)
	}
	return b.String() + `</div>`
}

// answers is the way into the thread a message begins.
func (l look) answers(m sandbox.Message, answers []sandbox.Message) string {
	if len(answers) == 0 {
		return ""
	}
	var faces strings.Builder
	seen := map[string]bool{}
	for _, answer := range answers {
		if name, _ := l.author(answer); !seen[name] && len(seen) < 4 {
			seen[name] = true
			faces.WriteString(avatar(name, " small"))
		}
	}
	last := l.postedAt(answers[len(answers)-1])
	return fmt.Sprintf(`<button type="button" class="linked replies" data-thread="%s">%s<span>%s</span> <small>%s %s %s</small></button>`,
		esc(m.TS), faces.String(), esc(l.counted(len(answers))), esc(l.words.LastReply), esc(l.pretty(last, l.words.dates["date_short"])), last.Format("15:04"))
}

// files draws what was shared: pictures as such, all else by name, kind and size, to be opened.
func (l look) files(m sandbox.Message) string {
	var b strings.Builder
	for _, file := range m.Files {
		name := esc(cmp.Or(file.Text("title"), file.Text("name")))
		link := fmt.Sprintf("/page/files/%s?user=%s", esc(file.Text("id")), esc(l.user.ID))
		if slices.Contains(shownInline, file.Text("mimetype")) {
			fmt.Fprintf(&b, `<figure class="picture"><figcaption>%s</figcaption><a href="%s" target="_blank" rel="noopener"><img src="%s" alt="%s"></a></figure>`, name, link, link, name)
			continue
		}
		size, _ := file.Int("size")
		fmt.Fprintf(&b, `<a class="file" href="%s" download><span class="sheet" aria-hidden="true">%s</span><span><strong>%s</strong><small>%s · %s</small></span></a>`,
			link, esc(cmp.Or(strings.ToUpper(file.Text("filetype")), "📄")), name, esc(file.Text("mimetype")), weight(size))
	}
	return b.String()
}

// weight is a number of bytes as people read it.
func weight(bytes int64) string {
	switch {
	case bytes < 1<<10:
		return fmt.Sprintf("%d B", bytes)
	case bytes < 1<<20:
		return fmt.Sprintf("%.1f kB", float64(bytes)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(bytes)/(1<<20))
}

// avatar is a name's first letter on a colour of its own; kind is a class more, such as " small".
func avatar(name, kind string) string {
	first, _ := utf8.DecodeRuneInString(name)
	sum := 0
	for _, r := range name {
		sum += int(r)
	}
	return fmt.Sprintf(`<span class="avatar colour%d%s" aria-hidden="true">%s</span>`, sum%12, kind, esc(strings.ToUpper(string(first))))
}
