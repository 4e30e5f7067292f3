package main

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"time"
)

// kind is something that people do again and again.
type kind struct {
	name    string
	title   string
	creates bool
	within  func(db *database, ctx context.Context, use func() error) error // what it needs besides, while it is measured; nil is nothing
	// act does it once, the n-th time, and returns how long the person waited for the answer.
	act func(ctx context.Context, p *person, n int) (time.Duration, error)
}

// acts are all kinds, with what they share within one run.
type acts struct {
	customers int
	created   atomic.Int64
	answers   *answers
}

func (a *acts) kinds() []kind {
	return []kind{
		{"show", "/crm show C…", false, nil, a.show},
		{"own", "/crm show C…, 30 own fields", false, (*database).withOwnFields, a.showOwn},
		{"find rare", "/crm find (rare words)", false, nil, a.finder(rareWords)},
		{"find common", "/crm find (common words)", false, nil, a.finder(commonWords)},
		{"new", "/crm new … !", true, nil, a.create},
		{"modal", "modal submission", true, nil, a.submit},
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
