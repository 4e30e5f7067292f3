package report

import (
	"context"
	"slices"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// report shows what happened in a period, this week where none is named: /crm report [last-month] [@user] [industry:] [source:] [tag:] [share].
func (h handlers) report(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	a, err := h.ask(ctx, cl, cl.Rest)
	if err != nil {
		return bot.Reply{}, err
	}
	if !a.share {
		message, err := h.message(ctx, cl, a)
		return commands.Say(message), err
	}
	if err := h.CRM.CheckShare(ctx, cl.Actor, cl.Channel); err != nil {
		return bot.Reply{}, err
	}
	message, err := h.message(ctx, cl, a)
	return commands.SayAt(bot.Public, message), err
}

// message is a report as the person sees it; one that is shared shows all of a channel what they see.
func (h handlers) message(ctx context.Context, cl commands.Call, a asked) (surface.Message, error) {
	question, err := h.CRM.ReportOn(ctx, cl.Actor, a.counted(), a.period.To)
	if err != nil {
		return surface.Message{}, err
	}
	found, err := h.Reports.Report(ctx, question, a.period, h.CRM.Now(""))
	if err != nil {
		return surface.Message{}, err
	}
	s := shown{report: found, asked: a, ownOnly: cl.Actor.OwnOnly}
	if a.scope.Person != "" {
		s.unfit = h.CRM.Unfit(ctx, cl.Actor, a.scope.Person)
	}
	if a.share {
		s.sharer, s.names = cl.User.ID, map[string]string{}
		for _, id := range append(found.Everybody(), a.scope.Person, cl.User.ID) {
			s.names[id] = h.CRM.NameOf(ctx, id)
		}
	} else {
		s.controls, s.mayShare, s.today = true, cl.Actor.May(models.MayShare), h.Today(cl)
	}
	return report(cl.Printer, s), nil
}

// again shows another report in the place of the one whose menu was used.
func (h handlers) again(ctx context.Context, cl commands.Call, text string) (bot.Reply, error) {
	a, err := h.ask(ctx, cl, text)
	if err != nil {
		return bot.Reply{}, err
	}
	message, err := h.message(ctx, cl, a)
	return commands.SayAt(bot.Replace, message), err
}

// pickPeriod shows the period that was chosen in the menu.
func (h handlers) pickPeriod(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	_, rest, ok := readAsked(cl.Block)
	if !ok {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return h.again(ctx, cl, cl.Value+" "+rest)
}

// pickPerson shows the figures of the person who was chosen.
func (h handlers) pickPerson(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	name, rest, ok := readAsked(cl.Block)
	if !ok || !models.IsUser(cl.Value) {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	return h.again(ctx, cl, name+" "+rest+" <@"+cl.Value+">") // of two people the last counts
}

// change opens the form that asks for a report, with what the report was asked for.
func (h handlers) change(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	a, err := h.ask(ctx, cl, cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(askForm(cl.Printer, a, h.Industries), ""), nil
}

// submit shows the report that the form asks for.
func (h handlers) submit(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	get := func(input models.Input) string { return cl.Form.Get(string(input)) }
	name, first, last := get(models.InputReportPeriod), get(models.InputReportFrom), get(models.InputReportTo)
	var a asked
	var errs models.Errors
	if name == someDays {
		if first == "" {
			errs = append(errs, models.Invalid(models.InputReportFrom, "error.required", "Field", models.InputReportFrom))
		}
		if name = first + ".." + last; last == "" { // until today
			name = first + ".." + max(first, h.Today(cl).String())
		}
	} else if !slices.Contains(offered, name) {
		errs = append(errs, models.Invalid(models.InputReportPeriod, "error.stale_form"))
	}
	if len(errs) == 0 {
		period, known, err := h.period(cl, name)
		if err != nil || !known {
			at := models.InputReportFrom
			if models.AsErrors(err) == nil {
				err = models.Invalid(at, "error.stale_form")
			}
			return bot.Reply{}, commands.AtField(models.Field(at), err)
		}
		a.name, a.period = nameOf(name, period), period
	}
	a.scope.Person, a.scope.Industry = get(models.InputUser), get(models.FieldIndustry.Input())
	if a.scope.Industry == anyIndustry {
		a.scope.Industry = ""
	}
	a.scope.Source = get(models.FieldSource.Input())
	if tag := get(models.FieldTags.Input()); tag != "" {
		named, err := h.CRM.TagNamed(ctx, cl.Actor, tag)
		if err != nil {
			return bot.Reply{}, err
		}
		if named == "" {
			errs = append(errs, models.Invalid(models.FieldTags, "error.unknown_tag", "Value", tag))
		}
		a.scope.Tag = named
	}
	if len(errs) > 0 {
		return bot.Reply{}, errs
	}
	message, err := h.message(ctx, cl, a)
	return commands.Say(message), err
}
