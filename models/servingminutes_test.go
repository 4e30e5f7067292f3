package models_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// plainTicket counts what becomes of a ticket by looking at each minute, and knows nothing of spans, working hours or what is kept.
type plainTicket struct {
	begin    time.Time
	working  func(at time.Time) bool
	target   map[models.Priority]models.ServiceTarget
	priority models.Priority
	state    []models.TicketState // of each minute since begin, as is known by now
	sums     []int                // minutes, as far as they were counted
	answered int                  // the minute of the first answer; -1 before
	solved   int                  // the minute in which it was solved last; -1 while something is left to do
	way      []step
	reopened int             // how often, at most
	told     map[string]bool // since it was opened again last
}

// minutes are the working minutes in which it was open before one.
func (p *plainTicket) minutes(until int) int {
	for i := len(p.sums) - 1; i < until; i++ {
		sum := p.sums[i]
		if p.state[i] == models.TicketOpen && p.working(p.begin.Add(time.Duration(i)*time.Minute)) {
			sum++
		}
		p.sums = append(p.sums, sum)
	}
	return p.sums[until]
}

// step is a step of the way: to which state, and at which minute by a clock that may be behind.
type step struct {
	to    models.TicketState
	dated int
}

// move is another step of its way.
func (p *plainTicket) move(to models.TicketState, dated int) {
	if p.way = append(p.way, step{to, dated}); p.answered < 0 && to != models.TicketOpen {
		p.answered = dated
	}
	p.follow()
}

// follow goes its whole way again. A step of a clock that is behind counts as of the one before then, but the end is as the clock said.
func (p *plainTicket) follow() {
	last, reopened := 0, 0
	p.sums, p.solved = []int{0}, -1
	for i, s := range p.way {
		last = max(last, s.dated)
		for minute := last; minute < len(p.state); minute++ {
			p.state[minute] = s.to
		}
		switch {
		case s.to.Undone():
			if i > 0 && !p.way[i-1].to.Undone() {
				reopened++
			}
			p.solved = -1
		case p.solved < 0:
			p.solved = s.dated
		}
	}
	if reopened > p.reopened {
		p.reopened, p.told = reopened, map[string]bool{}
	}
}

// tells is what is to be told at a minute, and late whether a target is over.
func (p *plainTicket) tells(now int) (tells []string, late bool) {
	used, target := time.Duration(p.minutes(now))*time.Minute, p.target[p.priority]
	for _, of := range []struct {
		kind   models.TargetKind
		target time.Duration
		ended  int
	}{{models.TargetResponse, target.Response, p.answered}, {models.TargetSolve, target.Solve, p.solved}} {
		what := ""
		switch warn := min(max(of.target/4, 15*time.Minute), of.target/2); {
		case of.target == 0 || of.ended >= 0:
		case used >= of.target:
			what, late = string(of.kind)+" late", true
		case used >= of.target-warn:
			what = string(of.kind) + " soon"
		}
		if open := p.state[len(p.state)-1] == models.TicketOpen; open && what != "" && !p.told[what] {
			tells = append(tells, what)
		}
	}
	return tells, late
}

// tell notes what was told: of what is late, no more that it will be.
func (p *plainTicket) tell(what []string) {
	for _, one := range what {
		p.told[one], p.told[strings.Replace(one, "late", "soon", 1)] = true, true
	}
}

// Whatever a ticket goes through (answers, states, other priorities, a clock that is set back, other targets and another calendar, each at any minute,
// while clocks are changed or days are off), at every minute it is late, and is looked at, exactly when a count of all minutes says so; when somebody
// looks, that is told which wasn't; and its times are what the minutes add up to.
func TestTicketsMinuteByMinute(t *testing.T) {
	zones := map[string]*time.Location{}
	for _, name := range []string{"America/New_York", "Europe/Berlin", "Asia/Shanghai"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones[name] = zone
	}
	rapid.Check(t, func(t *rapid.T) {
		zone := zones[rapid.SampledFrom([]string{"America/New_York", "Asia/Shanghai", "Europe/Berlin"}).Draw(t, "zone")]
		first := time.Date(2026, rapid.SampledFrom([]time.Month{3, 10}).Draw(t, "month"), rapid.SampledFrom([]int{6, 23, 27, 30}).Draw(t, "day"), 0, 0, 0, 0, zone) // Fridays and Mondays near which clocks are changed
		begin := first.Add(time.Duration(rapid.IntRange(0, 24*60).Draw(t, "minute")) * time.Minute).UTC()
		kept, plain := anyTeam(t, zone, first)
		ticket := models.Ticket{Priority: models.PriorityHigh, State: models.TicketOpen, RaisedAt: begin}
		moves := []models.TicketMove{{ToState: models.TicketOpen, MovedAt: begin}}
		plain.begin, plain.priority, plain.answered, plain.solved, plain.told = begin, ticket.Priority, -1, -1, map[string]bool{}
		plain.state, plain.sums, plain.way = []models.TicketState{models.TicketOpen}, []int{0}, []step{{to: models.TicketOpen}}
		at := func(minute int) time.Time { return begin.Add(time.Duration(minute) * time.Minute) }
		ticket.Time(kept, moves, begin)

		end := rapid.IntRange(1, 4000).Draw(t, "minutes")
		waits := rapid.Bool().Draw(t, "waits when it is late")
		steps := map[int][]int{}
		for range rapid.IntRange(0, 12).Draw(t, "steps") {
			minute := rapid.IntRange(0, end).Draw(t, "at")
			steps[minute] = append(steps[minute], rapid.IntRange(0, 9).Draw(t, "what"))
		}
		for now := range end {
			if now > 0 {
				plain.state = append(plain.state, plain.state[now-1])
			}
			for _, what := range steps[now] {
				dated := now
				if rapid.IntRange(0, 4).Draw(t, "behind") == 0 {
					dated = max(now-rapid.IntRange(0, 90).Draw(t, "by"), 0)
				}
				switch {
				case what < 5:
					to := rapid.SampledFrom(models.TicketStates()).Draw(t, "to")
					if to == ticket.State {
						continue
					}
					moves = append(moves, ticket.Move(to, moves, at(dated), "U0BOB"))
					plain.move(to, dated)
				case what == 5 && ticket.RespondedAt == nil:
					answered := at(dated)
					ticket.RespondedAt, plain.answered = &answered, dated
				case what == 6:
					ticket.Priority = rapid.SampledFrom(models.Priorities()).Draw(t, "priority")
					plain.priority = ticket.Priority
				case what == 8 && len(moves) > 1: // taken back
					moves, plain.way = moves[:len(moves)-1], plain.way[:len(plain.way)-1]
					ticket.Follow(moves)
					plain.follow()
				case what == 7:
					other, of := anyTeam(t, zone, first)
					kept, plain.working, plain.target, plain.sums = other, of.working, of.target, []int{0}
				}
				ticket.Time(kept, moves, at(now))
			}
			tells, late := plain.tells(now)
			if waits && late && ticket.State == models.TicketOpen { // in the very minute in which a target is used up
				moves = append(moves, ticket.Move(models.TicketWaiting, moves, at(now), "U0BOB"))
				plain.move(models.TicketWaiting, now)
				ticket.Time(kept, moves, at(now))
				waits, tells = false, nil
				_, late = plain.tells(now)
			}
			if got := ticket.State == models.TicketOpen && !ticket.AlertAt.After(at(now)); got != (len(tells) > 0) {
				t.Fatalf("at %v it is looked at: %v, and there is %v to tell: %v, %+v", at(now).In(zone), got, tells, moves, ticket)
			}
			if got := ticket.State.Undone() && !ticket.DueAt.After(at(now)); got != (late && ticket.State.Undone()) {
				t.Fatalf("at %v it is late: %v, counted: %v: %v, %+v", at(now).In(zone), got, late, moves, ticket)
			}
			if len(tells) > 0 && rapid.IntRange(0, 2).Draw(t, "looks") == 0 {
				var told []string
				for _, alert := range ticket.Alerts(kept, moves, at(now)) {
					told = append(told, string(alert.Target)+map[bool]string{true: " late", false: " soon"}[alert.Late])
				}
				if slices.Sort(told); !slices.Equal(told, tells) {
					t.Fatalf("at %v it tells %v, want %v: %v", at(now).In(zone), told, tells, moves)
				}
				if plain.tell(tells); len(ticket.Alerts(kept, moves, at(now))) > 0 {
					t.Fatalf("at %v it tells %v twice: %v", at(now).In(zone), tells, moves)
				}
			}
		}
		ticket.Time(kept, moves, at(end))
		times := kept.Times(ticket, moves, at(end))
		if solved := plain.solved >= 0; solved != (ticket.SolvedAt != nil) || solved && !ticket.SolvedAt.Equal(at(plain.solved)) {
			t.Fatalf("it was solved at %v, want %v: %v", ticket.SolvedAt, at(plain.solved), moves)
		}
		for _, of := range []struct {
			kind   models.TargetKind
			ended  int
			target time.Duration
			over   *time.Time
			used   int64
			late   bool
		}{
			{models.TargetResponse, plain.answered, plain.target[plain.priority].Response, ticket.ResponseOverAt, ticket.ResponseUsed, ticket.ResponseLate},
			{models.TargetSolve, plain.solved, plain.target[plain.priority].Solve, ticket.SolveOverAt, ticket.SolveUsed, ticket.SolveLate},
		} {
			until, got := of.ended, times.Of(of.kind)
			if until < 0 {
				until = end
			}
			want := time.Duration(plain.minutes(until)) * time.Minute
			late := of.target > 0 && want > of.target
			if got.Used != want || got.Target != of.target || got.Ended != (of.ended >= 0) || got.Late() != late {
				t.Fatalf("%s took %+v, counted %v until %d: %v", of.kind, got, want, until, moves)
			}
			if got.Ended && (of.late != late || of.used != int64(want/time.Second)) {
				t.Fatalf("of %s is kept %d (late: %v), counted %v: %v", of.kind, of.used, of.late, want, moves)
			}
			over := 0 // of what ended before its target was used up, it isn't known
			for over < until && time.Duration(plain.minutes(over))*time.Minute < of.target {
				over++
			}
			if reached := of.target > 0 && time.Duration(plain.minutes(over))*time.Minute >= of.target; reached != (of.over != nil && !of.over.After(at(until))) || reached && !of.over.Equal(at(over)) {
				t.Fatalf("the target %v of %s was used up at %v, counted %v: %v", of.target, of.kind, of.over, at(over), moves)
			}
		}
	})
}

// anyTeam is a team's service, and what a plain look at a clock on its wall says of the same.
func anyTeam(t *rapid.T, zone *time.Location, first time.Time) (models.Service, *plainTicket) {
	from, to := 9*60, 18*60
	days := []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	if rapid.Bool().Draw(t, "day and night") {
		from, to, days = 0, 24*60, append(days, time.Saturday, time.Sunday)
	}
	week := workday.Week{}
	for _, day := range days {
		week[day] = []workday.Span{{From: from, To: 12 * 60}, {From: 13 * 60, To: to}}
	}
	off, makesUp := map[string]bool{}, map[string]bool{}
	var own []workday.Entry
	for range rapid.IntRange(0, 2).Draw(t, "own days") {
		day := models.DateOf(first).AddDays(rapid.IntRange(0, 4).Draw(t, "own day"))
		work := rapid.Bool().Draw(t, "works")
		if off[day.String()] || makesUp[day.String()] {
			continue
		}
		off[day.String()], makesUp[day.String()] = !work, work
		own = append(own, workday.Entry{Date: day, Work: work, EN: "own", ZH: "own"})
	}
	calendar, err := workday.New(workday.None, own)
	if err != nil {
		t.Fatal(err)
	}
	plain := &plainTicket{target: map[models.Priority]models.ServiceTarget{}, working: func(at time.Time) bool {
		wall := at.In(zone)
		day, minute := wall.Format("2006-01-02"), wall.Hour()*60+wall.Minute()
		works := slices.Contains(days, wall.Weekday()) || makesUp[day]
		return works && !off[day] && minute >= from && minute < to && wall.Hour() != 12
	}}
	for _, priority := range models.Priorities() {
		plain.target[priority] = models.ServiceTarget{
			Response: time.Duration(rapid.IntRange(0, 240).Draw(t, "response")) * time.Minute, Solve: time.Duration(rapid.IntRange(0, 1500).Draw(t, "solve")) * time.Minute,
		}
	}
	return models.Service{Time: workday.NewHours(week, zone, calendar), Targets: plain.target}, plain
}
