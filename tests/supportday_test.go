package tests

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A day of a support channel with forty tickets, five who serve in two time zones, and a holiday, as testdata/supportday.txt tells it. Every
// event comes twice, some late and the latest first, processes end and begin, and what has become of the tickets, who was told of what, and the
// queue are as testdata/supportday.want.txt has them, and as a plain computation counts them minute by minute.
func TestADayOfASupportChannel(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		acts := theDay(t)
		d := newServingDay(t, db, acts[0].at)
		plain := newPlainDay(t, acts[0].at)
		for _, a := range acts {
			d.do(a)
			plain.do(a)
		}
		got := d.rows(plain)
		want, err := os.ReadFile("testdata/supportday.want.txt")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(plain.rows(), got); diff != "" {
			t.Errorf("(-counted minute by minute +the program):\n%s", diff)
		}
		if diff := cmp.Diff(expectedRows(string(want)), got); diff != "" {
			t.Errorf("(-expected +the program):\n%s", diff)
		}
		if diff := cmp.Diff(plain.queue(), grouped(d.queue(), plain.queue())); diff != "" {
			t.Errorf("the queue (-counted +shown):\n%s", diff)
		}
		if diff := cmp.Diff(plain.given, d.given()); diff != "" {
			t.Errorf("who was told that a ticket is theirs (-counted +told):\n%s", diff)
		}
	})
}

func expectedRows(text string) (rows []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "//") {
			rows = append(rows, line)
		}
	}
	return rows
}

var (
	alertOf = regexp.MustCompile(`(?m)^\*(T\d{3})\* .*$`)
	givenOf = regexp.MustCompile(`🎫 \*(T\d{3}) `)
	codeOf  = regexp.MustCompile(`\*(T\d{3})\*`)
)

// told are the messages of the clock that people got: of each ticket who was told that it will be late, and that it is.
func (d *servingDay) told() map[string][]string {
	told := map[string][]string{}
	for _, name := range []string{"alice", "bob", "dora", "hao", "klara", "lina", "mei", "vera", "wangwei"} {
		for _, m := range d.User(name).DM().Messages() {
			shown := m.Rendered()
			if !strings.Contains(shown, "⏰") {
				continue
			}
			for _, line := range alertOf.FindAllStringSubmatch(shown, -1) {
				what := " soon"
				if strings.Contains(line[0], "⚠️") {
					what = " late"
				}
				told[line[1]] = append(told[line[1]], name+what)
			}
		}
	}
	return told
}

// given are how often people were told that a ticket is theirs.
func (d *servingDay) given() map[string]int {
	given := map[string]int{}
	for _, name := range []string{"alice", "bob", "dora", "hao", "klara", "lina", "mei", "vera", "wangwei"} {
		for _, m := range d.User(name).DM().Messages() {
			if line := givenOf.FindStringSubmatch(m.Rendered()); line != nil {
				given[name+" "+line[1]]++
			}
		}
	}
	return given
}

// queue are the codes of the queue, page by page.
func (d *servingDay) queue() (codes []string) {
	d.t.Helper()
	page := d.User("lina").In("support").Command("/crm tickets").Ephemeral("*T0")
	for {
		for _, code := range codeOf.FindAllStringSubmatch(page.Rendered(), -1) {
			codes = append(codes, code[1])
		}
		last := codes[len(codes)-1]
		if !slices.Contains(page.Buttons(), "更多") {
			return codes
		}
		page.PressLabel("更多")
		d.Eventually("another page of the queue", func() bool {
			page = page.Expect("*T0")
			shown := codeOf.FindAllStringSubmatch(page.Rendered(), -1)
			return shown[len(shown)-1][1] != last
		})
	}
}

// grouped are codes in groups of the same lengths, each in its order.
func grouped(codes []string, as [][]string) (groups [][]string) {
	for _, group := range as {
		n := min(len(group), len(codes))
		next := slices.Sorted(slices.Values(codes[:n]))
		groups, codes = append(groups, next), codes[n:]
	}
	if len(codes) > 0 {
		groups = append(groups, codes)
	}
	return groups
}

// rows are what has become of the tickets: from their cards' rows in the database, what people were told, and what stands in the channels.
func (d *servingDay) rows(p *plainDay) (rows []string) {
	d.t.Helper()
	ctx, told := d.t.Context(), d.told()
	for i := range p.tickets {
		ticket, err := d.st.TicketByCode(ctx, models.TicketCode(int64(i+1)))
		if err != nil {
			d.t.Fatal(err)
		}
		customer, err := d.st.Customer(ctx, ticket.CustomerID)
		if err != nil {
			d.t.Fatal(err)
		}
		name := func(id string) string { return strings.ToLower(strings.TrimPrefix(id, "U0")) }
		s := served{
			code: ticket.Code, customer: customer.Code, requester: name(ticket.Requester), assignee: name(ticket.Assignee), state: string(ticket.State), priority: string(ticket.Priority),
			response: tookMinutes(ticket.RespondedAt, ticket.ResponseUsed, ticket.ResponseLate), solve: tookMinutes(ticket.SolvedAt, ticket.SolveUsed, ticket.SolveLate), told: told[ticket.Code],
		}
		list, _, err := d.st.TicketMessages(ctx, ticket.ID, 100)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, m := range list {
			s.said++
			switch {
			case m.Deleted:
				s.deleted++
			case m.Edited:
				s.edited++
			}
		}
		s.asked = d.shown(ticket)
		rows = append(rows, s.String())
	}
	return rows
}

func tookMinutes(ended *time.Time, seconds int64, late bool) string {
	switch n := (seconds + 30) / 60; {
	case ended == nil:
		return "-"
	case late:
		return fmt.Sprint(n, " late")
	default:
		return fmt.Sprint(n)
	}
}

// shown checks what stands in a ticket's conversation: its state in one answer, as it is now, and returns what was asked at its end.
func (d *servingDay) shown(ticket models.Ticket) (asked string) {
	d.t.Helper()
	first := d.first[ticket.Code]
	if first == nil {
		return ""
	}
	answers, questions := 0, 0
	for _, m := range d.User("alice").In(first.Channel).Messages() {
		if m.ThreadTS != first.TS && m.TS != first.TS || m.BotID == "" || m.EphemeralTo != "" {
			continue
		}
		state := map[models.TicketState]string{models.TicketOpen: "🎫", models.TicketWaiting: "⏸️", models.TicketSolved: "✅", models.TicketClosed: "🔒"}
		switch {
		case m.Contains("how was it?"), m.Contains("Thank you for your answer"), m.Contains("满意吗"):
			questions++
		case m.Contains("*"+ticket.Code+"*", state[ticket.State]) && (ticket.Assignee == "" || m.Contains("<@"+ticket.Assignee+">")):
			answers++
		case m.Contains("*" + ticket.Code + "* ·"):
			d.t.Errorf("the conversation of %s, which is %s, shows %q", ticket.Code, ticket.State, m.Text)
		}
	}
	if answers != 1 || questions > 1 {
		d.t.Errorf("in the conversation of %s stand %d answers, and it is asked %d times how it was", ticket.Code, answers, questions)
	}
	switch {
	case questions == 0:
		return ""
	case ticket.Satisfaction == "":
		return "asked"
	}
	return string(ticket.Satisfaction) + " " + ticket.SatisfiedBy
}
