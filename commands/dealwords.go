package commands

import (
	"strings"

	"github.com/guanxi-crm/guanxi/i18n/when"
	"github.com/guanxi-crm/guanxi/models"
)

// DealWords are what a text says of the deals that it asks for.
type DealWords struct {
	Pipeline models.Pipeline
	Owner    string      // Slack user ID; "" is anybody's
	From, To models.Date // zero where no days were named
	Share    bool        // all of the channel are to see it
}

// DealReading is how the words of a command about deals are read.
type DealReading struct {
	Past    bool                   // a month or quarter without a year is the last that has begun, else the next that isn't over
	Also    func(word string) bool // takes words of the command's own; nil takes none
	Refusal string                 // the error of a word that nobody understands, with the word and the pipelines
}

// DealWords reads whose deals of which pipeline are asked for, and over which days: mine last-month, @bob Q3, 团队 本季度.
func (c *Frame) DealWords(cl Call, text string, as DealReading) (DealWords, error) {
	var words DealWords
	entry, known := c.CRM.Pipelines().Entry()
	if known {
		words.Pipeline, _ = c.CRM.Pipelines().Find(entry.PipelineID)
	}
	for rest := strings.TrimSpace(text); rest != ""; {
		if found, known := c.pipelineCalled(rest); known { // its name may have blanks
			words.Pipeline = found
			break
		}
		word, after := CutWord(rest)
		if err := c.dealWord(cl, word, as, &words); err != nil {
			return DealWords{}, err
		}
		rest = after
	}
	return words, nil
}

func (c *Frame) dealWord(cl Call, word string, as DealReading, words *DealWords) error {
	if as.Also != nil && as.Also(word) {
		return nil
	}
	if name := models.NormaliseText(word); name == "share" || name == "分享" {
		words.Share = true
		return nil
	}
	if MeansTeam(word) {
		words.Owner = ""
		return nil
	}
	if owner, err := Person(cl, word); err == nil {
		words.Owner = owner
		return nil
	}
	if found, known := c.pipelineCalled(word); known {
		words.Pipeline = found
		return nil
	}
	if from, to, spans := strings.Cut(word, ".."); spans {
		first, err := models.ParseDate(from)
		last, failed := models.ParseDate(to)
		if err == nil && failed == nil && !last.Before(first) {
			words.From, words.To = first, last
			return nil
		}
	}
	first, last, known := when.Period(Unescape(word), InUTC(c.Today(cl)), as.Past)
	if !known {
		var labels []string
		for _, p := range c.CRM.Pipelines().Active() {
			labels = append(labels, p.Label(cl.Printer.Language()))
		}
		return models.Invalid("", as.Refusal, "Word", models.Shorten(Unescape(word), 60), "Pipelines", cl.Printer.List(labels))
	}
	words.From, words.To = models.DateOf(first), models.DateOf(last)
	return nil
}

// pipelineCalled returns the pipeline that is called so, in whichever language, one in use before a retired one: what was won in that counts.
func (c *Frame) pipelineCalled(text string) (models.Pipeline, bool) {
	return c.CRM.Pipelines().PipelineCalled(Unescape(text))
}
