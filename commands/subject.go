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

func subjectRoutes() []route {
	return []route{
		{bot.KindSubmission, views.EraseModal, models.MayErase, (*Commands).submitErasure, nil},
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

// opensPrivacy: erasing is asked in a form, and so is which customer is meant.
func opensPrivacy(_ *Commands, text string) bool {
	verb, rest := cutPrivacy(text)
	return verb == privacyErase || verb != "" && rest == ""
}

// privacy is for the rights of the person that something is held on: /crm privacy export|erase C001.
func (c *Commands) privacy(ctx context.Context, cl call) (bot.Reply, error) {
	verb, words := cutPrivacy(cl.text)
	switch {
	case verb == "":
		return bot.Reply{}, models.Invalid("", "error.privacy_verb")
	case words == "":
		return c.pick(cl, "privacy "+verb), nil
	case verb == privacyErase:
		return c.askErasure(ctx, cl, words)
	}
	customer, err := c.resolveErased(ctx, cl, verb, words)
	if err != nil {
		return bot.Reply{}, err
	}
	held, err := c.crm.ExportSubject(ctx, cl.operation("/crm privacy"), customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	files, err := c.subjectFiles(cl, held)
	if err != nil {
		return bot.Reply{}, err
	}
	reply := say(views.SubjectShared(cl.p, held.Customer))
	reply.Files = &bot.Files{Text: views.SubjectFiles(cl.p, held.Customer), List: files}
	return reply, nil
}

// subjectFiles are all that is held on a customer, for a machine and for a reader. Their names tell of nobody.
func (c *Commands) subjectFiles(cl call, held models.Subject) ([]bot.File, error) {
	name := held.Customer.Code + "-" + models.DateOf(held.At.In(cl.User.Zone)).String()
	data, err := sheets.SubjectJSON(held)
	if err != nil {
		return nil, err
	}
	book, err := sheets.SubjectXLSX(held, c.reader(cl))
	return []bot.File{{Name: name + ".json", Data: data}, {Name: name + ".xlsx", Data: book}}, err
}

// reader is who asks, as sheets speak with them. A sheet says the same few words thousands of times.
func (c *Commands) reader(cl call) sheets.Reader {
	said := map[string]string{}
	word := func(key string) (string, bool) {
		text, known := said[key]
		if !known && cl.p.Has(key) {
			text = cl.p.T(key)
		}
		said[key] = text
		return text, text != ""
	}
	return sheets.Reader{Word: word, Language: cl.p.Language(), Zone: cl.User.Zone}
}

// askErasure shows what would go and what would stay.
func (c *Commands) askErasure(ctx context.Context, cl call, words string) (bot.Reply, error) {
	customer, err := c.crm.ResolveCustomer(ctx, cl.actor, whole(words))
	if err != nil {
		return bot.Reply{}, among(err, privacyErase, "")
	}
	customer, held, err := c.crm.ErasureOf(ctx, cl.actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return show(views.EraseCustomer(cl.p, customer, held), pack(editing{ID: customer.ID})), nil
}

func (c *Commands) submitErasure(ctx context.Context, cl call) (bot.Reply, error) {
	var form editing
	if err := unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	in := models.ErasureInput{
		Code: cl.Form.Get(string(models.FieldCode)), Reason: cl.Form.Get(string(models.InputErasureReason)),
		Name: slices.Contains(cl.Form[string(models.InputErasureName)], views.ErasureOfName),
	}
	erased, scrubbed, err := c.crm.EraseSubject(ctx, cl.operation("modal subject.erase"), form.ID, in)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(c.warned(cl, views.Erased(cl.p, erased, scrubbed), written{models.InputErasureReason, in.Reason})), nil
}

// erasedCard says of a customer that its data was erased, and when.
func (c *Commands) erasedCard(ctx context.Context, cl call, customer models.Customer) (bot.Reply, error) {
	held, err := c.crm.Held(ctx, cl.actor, customer.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return say(views.ErasedCard(cl.p, customer, held)), nil
}
