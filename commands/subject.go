package commands

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
	"github.com/guanxi-crm/guanxi/views"
)

// PrivacyFeature is the rights of the person that something is held on.
func PrivacyFeature(c *Frame) Feature {
	return Feature{
		Subcommands: []Subcommand{
			{Name: "privacy", Aliases: []string{"隐私", "gdpr"}, Needs: models.MayExportSubject, Read: c.readPrivacy},
		},
		Ways: []Way{{
			Kind: bot.KindSubmission, Name: views.EraseModal, Needs: models.MayErase, Run: c.submitErasure,
			Inputs: []models.Input{models.FieldCode.Input(), models.InputErasureReason, models.InputErasureName},
		}},
	}
}

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
	word, rest := cutWord(text)
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
func (c *Frame) readPrivacy(text string) Step {
	verb, words := cutPrivacy(text)
	switch {
	case verb == "":
		return Answers(func(context.Context, Call) (bot.Reply, error) {
			return bot.Reply{}, models.Invalid("", "error.privacy_verb")
		})
	case words == "":
		return c.pick("privacy " + verb)
	case verb == privacyErase:
		return Opens(func(ctx context.Context, cl Call) (bot.Reply, error) { return c.askErasure(ctx, cl, words) })
	}
	return Answers(func(ctx context.Context, cl Call) (bot.Reply, error) { return c.exportSubject(ctx, cl, verb, words) })
}

func (c *Frame) exportSubject(ctx context.Context, cl Call, verb, words string) (bot.Reply, error) {
	customer, err := c.resolveErased(ctx, cl, verb, words)
	if err != nil {
		return bot.Reply{}, err
	}
	held, err := c.CRM.ExportSubject(ctx, cl.Operation("/crm privacy"), customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	files, err := c.subjectFiles(cl, held)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := Say(views.SubjectShared(cl.Printer, held.Customer))
	reply.Files = &bot.Files{Text: views.SubjectFiles(cl.Printer, held.Customer), List: files}
	return reply, nil
}

// subjectFiles are all that is held on a customer, for a machine and for a reader. Their names tell of nobody.
func (c *Frame) subjectFiles(cl Call, held models.Subject) ([]bot.File, error) {
	name := held.Customer.Code + "-" + models.DateOf(held.At.In(cl.User.Zone)).String()
	data, err := sheets.SubjectJSON(held)
	if err != nil {
		return nil, err
	}
	book, err := sheets.SubjectXLSX(held, c.reader(cl))
	return []bot.File{{Name: name + ".json", Data: data}, {Name: name + ".xlsx", Data: book}}, err
}

// reader is who asks, as sheets speak with them. A sheet says the same few words thousands of times.
func (c *Frame) reader(cl Call) sheets.Reader {
	said := map[string]string{}
	word := func(key string) (string, bool) {
		text, known := said[key]
		if !known && cl.Printer.Has(key) {
			text = cl.Printer.T(key)
		}
		said[key] = text
		return text, text != ""
	}
	return sheets.Reader{Word: word, Language: cl.Printer.Language(), Zone: cl.User.Zone}
}

// erasing is what the form remembers: whose data it erases.
type erasing struct {
	ID int64 `json:"id"`
}

// askErasure shows what would go and what would stay.
func (c *Frame) askErasure(ctx context.Context, cl Call, words string) (bot.Reply, error) {
	customer, err := c.CRM.ResolveCustomer(ctx, cl.Actor, whole(words))
	if err != nil {
		return bot.Reply{}, among(err, privacyErase, "")
	}
	customer, held, err := c.CRM.ErasureOf(ctx, cl.Actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return Show(views.EraseCustomer(cl.Printer, customer, held), pack(erasing{ID: customer.ID})), nil
}

func (c *Frame) submitErasure(ctx context.Context, cl Call) (bot.Reply, error) {
	var form erasing
	if err := unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in := models.ErasureInput{
		Code: cl.Form.Get(string(models.FieldCode)), Reason: cl.Form.Get(string(models.InputErasureReason)),
		Name: slices.Contains(cl.Form[string(models.InputErasureName)], views.ErasureOfName),
	}
	erased, scrubbed, err := c.CRM.EraseSubject(ctx, cl.Operation("modal subject.erase"), form.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(c.warned(cl, views.Erased(cl.Printer, erased, scrubbed), written{models.InputErasureReason, in.Reason})), nil
}

// erasedCard says of a customer that its data was erased, and when.
func (c *Frame) erasedCard(ctx context.Context, cl Call, customer models.Customer) (bot.Reply, error) {
	held, err := c.CRM.Held(ctx, cl.Actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return Say(views.ErasedCard(cl.Printer, customer, held)), nil
}
