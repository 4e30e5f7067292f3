package commands

import (
	"sort"
	"strings"
	"unicode/utf8"

	"github.com/hbollon/go-edlib"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// Subcommand returns the subcommand that is called so.
func (c *Frame) Subcommand(name string) (Subcommand, bool) {
	sub, found := c.table.byName[models.NormaliseText(name)]
	return sub, found
}

// cutCommand splits a text into the subcommand's name and what follows. Chinese is written without blanks: 查找科技 is
// 查找 科技.
func (c *Frame) cutCommand(text string) (name, rest string) {
	name, rest = CutWord(text)
	if _, known := c.Subcommand(name); known {
		return name, rest
	}
	for _, sub := range c.table.subcommands {
		if after, found := strings.CutPrefix(name, sub.Aliases[0]); found {
			return sub.Aliases[0], strings.TrimSpace(after + " " + rest)
		}
	}
	return name, rest
}

// In is how a subcommand is called in a language.
func (s Subcommand) In(language string) string {
	if language == i18n.Chinese {
		return s.Aliases[0]
	}
	return s.Name
}

func (c *Frame) commandNames() []string {
	var names []string
	for _, sub := range c.table.subcommands {
		names = append(append(names, sub.Name), sub.Aliases...)
	}
	return names
}

// Documentation describes every subcommand in a language, for docs/commands.md.
func (c *Frame) Documentation(language string) []CommandHelp {
	p := c.catalogues.For(language)
	docs := make([]CommandHelp, 0, len(c.table.subcommands))
	for _, sub := range c.table.subcommands {
		doc := CommandHelp{Name: sub.Name, Alias: sub.Aliases[0], Example: strings.Split(p.T("command."+sub.Name+".examples"), "\n")}
		if usage := "command." + sub.Name + ".usage"; p.Has(usage) { // some take nothing
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

// UsageHint is what Slack shows beside the slash command as it is typed: the way to everything else.
func (c *Frame) UsageHint() string {
	help := c.table.byName["help"]
	return strings.Join(append([]string{help.Name}, help.Aliases[:1]...), " · ")
}

// CommandHelp is what help says of a subcommand.
type CommandHelp struct {
	Name    string // English name; also the key of its texts
	Alias   string // Chinese name
	Usage   string // arguments, as a person reads them
	Example []string
}
