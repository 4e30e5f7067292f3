package main

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// What the bot's searches are bounded by.
const (
	maxRanked    = 300
	maxJoinGrams = 3
	pageSize     = 10
)

// search is how words are looked up: led by the rarest gram when it is rare.
type search struct {
	given string
	rare  string
	grams []string
	texts []string
}

// find looks words up by a table of its own, one row for each gram of each customer (bench/database.go fills it): it counts the grams, then reads and ranks the matches of a rare one, or walks
// from the newest on and counts where all are common.
func (h *handler) find(ctx context.Context, words string) (*slack.WebhookMessage, error) {
	plan, err := h.db.look(ctx, words)
	if err != nil {
		return nil, err
	}
	var list []models.Customer
	var total int
	if plan.rare != "" {
		list, total, err = h.db.ranked(ctx, plan)
	} else {
		list, total, err = h.db.newest(ctx, plan)
	}
	if err != nil {
		return nil, err
	}
	return foundMessage(words, list, total), nil
}

func (d *database) look(ctx context.Context, words string) (search, error) {
	s := search{given: models.NormaliseText(words)}
	var must, may []string
	for _, t := range terms(words) {
		size := 3
		if t.chinese {
			size = 2
		}
		letters := []rune(t.text)
		switch {
		case len(letters) == size:
			must = append(must, t.text)
		case len(letters) > size:
			may = append(may, windows(letters, size)...)
			s.texts = append(s.texts, t.text)
		default:
			return s, fmt.Errorf("too short: %q", t.text)
		}
	}
	slices.Sort(must)
	slices.Sort(may)
	all := append(slices.Compact(must), slices.Compact(may)...)
	counts, err := d.count(ctx, all)
	if err != nil {
		return s, err
	}
	slices.SortStableFunc(all, func(a, b string) int { return counts[a] - counts[b] })
	if counts[all[0]] <= maxRanked {
		s.rare = all[0]
	}
	for i, gram := range all {
		if gram != s.rare && (i < maxJoinGrams || slices.Contains(must, gram)) {
			s.grams = append(s.grams, gram)
		}
	}
	return s, nil
}

func (d *database) count(ctx context.Context, grams []string) (map[string]int, error) {
	const one = "SELECT ? AS gram, COUNT(*) AS count FROM (SELECT 1 FROM floor_grams WHERE gram = ? LIMIT ?) AS few"
	var args []any
	for _, gram := range grams {
		args = append(args, gram, gram, maxRanked+1)
	}
	counts := make(map[string]int, len(grams))
	err := d.query(ctx, strings.TrimSuffix(strings.Repeat(one+" UNION ALL ", len(grams)), " UNION ALL "), func(rows *sql.Rows) error {
		var gram string
		var n int
		err := rows.Scan(&gram, &n)
		counts[gram] = n
		return err
	}, args...)
	return counts, err
}

// conditions are a search's, without the gram that leads it.
func (s search) conditions(grams []string) (text string, args []any) {
	for _, gram := range grams {
		text += " AND EXISTS (SELECT 1 FROM floor_grams AS g WHERE g.gram = ? AND g.customer_id = customers.id)"
		args = append(args, gram)
	}
	for _, words := range s.texts {
		text += " AND customers.search_text LIKE ? ESCAPE '!'"
		args = append(args, "%"+words+"%")
	}
	return text, args
}

func (d *database) ranked(ctx context.Context, s search) (list []models.Customer, total int, err error) {
	conditions, args := s.conditions(s.grams)
	var found []models.Customer
	err = d.query(ctx, "SELECT customers.id, customers.code, customers.name_key, customers.next_follow_up FROM customers "+
		"WHERE customers.id IN (SELECT customer_id FROM floor_grams WHERE gram = ?)"+conditions,
		func(rows *sql.Rows) error {
			var c models.Customer
			err := rows.Scan(&c.ID, &c.Code, &c.NameKey, &c.NextFollowUp)
			found = append(found, c)
			return err
		}, append([]any{s.rare}, args...)...)
	if err != nil {
		return nil, 0, err
	}
	slices.SortFunc(found, func(a, b models.Customer) int {
		return cmp.Or(s.rank(a)-s.rank(b), cmp.Compare(b.ID, a.ID))
	})
	var ids []any
	for _, c := range found[:min(pageSize, len(found))] {
		ids = append(ids, c.ID)
	}
	if len(ids) == 0 {
		return nil, 0, nil
	}
	list, err = d.customers(ctx, "SELECT * FROM customers WHERE id IN (?"+strings.Repeat(",?", len(ids)-1)+")", ids...)
	slices.SortFunc(list, func(a, b models.Customer) int { return slices.Index(ids, any(a.ID)) - slices.Index(ids, any(b.ID)) })
	return list, len(found), err
}

func (s search) rank(c models.Customer) int {
	switch {
	case strings.EqualFold(c.Code, s.given):
		return 0
	case c.NameKey == s.given:
		return 1
	case strings.HasPrefix(c.NameKey, s.given):
		return 2
	}
	return 3
}

func (d *database) newest(ctx context.Context, s search) (list []models.Customer, total int, err error) {
	conditions, args := s.conditions(s.grams)
	list, err = d.customers(ctx, "SELECT customers.* FROM customers WHERE "+strings.TrimPrefix(conditions, " AND ")+" ORDER BY customers.id DESC LIMIT ?",
		append(args, pageSize+1)...)
	if err != nil || len(list) <= pageSize {
		return list, len(list), err
	}
	conditions, args = s.conditions(s.grams[1:])
	err = d.query(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM floor_grams AS lead JOIN customers ON customers.id = lead.customer_id WHERE lead.gram = ?"+
		conditions+" LIMIT ?) AS few", func(rows *sql.Rows) error { return rows.Scan(&total) },
		append(append([]any{s.grams[0]}, args...), models.MaxCounted+1)...)
	return list[:pageSize], total, err
}

// foundMessage has the blocks of the bot's answer: a line and a button for each customer.
func foundMessage(words string, list []models.Customer, total int) *slack.WebhookMessage {
	text := fmt.Sprintf("%d customers", total)
	blocks := []slack.Block{section("*" + text + "* · " + words)}
	for _, c := range list {
		line := "*" + c.Code + "* " + c.Name + "\n" + string(c.Status) + " · " + c.Industry + " · " + c.NextFollowUp.String() + " · <@" + c.Owner + ">"
		button := slack.NewButtonBlockElement("run/open", "show "+c.Code, plain("Open"))
		blocks = append(blocks, slack.NewSectionBlock(mrkdwn(line), nil, slack.NewAccessory(button)))
	}
	if total > len(list) {
		more := slack.NewButtonBlockElement("find.page", fmt.Sprintf("%d %s", total, words), plain("More"))
		blocks = append(blocks, slack.NewActionBlock("", more))
	}
	return &slack.WebhookMessage{Text: text, Blocks: &slack.Blocks{BlockSet: blocks}}
}
