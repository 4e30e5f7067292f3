package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// kind is something that people do again and again.
type kind struct {
	name   string
	title  string
	floor  bool                                                            // the floor does it as well; elsewhere the bot is measured against the release before
	reach  float64                                                         // times the p50 that it is measured against, at most; 0 is reachLatency, or reachBefore without a floor
	atMost float64                                                         // ms that the p99 of one after the other may be, instead of times the floor; 0 is not promised
	within func(db *database, ctx context.Context, use func() error) error // what it needs besides, while it is measured; nil is nothing
	// act does it once, the n-th time, and returns how long the person waited for the answer.
	act func(ctx context.Context, p *person, n int) (time.Duration, error)
}

// acts are all kinds, with what they share within one run.
type acts struct {
	customers int
	created   atomic.Int64
	edited    atomic.Int64
	answers   *answers
}

func (a *acts) kinds() []kind {
	return []kind{
		{name: "show", title: "/crm show C…", floor: true, act: a.show},
		{name: "own", title: "/crm show, 30 own fields, long history", within: (*database).withOwnFields, act: a.showOwn},
		{name: "find rare", title: "/crm find (rare words)", floor: true, act: a.finder(rareWords)},
		{name: "find common", title: "/crm find (common words)", floor: true, act: a.finder(commonWords)},
		{name: "edit", title: "/crm edit C… (with audit)", floor: true, reach: reachRecord, within: (*database).withEdits, act: a.edit},
		{name: "new", title: "/crm new … !", act: a.create},
		{name: "open", title: "modal open", atMost: reachOpen, act: a.open},
		{name: "modal", title: "modal submission", act: a.submit},
	}
}

func (a *acts) show(ctx context.Context, p *person, n int) (time.Duration, error) {
	code := fmt.Sprintf("C%03d", 1+(n*7919+p.number*104729)%a.customers)
	message, took, err := p.command(ctx, "show "+code)
	if err == nil && !strings.HasPrefix(message.Text, code+" ") {
		err = fmt.Errorf("show %s: %q", code, message.Text)
	}
	return took, err
}

// edit changes the notes of a customer. Who acts at once edits different ones.
func (a *acts) edit(ctx context.Context, p *person, n int) (time.Duration, error) {
	code := fmt.Sprintf("C%03d", 1+p.number+len(p.at.people)*(n%(a.customers/len(p.at.people)-1)))
	notes := fmt.Sprintf("note %d", a.edited.Add(1))
	message, took, err := p.command(ctx, "edit "+code+" notes="+notes)
	if shown := blockkit.Readable(message.Blocks); err == nil && !strings.Contains(shown, notes) {
		err = fmt.Errorf("edit %s: %q", code, shown)
	}
	return took, err
}

// open opens the form of a new customer, and leaves it.
func (a *acts) open(ctx context.Context, p *person, _ int) (time.Duration, error) {
	begun := time.Now()
	id, err := p.openForm(ctx)
	took := time.Since(begun)
	if err == nil {
		err = p.leave(id)
	}
	return took, err
}

func (a *acts) finder(words []string) func(context.Context, *person, int) (time.Duration, error) {
	return func(ctx context.Context, p *person, n int) (time.Duration, error) {
		word := words[(n+p.number)%len(words)]
		message, took, err := p.command(ctx, "find "+word)
		if err == nil {
			err = a.answers.check(word, codesIn(message))
		}
		return took, err
	}
}

func (a *acts) create(ctx context.Context, p *person, _ int) (time.Duration, error) {
	i := a.created.Add(1)
	message, took, err := p.command(ctx, fmt.Sprintf(
		"new 江南新客户服务有限公司%06d industry=technology contact=张三 title=经理 phone=139%08d email=n%d@example.com next=%s notes=在展会上认识 !",
		i, i, i, nextDay()))
	return took, created(message.Text, err)
}

func (a *acts) submit(ctx context.Context, p *person, _ int) (time.Duration, error) {
	i := a.created.Add(1)
	view, err := p.form(ctx, map[string]string{
		"name": fmt.Sprintf("江南新客户服务有限公司%06d", i), "contact_name": "张三", "contact_title": "经理", "company": "江南新客户服务有限公司",
		"industry": "technology", "phone": fmt.Sprintf("139%08d", i), "email": fmt.Sprintf("n%d@example.com", i), "address": "人民路 1 号",
		"status": "active", "opportunity": "20 seats", "next_follow_up": nextDay(), "next_follow_up_time": "10:30", "notes": "在展会上认识", "owner": p.id,
	})
	if err != nil {
		return 0, err
	}
	message, took, err := p.submit(ctx, view)
	return took, created(message.Text, err)
}

func nextDay() string { return time.Now().AddDate(0, 0, 30).Format(time.DateOnly) }

// created refuses an answer that shows no new customer's card.
func created(text string, err error) error {
	if err == nil && !strings.Contains(text, "江南新客户") {
		err = fmt.Errorf("new customer: %q", text)
	}
	return err
}
