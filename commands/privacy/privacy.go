package privacy

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
)

// What may be done with all that is held on a customer, by the words for it.
const (
	privacyExport = "export"
	privacyErase  = "erase"
)

var privacyVerbs = map[string]string{
	"export": privacyExport, "导出": privacyExport, "erase": privacyErase, "delete": privacyErase, "删除": privacyErase, "抹除": privacyErase,
}

// cutPrivacy splits "export C001", "导出 C001" or "导出C001"; verb is "" when none is known.
func cutPrivacy(text string) (verb, rest string) {
	word, rest := commands.CutWord(text)
	if verb := privacyVerbs[models.NormaliseText(word)]; verb != "" {
		return verb, rest
	}
	for name, verb := range privacyVerbs {
		if after, found := strings.CutPrefix(word, name); found && name[0] >= 0x80 { // Chinese is written without blanks
			return verb, strings.TrimSpace(after + " " + rest)
		}
	}
	return "", text
}

// readPrivacy is for the rights of the person that something is held on: /crm privacy export|erase C001. Erasing is asked in a
// form, and so is which customer is meant.
func (h handlers) readPrivacy(text string) commands.Step {
	verb, words := cutPrivacy(text)
	switch {
	case verb == "":
		return commands.Answers(func(context.Context, commands.Call) (bot.Reply, error) {
			return bot.Reply{}, models.Invalid("", "error.privacy_verb")
		})
	case words == "":
		return h.Pick("privacy " + verb)
	case verb == privacyErase:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.askErasure(ctx, cl, words) })
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		return h.exportSubject(ctx, cl, verb, words)
	})
}

func (h handlers) exportSubject(ctx context.Context, cl commands.Call, verb, words string) (bot.Reply, error) {
	customer, err := h.ResolveAny(ctx, cl, verb, words)
	if err != nil {
		return bot.Reply{}, err
	}
	held, err := h.CRM.ExportSubject(ctx, cl.Operation("/crm privacy"), customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	files, err := h.subjectFiles(cl, held)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := commands.Say(subjectShared(cl.Printer, held.Customer))
	reply.Files = &bot.Files{Text: subjectFiles(cl.Printer, held.Customer), List: files}
	return reply, nil
}

// subjectFiles are all that is held on a customer, for a machine and for a reader. Their names tell of nobody.
func (h handlers) subjectFiles(cl commands.Call, held models.Subject) ([]bot.File, error) {
	name := held.Customer.Code + "-" + models.DateOf(held.At.In(cl.User.Zone)).String()
	data, err := sheets.SubjectJSON(held)
	if err != nil {
		return nil, err
	}
	book, err := sheets.SubjectXLSX(held, h.SheetReader(cl))
	return []bot.File{{Name: name + ".json", Data: data}, {Name: name + ".xlsx", Data: book}}, err
}

// erasing is what the form remembers: whose data it erases.
type erasing struct {
	ID int64 `json:"id"`
}

// askErasure shows what would go and what would stay.
func (h handlers) askErasure(ctx context.Context, cl commands.Call, words string) (bot.Reply, error) {
	customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, commands.Whole(words))
	if err != nil {
		return bot.Reply{}, commands.Among(err, privacyErase, "")
	}
	customer, held, err := h.CRM.ErasureOf(ctx, cl.Actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(eraseCustomer(cl.Printer, customer, held), commands.Pack(erasing{ID: customer.ID})), nil
}

func (h handlers) submitErasure(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form erasing
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in := models.ErasureInput{
		Code: cl.Form.Get(string(models.FieldCode)), Reason: cl.Form.Get(string(models.InputErasureReason)),
		Name: slices.Contains(cl.Form[string(models.InputErasureName)], erasureOfName),
	}
	erased, scrubbed, err := h.CRM.EraseSubject(ctx, cl.Operation("modal subject.erase"), form.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Say(h.Warned(cl, erasedMessage(cl.Printer, erased, scrubbed), commands.Written{Input: models.InputErasureReason, Text: in.Reason})), nil
}
