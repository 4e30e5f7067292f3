package find

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/models"
)

// A search as long as Slack takes it, made of what is wrong, is looked into no further than anybody reads.
func TestALongSearchIsLookedIntoShortly(t *testing.T) {
	o := commandstest.New(t, crm.Access{}, Feature)
	o.WithFields()
	for name, part := range map[string]string{
		"slips":           "phne: ",
		"several slips":   "phne: emial: industy: ",
		"unknown filters": "phne=1 emial=2 ",
		"bad values":      "status:nope ",
		"open quotes":     "\"a “b ",
		"colons":          ": : ",
	} {
		t.Run(name, func(t *testing.T) {
			cl := o.Call()
			cl.Rest = strings.Repeat(part, 40_000/len(part))
			if _, err := o.Frame.Query(t.Context(), cl, cl.Rest); len(models.AsErrors(err)) > commands.MaxRefusals+2 {
				t.Errorf("%d refusals", len(models.AsErrors(err)))
			}
		})
	}
}
