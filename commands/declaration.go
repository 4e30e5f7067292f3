package commands

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// subcommand is a declaration: routing, help, "did you mean" and docs/commands.md derive from it. Its words stand in
// the catalogues under command.<name>.
type subcommand struct {
	name    string
	aliases []string // the Chinese name first
	needs   models.Permission
	run     handler
	// opens reports whether it will answer with a form, from what follows its name; nil is never.
	opens func(c *Commands, rest string) bool
}

// declarations lists the subcommands in the order in which help shows them.
func declarations() []subcommand {
	return []subcommand{
		{"new", []string{"新建", "新增", "create", "add"}, models.MayCreate, (*Commands).newCustomer, opensNew},
		{"show", []string{"查看", "显示", "view", "open"}, models.MayView, (*Commands).showCustomer, opensWithoutCustomer},
		{"edit", []string{"编辑", "修改", "update"}, models.MayEdit, (*Commands).editCustomer, opensEdit},
		{"find", []string{"查找", "搜索", "search", "list"}, models.MayView, (*Commands).find, nil},
		{"status", []string{"状态"}, models.MayChangeStatus, (*Commands).status, opensAlways},
		{"log", []string{"记录", "note"}, models.MayLog, (*Commands).logInteraction, opensWithoutText},
		{"follow", []string{"跟进", "followup", "follow-up", "remind"}, models.MayFollowUp, (*Commands).follow, opensWithoutText},
		{"due", []string{"待办", "到期", "todo"}, models.MayView, (*Commands).due, nil},
		{"history", []string{"历史", "changes"}, models.MayView, (*Commands).history, opensWithoutCustomer},
		{"undo", []string{"撤销", "撤消", "revert"}, models.MayUndo, (*Commands).undo, nil},
		{"report", []string{"报告", "报表", "周报"}, models.MayReport, (*Commands).report, nil},
		{"settings", []string{"设置", "preferences"}, models.MayView, (*Commands).settings, opensAlways},
		{"role", []string{"角色", "roles"}, models.MayManageRoles, (*Commands).role, wantsRoleForm},
		{"words", []string{"敏感词", "word"}, models.MayManageWords, (*Commands).sensitive, wantsWordForm},
		{"channel", []string{"频道", "channels"}, models.MayManageChannels, (*Commands).channel, opensChannelForm},
		{"field", []string{"字段", "fields", "自定义字段"}, models.MayManageFields, (*Commands).customField, opensFieldForm},
		{"privacy", []string{"隐私", "gdpr"}, models.MayExportSubject, (*Commands).privacy, opensPrivacy},
		{"help", []string{"帮助", "?"}, models.MayView, (*Commands).help, nil},
	}
}

func opensAlways(*Commands, string) bool { return true }

// opensWithoutCustomer: a form asks which customer when none is named.
func opensWithoutCustomer(_ *Commands, rest string) bool { return strings.TrimSpace(rest) == "" }

// opensWithoutText: what happened, or when to follow up, is asked in a form when only the customer is named.
func opensWithoutText(_ *Commands, rest string) bool {
	_, text := cutCustomer(rest)
	return text == ""
}

// declared is the declarations, and byName finds one by any of its names: every command is looked up. They are never
// changed after init, which fills them because the handlers refer to them.
var (
	declared []subcommand
	byName   = map[string]subcommand{}
)

func init() {
	declared = declarations()
	for _, sub := range declared {
		for _, name := range append([]string{sub.name}, sub.aliases...) {
			byName[name] = sub
		}
	}
}

func lookup(name string) (subcommand, bool) {
	sub, found := byName[models.NormaliseText(name)]
	return sub, found
}

// cutCommand splits a text into the subcommand's name and what follows. Chinese is written without blanks: 查找科技 is
// 查找 科技.
func cutCommand(text string) (name, rest string) {
	name, rest = cutWord(text)
	if _, known := lookup(name); known {
		return name, rest
	}
	for _, sub := range declared {
		if after, found := strings.CutPrefix(name, sub.aliases[0]); found {
			return sub.aliases[0], strings.TrimSpace(after + " " + rest)
		}
	}
	return name, rest
}

func commandNames() []string {
	var names []string
	for _, sub := range declared {
		names = append(append(names, sub.name), sub.aliases...)
	}
	return names
}

// Documentation describes every subcommand in a language, for docs/commands.md.
func (c *Commands) Documentation(language string) []views.CommandHelp {
	p := c.catalogues.For(language)
	docs := make([]views.CommandHelp, 0, len(declared))
	for _, sub := range declared {
		doc := views.CommandHelp{Name: sub.name, Alias: sub.aliases[0], Example: strings.Split(p.T("command."+sub.name+".examples"), "\n")}
		if usage := "command." + sub.name + ".usage"; p.Has(usage) { // some take nothing
			doc.Usage = p.T(usage)
		}
		docs = append(docs, doc)
	}
	return docs
}

// maxMistyped is how long a mistyped name may be, in characters: fields' labels have 75 at most.
const maxMistyped = 80

// nearest returns up to three known words within a slip of the finger or two of the mistyped one, the nearest first.
func nearest(word string, known []string) []string {
	word = models.NormaliseText(word)
	if utf8.RuneCountInString(word) > maxMistyped {
		return nil
	}
	type candidate struct {
		word     string
		distance int
	}
	var near []candidate
	for _, k := range known {
		length := len([]rune(k))
		distance := edlib.OSADamerauLevenshteinDistance(word, k)
		if prefix := length > 1 && len([]rune(word)) > 1 && strings.HasPrefix(k, word); prefix || distance <= min(2, length/2) {
			near = append(near, candidate{k, distance})
		}
	}
	sort.SliceStable(near, func(i, j int) bool { return near[i].distance < near[j].distance })
	var words []string
	for _, n := range near[:min(3, len(near))] {
		words = append(words, n.word)
	}
	return words
}

// Shortcut is a shortcut as the app's manifest declares it; Type is "global" or "message".
type Shortcut struct {
	Name       string // at most 24 characters
	Type       string
	CallbackID string
}

// Shortcuts lists what Slack's shortcut menus offer. A manifest has one name for everybody: both languages stand in it.
func Shortcuts() []Shortcut {
	return []Shortcut{
		{"New customer 新建客户", "global", ShortcutNew},
		{"Log to customer 记录沟通", "message", ShortcutLog},
		{"Follow up 安排跟进", "message", ShortcutFollow},
	}
}

// The shortcuts' callback IDs.
const (
	ShortcutNew    = "customer.new"
	ShortcutLog    = "interaction.log"
	ShortcutFollow = "followup.plan"
)
