package followup

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// readSnooze moves a follow-up by the chosen span, asks for a day, or cancels it: 17:1d.
func (h handlers) readSnooze(req *bot.Request) commands.Step {
	id, choice, _ := strings.Cut(req.Value, ":")
	switch choice {
	case views.SnoozePick:
		return commands.Opens(func(ctx context.Context, cl commands.Call) (bot.Reply, error) { return h.askSnooze(ctx, cl, id) })
	case views.SnoozeCancel:
		return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
			return h.snooze(ctx, cl, id, func(item models.DueFollowUp) (models.DueFollowUp, error) {
				return h.CRM.CancelFollowUp(ctx, cl.Operation("button followup.cancel"), item.ID)
			}, nil)
		})
	}
	return commands.Answers(func(ctx context.Context, cl commands.Call) (bot.Reply, error) {
		said := ""
		return h.snooze(ctx, cl, id, func(item models.DueFollowUp) (models.DueFollowUp, error) {
			to, known := snoozes[choice]
			if !known {
				return item, models.Invalid("", "error.stale_form")
			}
			wanted := to(h.Today(cl))
			day := h.workdayFrom(cl, item.Due(), wanted)
			moved, err := h.CRM.SnoozeFollowUp(ctx, cl.Operation("button followup.snooze"), item.ID, item.Version, day)
			if err == nil && day != wanted {
				said = putToWorkday(cl.Printer, h.dayOff(cl, item.Due(), wanted))
			}
			return moved, err
		}, &said)
	})
}

// dayOff is the day off for which a follow-up isn't put to a wanted day: that day, or what it is by the clock by which it was
// planned.
func (h handlers) dayOff(cl commands.Call, due models.Due, wanted models.Date) models.Date {
	if h.Calendar.ByLaw().Day(wanted).Off {
		return wanted
	}
	planned, _, _ := due.On(wanted, cl.User.Zone).Elsewhere(cl.User.Zone)
	return planned.Day
}

// longestSearch is how many days are tried for one that is worked here and where a follow-up was planned.
const longestSearch = 30

// workdayFrom returns the first workday on or after a day of the person on which the follow-up is put off to a workday also by
// the clock by which it was planned: a Friday evening in New York is a Saturday in Shanghai.
func (h handlers) workdayFrom(cl commands.Call, due models.Due, from models.Date) models.Date {
	day := h.Calendar.ByLaw().Next(from)
	for range longestSearch {
		if planned, _, _ := due.On(day, cl.User.Zone).Elsewhere(cl.User.Zone); !h.Calendar.ByLaw().Day(planned.Day).Off {
			return day
		}
		day = h.Calendar.ByLaw().Next(day.AddDays(1))
	}
	return h.Calendar.ByLaw().Next(from)
}

func (h handlers) askSnooze(ctx context.Context, cl commands.Call, id string) (bot.Reply, error) {
	item, err := h.listedFollowUp(ctx, cl, id)
	if err != nil {
		return h.closedMeanwhile(ctx, cl, err)
	}
	return commands.Show(snoozeFollowUp(cl.Reader(), item, h.Today(cl), h.workdayFrom(cl, item.Due(), h.Today(cl).AddDays(1))), commands.Pack(listed{ID: item.ID, List: views.RowList(cl.Block), Version: item.Version})), nil
}

// snooze does something with an open follow-up and shows the list anew that its button stands in. said is what do has to say of it.
func (h handlers) snooze(ctx context.Context, cl commands.Call, id string, do func(models.DueFollowUp) (models.DueFollowUp, error), said *string) (bot.Reply, error) {
	item, err := h.listedFollowUp(ctx, cl, id)
	before := item.Due()
	if err == nil {
		item, err = do(item)
	}
	if err != nil {
		return h.closedMeanwhile(ctx, cl, err)
	}
	notes := []string{skipped(cl.Printer, before, item.Due())}
	if said != nil {
		notes = append(notes, *said)
	}
	return h.relist(ctx, cl, views.RowList(cl.Block), item, notes...)
}

var snoozes = map[string]func(today models.Date) models.Date{
	views.SnoozeTomorrow:  func(t models.Date) models.Date { return t.AddDays(1) },
	views.SnoozeThreeDays: func(t models.Date) models.Date { return t.AddDays(3) },
	views.SnoozeNextWeek:  func(t models.Date) models.Date { return t.Monday().AddDays(7) },
}

func (h handlers) submitSnooze(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	var form listed
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return bot.Reply{}, err
	}
	to, err := commands.FormDay(cl, models.FieldDueOn)
	if err != nil {
		return bot.Reply{}, err
	}
	before, err := h.CRM.FollowUp(ctx, cl.Actor, form.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	moved, err := h.CRM.SnoozeFollowUp(ctx, cl.Operation("modal followup.snooze"), form.ID, form.Version, to)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.relist(ctx, cl, form.List, moved, skipped(cl.Printer, before.Due(), moved.Due()))
}
