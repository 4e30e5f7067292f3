package tests

import (
	"bufio"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

// An act is a line of testdata/supportday.txt: what somebody does at a minute.
type act struct {
	line      int
	at        time.Time
	who, verb string
	words     []string // behind the verb
}

// from are the words from the n-th on, as they are written.
func (a act) from(n int) string { return strings.Join(a.words[min(n, len(a.words)):], " ") }

// theDay reads the script of the day.
func theDay(t *testing.T) (acts []act) {
	t.Helper()
	file, err := os.Open("testdata/supportday.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var date string
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) == 0 || words[0] == "//":
			continue
		case len(words[0]) == len("2026-09-30"):
			date = words[0]
			continue
		}
		at, err := time.ParseInLocation("2006-01-02 15:04", date+" "+words[0], zone("Asia/Shanghai"))
		if err != nil || len(words) < 3 {
			t.Fatalf("line %d isn't understood: %v", n, err)
		}
		acts = append(acts, act{line: n, at: at, who: words[1], verb: words[2], words: words[3:]})
	}
	return acts
}

// served is what becomes of a ticket, as the expected table, the plain computation and the program have it.
type served struct {
	code, customer, requester, assignee, state, priority string
	response, solve                                      string // minutes of working time until then, and whether that was late; "-" where it goes on
	said, edited, deleted                                int
	told                                                 []string // who was told of what by the clock
	asked                                                string   // how it was
}

func (s served) String() string {
	slices.Sort(s.told)
	return strings.TrimSpace(fmt.Sprintf("%s %s %-5s %-7s %-7s %-6s %-9s %-9s %d/%d/%d %-16s %s", s.code, s.customer, s.requester, s.assignee, s.state, s.priority,
		s.response, s.solve, s.said, s.edited, s.deleted, orDash(s.asked), strings.Join(s.told, ", ")))
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// plainDay counts what has to become of the day, minute by minute, with nothing of the program.
type plainDay struct {
	t        *testing.T
	now      time.Time
	minutes  []time.Time // those in which the team works
	tickets  []*plainTicket
	turns    []string        // who got a ticket in turn, the latest last
	gone     map[string]bool // who isn't there
	notes    map[string]act
	replies  map[string]*plainReply
	held     []func() // what is heard when the events are released
	holding  bool
	given    map[string]int // "who code" → how often they were told that it is theirs
	question map[string]act // requests of which nobody knows whose they are
}

type plainTicket struct {
	served
	thread     bool // it has a conversation
	raised     time.Time
	answered   *time.Time
	steps      []plainStep
	told       map[string]bool // alerts of this round
	asked      *time.Time
	wasAsked   bool
	how        string
	alertsTold []string
}

type plainStep struct {
	at    time.Time
	state string
}

type plainReply struct {
	ticket          *plainTicket
	edited, deleted bool
}

// plainTargets are minutes until an answer and until a solution.
var plainTargets = map[string][2]int{"urgent": {30, 240}, "high": {60, 480}, "normal": {240, 1440}, "low": {480, 2400}}

var agentZones = map[string]string{"bob": "Europe/Berlin", "hao": "Asia/Shanghai", "klara": "Europe/Berlin", "mei": "Asia/Shanghai", "wangwei": "Asia/Shanghai"}

func works(at time.Time) bool {
	day := at.Format("01-02")
	return at.Weekday() >= time.Monday && at.Weekday() <= time.Friday && (day < "10-01" || day > "10-07") && at.Hour() >= 9 && at.Hour() < 18
}

func newPlainDay(t *testing.T, begin time.Time) *plainDay {
	p := &plainDay{t: t, gone: map[string]bool{}, notes: map[string]act{}, replies: map[string]*plainReply{}, given: map[string]int{}, question: map[string]act{}}
	for at := begin.Truncate(time.Hour); at.Before(begin.AddDate(0, 0, 30)); at = at.Add(time.Minute) {
		if works(at) {
			p.minutes = append(p.minutes, at)
		}
	}
	return p
}

// do is what an act comes to.
func (p *plainDay) do(a act) {
	p.t.Helper()
	p.now = a.at
	p.tick()
	switch a.verb {
	case "writes":
		p.hear(func() { p.raise(a, a.words[0], customerIn(a), a.who, true, a.at, 1) })
	case "asks":
		p.question[a.words[0]] = a
	case "sorts":
		p.raise(a, a.words[0], a.words[1], p.question[a.words[0]].who, true, p.question[a.words[0]].at, 1)
	case "notes":
		p.notes[a.words[0]] = a
	case "emoji", "shortcut":
		note := p.notes[a.words[1]]
		p.raise(a, a.words[0], a.words[2], note.who, true, note.at, 1)
	case "command":
		raised := p.raise(a, a.words[0], a.words[2], "", a.words[1] == "#support", a.at, 0)
		for priority := range plainTargets {
			if strings.HasSuffix(a.from(3), "priority:"+priority) {
				raised.priority = priority
			}
		}
	case "says":
		r := &plainReply{}
		p.replies[a.words[0]] = r
		p.hear(func() { p.reply(a, r, p.ticket(a.words[1])) })
	case "edits":
		p.hear(func() { p.replies[a.words[0]].edited = true })
	case "deletes":
		p.hear(func() { p.replies[a.words[0]].deleted = true })
	case "answers":
		t := p.ticket(a.words[0])
		t.said++
		t.answer(a.at)
	case "moves":
		t := p.ticket(a.words[0])
		if a.words[1] != "open" {
			t.answer(a.at)
		}
		t.move(a.words[1], a.at)
	case "gives":
		p.give(a.who, p.ticket(a.words[0]), a.words[1])
	case "takes":
		p.give(a.who, p.ticket(a.words[0]), a.who)
	case "urges":
		p.ticket(a.words[0]).priority = a.words[1]
	case "rates":
		if t := p.ticket(a.words[0]); t.how == "" {
			t.how = a.words[1] + " " + a.words[2]
		}
	case "away", "busy":
		p.gone[a.who] = true
	case "back", "free":
		delete(p.gone, a.who)
	case "holds":
		p.holding = true
	case "releases":
		p.holding = false
		for _, heard := range p.held { // in whichever order they come, it is as if they had come in theirs
			heard()
		}
		p.held = nil
	case "looks", "restarts", "starts":
	default:
		p.t.Fatalf("line %d: nobody knows what %q is", a.line, a.verb)
	}
}

// hear is what is heard now, or once the events are released.
func (p *plainDay) hear(heard func()) {
	if p.holding {
		p.held = append(p.held, heard)
		return
	}
	heard()
}

func (p *plainDay) ticket(code string) *plainTicket {
	p.t.Helper()
	for _, t := range p.tickets {
		if t.code == code {
			return t
		}
	}
	p.t.Fatalf("there is no %s", code)
	return nil
}

var customersOfTheDay = []string{"Northwind", "星河科技", "Contoso", "Fabrikam", "晨光印刷"}

// customerIn is whose request a message is: whom it names, or of the other company C003.
func customerIn(a act) string {
	for i, name := range customersOfTheDay {
		if strings.Contains(a.from(2), name) {
			return fmt.Sprintf("C%03d", i+1)
		}
	}
	return "C003"
}

// raise makes a ticket, and gives it to whose turn it is of those who are there.
func (p *plainDay) raise(a act, code, customer, requester string, thread bool, at time.Time, said int) *plainTicket {
	t := &plainTicket{raised: at, thread: thread, steps: []plainStep{{at, "open"}}, told: map[string]bool{}}
	t.served = served{code: code, customer: customer, requester: requester, priority: "normal", said: said}
	p.tickets = append(p.tickets, t)
	next, last := "", 0
	for _, who := range []string{"bob", "hao", "klara", "mei", "wangwei"} {
		if p.gone[who] || !works(p.now.In(zone(agentZones[who]))) {
			continue
		}
		if got := 1 + slices.Index(p.turns, who); next == "" || got < last {
			next, last = who, got
		}
	}
	if next != "" {
		p.turns = append(slices.DeleteFunc(p.turns, func(who string) bool { return who == next }), next)
		p.give(a.who, t, next)
	}
	return t
}

func (p *plainDay) give(by string, t *plainTicket, to string) {
	t.assignee = to
	if by != to && t.state() != "solved" && t.state() != "closed" {
		p.given[to+" "+t.code]++
	}
}

// reply is what follows from a reply that is heard.
func (p *plainDay) reply(a act, r *plainReply, t *plainTicket) {
	r.ticket = t
	t.said++
	last := t.steps[len(t.steps)-1]
	_, agent := agentZones[a.who]
	switch {
	case a.who == t.requester || a.who == "petra" || a.who == "paolo":
		if (last.state == "waiting" || last.state == "solved") && !a.at.Before(last.at) {
			t.move("open", a.at)
		}
	case agent || a.who == "dora" || a.who == "lina":
		t.answer(a.at)
	}
}

func (t *plainTicket) state() string { return t.steps[len(t.steps)-1].state }

// answer is an answer of the team: the first counts, whenever it is heard.
func (t *plainTicket) answer(at time.Time) {
	if !at.Before(t.raised) && (t.answered == nil || at.Before(*t.answered)) {
		t.answered = &at
	}
}

func (t *plainTicket) move(state string, at time.Time) {
	if done := t.state() == "solved" || t.state() == "closed"; done && state == "open" {
		t.told = map[string]bool{}
	}
	t.steps = append(t.steps, plainStep{at, state})
	if state == "solved" && t.asked == nil && t.requester != "" && t.thread && t.how == "" {
		t.asked = &at
	}
}

// used counts the minutes of work in which a ticket was open, until an instant.
func (p *plainDay) used(t *plainTicket, until time.Time) (count int) {
	for _, minute := range p.minutes {
		if minute.Before(until) && t.isOpen(minute) {
			count++
		}
	}
	return count
}

func (t *plainTicket) isOpen(minute time.Time) bool {
	state := ""
	for _, step := range t.steps {
		if !step.at.After(minute) {
			state = step.state
		}
	}
	return state == "open"
}
