package tests

import (
	"fmt"
	"slices"
	"time"
)

// tick is what the clock tells at this minute: to everybody in one message, of each ticket what is over next.
func (p *plainDay) tick() {
	p.t.Helper()
	told := map[string]map[*plainTicket]string{}
	for _, t := range p.tickets {
		if t.asked != nil && !t.wasAsked && !p.now.Before(t.asked.Add(time.Minute)) {
			t.wasAsked = true
		}
		if t.state() != "open" {
			continue
		}
		for i, kind := range []string{"response", "solve"} {
			if i == 0 && t.answered != nil {
				continue
			}
			target, n := plainTargets[t.priority][i], p.used(t, p.now)
			soon := min(max(target/4, 15), target/2)
			if exact := n == target || n == target-soon; exact && works(p.now.Add(-time.Minute)) {
				p.t.Fatalf("at %s %s is looked at in the very minute: the script can't say what is told", p.now, t.code)
			}
			what, to := "", t.assignee
			switch {
			case n >= target && !t.told[kind+" late"]:
				what, t.told[kind+" late"], t.told[kind+" soon"] = "late", true, true
				to = "lina"
			case n >= target-soon && !t.told[kind+" soon"]:
				what, t.told[kind+" soon"] = "soon", true
			default:
				continue
			}
			if to == "" {
				to = "lina"
			}
			if told[to] == nil {
				told[to] = map[*plainTicket]string{}
			}
			if told[to][t] != "late" { // what is over stands before what will be
				told[to][t] = what
			}
		}
	}
	for to, tickets := range told {
		for t, what := range tickets {
			t.alertsTold = append(t.alertsTold, to+" "+what)
		}
	}
}

// due is when the next target of a ticket is over; false where none is.
func (p *plainDay) due(t *plainTicket) (due time.Time, is bool) {
	for i := range 2 {
		if i == 0 && t.answered != nil || t.state() == "solved" || t.state() == "closed" {
			continue
		}
		n := 0
		for _, minute := range p.minutes {
			if t.isOpen(minute) {
				n++
			}
			if n < plainTargets[t.priority][i] {
				continue
			}
			if end := minute.Add(time.Minute); !is || end.Before(due) {
				due, is = end, true
			}
			break
		}
	}
	return due, is
}

// rows are what has become of the tickets.
func (p *plainDay) rows() (rows []string) {
	for _, r := range p.replies {
		if r.edited && !r.deleted {
			r.ticket.edited++
		}
		if r.deleted {
			r.ticket.deleted++
		}
	}
	for _, t := range p.tickets {
		s := t.served
		s.state, s.response, s.solve, s.told = t.state(), "-", "-", t.alertsTold
		if t.answered != nil {
			s.response = p.took(t, *t.answered, 0)
		}
		if done := t.state() == "solved" || t.state() == "closed"; done {
			solved := t.steps[len(t.steps)-1].at
			for i := len(t.steps) - 1; i >= 0 && (t.steps[i].state == "solved" || t.steps[i].state == "closed"); i-- {
				solved = t.steps[i].at
			}
			s.solve = p.took(t, solved, 1)
		}
		if t.wasAsked {
			s.asked = orDash(t.how)
			if t.how == "" {
				s.asked = "asked"
			}
		}
		rows = append(rows, s.String())
	}
	slices.Sort(rows)
	return rows
}

func (p *plainDay) took(t *plainTicket, until time.Time, target int) string {
	n := p.used(t, until)
	if n > plainTargets[t.priority][target] {
		return fmt.Sprint(n, " late")
	}
	return fmt.Sprint(n)
}

// queue are the codes of what is left to do, the most urgent first; what is due at the same minute stands in one group.
func (p *plainDay) queue() (groups [][]string) {
	var left []*plainTicket
	due := map[*plainTicket]time.Time{}
	for _, t := range p.tickets {
		if state := t.state(); state == "open" || state == "waiting" {
			at, is := p.due(t)
			if !is {
				at = p.now.AddDate(100, 0, 0)
			}
			due[t] = at
			left = append(left, t)
		}
	}
	slices.SortFunc(left, func(a, b *plainTicket) int { return due[a].Compare(due[b]) })
	for i, t := range left {
		if i == 0 || !due[t].Equal(due[left[i-1]]) {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], t.code)
	}
	for _, group := range groups {
		slices.Sort(group)
	}
	return groups
}
