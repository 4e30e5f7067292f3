package commands

import (
	"errors"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// DuplicatesIn returns the near-duplicates for which a customer, or a contact, was not saved; nil when that was not the reason.
func DuplicatesIn(err error) *models.DuplicateError {
	var found *models.DuplicateError
	if errors.As(err, &found) {
		return found
	}
	return nil
}

// AskDuplicate shows them in answer to a command; form is the command that opens the form instead.
func AskDuplicate(cl Call, found *models.DuplicateError, command, form string) bot.Reply {
	ids := make([]string, len(found.Known))
	for i, id := range found.Known {
		ids[i] = strconv.FormatInt(id, 10)
	}
	save, cut := strings.Join(ids, ",")+" "+command, ""
	if len(save) > views.MaxRunText {
		save, cut = "", TypedAway(cl.Request)
	}
	return Say(views.Repeating(views.Duplicates(cl.Printer, found.Duplicates, save, form), cut))
}
