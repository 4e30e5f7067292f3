package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// Talk is the channel in which the sample customers' requests stand.
type Talk struct {
	Channel string // its ID; "" is none, and there are no tickets
	// Say puts what somebody said at an instant into the channel, in a thread or, where that is "", beside the others. It returns its ts.
	Say func(at time.Time, user, channel, thread, text string) (ts string, err error)
}

// sampleTicket is a request of a sample customer, and what became of it.
type sampleTicket struct {
	row      int // of the customer
	hours    int // ago
	by, text string
	priority models.Priority
	assignee string // takes it with the first line of theirs; "" is nobody
	then     []sampleLine
}

// sampleLine is what happens some minutes after the one before: somebody says something, or what has the ticket puts it into a state, or who asked
// says how it was.
type sampleLine struct {
	minutes  int
	by, text string
	to       models.TicketState
	how      models.Satisfaction
	why      string
}

var sampleTickets = []sampleTicket{
	{4, 122, "wangwei", "宁波东海港务：预约页面打不开\n从今天早上开始，司机端一直提示“网络繁忙”。", models.PriorityHigh, "lina", []sampleLine{
		{minutes: 12, by: "lina", text: "收到，正在看日志。请问是全部司机，还是某一个码头？"},
		{minutes: 1, by: "lina", to: models.TicketWaiting},
		{minutes: 25, by: "wangwei", text: "只有二号码头。"},
		{minutes: 40, by: "lina", text: "二号码头的证书过期了，已经更新，麻烦再试一下。"},
		{minutes: 9, by: "wangwei", text: "可以了，谢谢！"},
		{minutes: 2, by: "lina", to: models.TicketSolved},
		{minutes: 30, by: "wangwei", how: models.SatisfactionGood, why: "speed"},
	}},
	{16, 99, "alice", "Northwind Trading: quotes show the wrong currency\nThey see EUR since the update, it should be GBP.", models.PriorityNormal, "bob", []sampleLine{
		{minutes: 50, by: "bob", text: "Thanks, I can see it. Their default was reset; I am setting it back."},
		{minutes: 20, by: "bob", text: "Done. Could you ask them to look once more?"},
		{minutes: 1, by: "bob", to: models.TicketWaiting},
		{minutes: 190, by: "alice", text: "All good on their side."},
		{minutes: 5, by: "bob", to: models.TicketSolved},
		{minutes: 15, by: "alice", how: models.SatisfactionFair, why: "speed"},
		{minutes: 60, by: "bob", to: models.TicketClosed},
	}},
	{5, 47, "lina", "重庆山城零售连锁：会员积分没有到账\n昨天的积分有三十多位会员没有收到。", models.PriorityHigh, "wangwei", []sampleLine{
		{minutes: 35, by: "wangwei", text: "已经找到原因，今晚补发。能把名单发给我吗？"}, {minutes: 1, by: "wangwei", to: models.TicketWaiting},
	}},
	{10, 27, "alice", "Quantum Forge AG: the trial licence ends tomorrow", models.PriorityNormal, "alice", []sampleLine{
		{minutes: 30, by: "alice", text: "I have asked for two more weeks."}, {minutes: 120, by: "alice", to: models.TicketSolved},
	}},
	{11, 26, "wangwei", "北京星河科技：导出的报表少了一列\n“客户等级”这一列没有了。", models.PriorityNormal, "", nil},
	{6, 3, "alice", "Kite & Anchor Design Studio: nobody can log in\nAll six of them, since this morning.", models.PriorityUrgent, "bob", []sampleLine{
		{minutes: 6, by: "bob", text: "Looking at it now. Is it the same message for everybody?"}, {minutes: 9, by: "alice", text: "Yes: “session expired”."},
	}},
	{19, 2, "bob", "Fabrikam Logistics would like the price list as a file", models.PriorityLow, "", nil},
	{4, 1, "wangwei", "宁波东海港务：想增加两个操作员账号", models.PriorityLow, "lina", nil},
}

// sampleReplies are answers that are kept.
var sampleReplies = []models.CannedInput{
	{Name: "已收到", Text: "您好，{ticket} 已收到，我们正在处理，有进展会马上告诉您。— {me}"},
	{Name: "需要截图", Text: "您好，能否发一张完整的截图，并告诉我们操作的时间？这样可以更快找到原因。"},
	{Name: "On it", Text: "Thank you for telling us. We are looking into {ticket} and will be back within the day.\n{me}"},
	{Name: "Please try again", Text: "This should work again now. Could you try once more and tell us if it doesn't?"},
}

// serve lists what was asked for in a channel, and what came of it.
func (s *seeder) serve(ctx context.Context, talk Talk, people map[string]Person, now time.Time) error {
	if talk.Channel == "" {
		return nil
	}
	op := models.Operation{Actor: models.System(), Source: "demo"}
	if _, err := s.crm.SetReportChannel(ctx, op, models.ReportChannel{ID: talk.Channel, Tickets: true}); err != nil {
		return err
	}
	for _, canned := range sampleReplies {
		if _, err := s.crm.SaveCannedReply(ctx, op, 0, 0, canned); err != nil {
			return err
		}
	}
	for n, sample := range sampleTickets {
		a := &asked{seeder: s, talk: talk, people: people, sample: sample}
		at := now.Add(-time.Duration(sample.hours)*time.Hour + time.Duration(n*7%11)*time.Minute)
		s.events = append(s.events, event{at, "ticket " + sample.text, a.raise})
		for _, line := range sample.then {
			at = at.Add(time.Duration(line.minutes) * time.Minute)
			s.events = append(s.events, event{at, "ticket " + sample.text, func(ctx context.Context) error { return a.goOn(ctx, line) }})
		}
	}
	return nil
}

// asked is a sample ticket as it goes on.
type asked struct {
	*seeder
	talk   Talk
	people map[string]Person
	sample sampleTicket
	ticket models.Ticket
}

func (a *asked) raise(ctx context.Context) (err error) {
	said, err := a.say(a.sample.by, "", a.sample.text)
	if err != nil {
		return err
	}
	if a.ticket, err = a.crm.TakeIn(ctx, said, nil, a.ids[a.sample.row]); err != nil {
		return err
	}
	values := map[models.Field]string{models.FieldPriority: string(a.sample.priority)}
	by := a.sample.by
	if a.sample.assignee != "" {
		by = a.sample.assignee
		values[models.FieldTicketAssignee] = a.people[by].ID
	}
	_, a.ticket, err = a.crm.UpdateTicket(ctx, a.op(by), a.ticket.ID, models.EditBase{}, values)
	return err
}

func (a *asked) goOn(ctx context.Context, line sampleLine) (err error) {
	switch {
	case line.text != "":
		said, err := a.say(line.by, a.ticket.Thread, line.text)
		if err == nil {
			_, _, err = a.crm.HearTicket(ctx, said)
		}
		return err
	case line.to != "":
		_, _, err = a.crm.MoveTicket(ctx, a.op(line.by), a.ticket.ID, 0, line.to)
		return err
	}
	if _, err = a.crm.RateTicket(ctx, a.op(line.by), a.ticket.ID, line.how); err == nil {
		_, err = a.crm.ExplainRating(ctx, a.op(line.by), a.ticket.ID, line.why)
	}
	return err
}

// say says something in the channel, and is what the bot hears of it.
func (a *asked) say(by, thread, text string) (models.Said, error) {
	user, at := a.people[by].ID, a.past.now
	ts, err := a.talk.Say(at, user, a.talk.Channel, thread, text)
	said := models.Said{Key: fmt.Sprintf("heard:%s:%s", a.talk.Channel, ts), Channel: a.talk.Channel, TS: ts, Thread: thread, User: user, Text: text, Change: models.SaidNew}
	said.At = models.TimeOfTS(ts)
	if said.At.After(a.past.now) { // by the microseconds of its ts
		a.past.now = said.At
	}
	return said, err
}

func (a *asked) op(by string) models.Operation {
	return models.Operation{Actor: models.Actor{ID: a.people[by].ID, Role: models.RoleSales}, Source: "demo", Zone: a.people[by].Zone.String()}
}
