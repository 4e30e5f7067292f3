package bot

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

// counter is a Slack that counts who is looked up, and how many at once.
type counter struct {
	mu    sync.Mutex
	asked map[string]int
	now   int
	most  int
	hold  chan struct{} // while it is open no look-up is answered; nil holds none
}

func (c *counter) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.URL.Path == "/api/auth.test" {
		_, _ = fmt.Fprint(w, `{"ok":true,"team_id":"T0OURS","user_id":"U0BOT"}`)
		return
	}
	id := r.FormValue("user")
	c.mu.Lock()
	c.asked[id]++
	c.now++
	c.most = max(c.most, c.now)
	hold := c.hold
	c.mu.Unlock()
	if hold != nil {
		<-hold
	}
	c.mu.Lock()
	c.now--
	c.mu.Unlock()
	_, _ = fmt.Fprintf(w, `{"ok":true,"user":{"id":%q,"team_id":"T0OURS","name":"somebody"}}`, id)
}

func (c *counter) begin() (hold func() (release func())) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked, c.most = map[string]int{}, 0
	return func() func() {
		gate := make(chan struct{})
		c.mu.Lock()
		c.hold = gate
		c.mu.Unlock()
		return func() {
			c.mu.Lock()
			c.hold = nil
			c.mu.Unlock()
			close(gate)
		}
	}
}

// total is how many look-ups there were, and of how many people.
func (c *counter) total() (asked, people, most int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, n := range c.asked {
		asked += n
	}
	return asked, len(c.asked), c.most
}

func manyPeople(t *testing.T, kept int) (*people, *counter, *atomic.Int64) {
	t.Helper()
	slack := &counter{asked: map[string]int{}}
	server := httptest.NewServer(slack)
	t.Cleanup(server.Close)
	options := Options{BotToken: "xoxb", APIURL: server.URL + "/api/"}.withDefaults()
	c := newCaller(options, newMetrics(nil))
	t.Cleanup(c.close)
	var later atomic.Int64 // nanoseconds
	begun := time.Now()
	p := newPeopleOf(c, &identity{web: c}, time.UTC, kept, func() time.Time { return begun.Add(time.Duration(later.Load())) })
	t.Cleanup(p.close)
	return p, slack, &later
}

// look looks for people, as many at once as there are handlers.
func look(t *testing.T, p *people, ids ...string) {
	t.Helper()
	var looking errgroup.Group
	looking.SetLimit(workersAtOnce)
	for _, id := range ids {
		looking.Go(func() error { _, err := p.get(context.Background(), id); return err })
	}
	if err := looking.Wait(); err != nil {
		t.Fatal(err)
	}
}

func named5(from, to int) []string {
	var ids []string
	for n := from; n < to; n++ {
		ids = append(ids, fmt.Sprintf("U%05d", n))
	}
	return ids
}

// Five thousand people who were looked up together are not all looked up again together: what is known of them is
// answered at once, a few at a time are asked for anew, each once, and no goroutine waits for each.
func TestThousandsOfPeopleAreRefreshedInTurn(t *testing.T) {
	const crowdSize = 5000
	p, slack, later := manyPeople(t, peopleKept)
	everybody := named5(0, crowdSize)
	look(t, p, everybody...)
	if asked, people, most := slack.total(); asked != crowdSize || people != crowdSize || most > lookUpsAtOnce {
		t.Errorf("at first %d look-ups of %d people, %d at once", asked, people, most)
	}

	// An hour later some are due, others not yet.
	slack.begin()
	later.Store(int64(time.Hour))
	look(t, p, everybody...)
	settle(t, p)
	if asked, people, most := slack.total(); asked != people || asked < crowdSize/4 || asked > crowdSize*3/4 || most > refreshAtOnce {
		t.Errorf("after an hour %d look-ups of %d people, %d at once", asked, people, most)
	}

	// Five hours later all are.
	release := slack.begin()()
	later.Store(int64(5 * time.Hour))
	before := runtime.NumGoroutine()
	for range 3 {
		look(t, p, everybody...)
	}
	if more := runtime.NumGoroutine() - before; more > 100 {
		t.Errorf("%d goroutines wait", more)
	}
	release()
	settle(t, p)
	if asked, people, most := slack.total(); asked != crowdSize || people != crowdSize || most > refreshAtOnce {
		t.Errorf("after five hours %d look-ups of %d people, %d at once", asked, people, most)
	}
}

// settle waits until nobody is to be refreshed.
func settle(t *testing.T, p *people) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		p.queue.mu.Lock()
		idle := p.queue.running == 0
		p.queue.mu.Unlock()
		if idle {
			return
		}
		if time.Now().After(deadline) {
			t.Fatal("the refreshing doesn't end")
		}
	}
}

// A status is looked up again, in the background, of who was looked up some minutes ago, and of nobody else.
func TestAStatusIsLookedUpAgain(t *testing.T) {
	p, slack, later := manyPeople(t, 100)
	look(t, p, "U0ALICE")
	slack.begin()
	p.refreshStatus(context.Background(), "U0ALICE")
	p.refreshStatus(context.Background(), "U0BOB") // nobody has asked for him
	settle(t, p)
	later.Store(int64(2 * statusFresh))
	p.refreshStatus(context.Background(), "U0ALICE")
	settle(t, p)
	if asked, _, _ := slack.total(); asked != 1 {
		t.Errorf("%d look-ups", asked)
	}
}

// Where there are more people than are remembered, those go for whom nobody has looked longest; the others stay.
func TestTheLeastLookedForAreForgotten(t *testing.T) {
	p, slack, _ := manyPeople(t, 100)
	look(t, p, named5(0, 100)...)
	regulars := named5(0, 50)
	for n := 100; n < 150; n++ {
		look(t, p, regulars...)
		look(t, p, named5(n, n+1)...)
	}
	if asked, people, _ := slack.total(); asked != 150 || people != 150 {
		t.Errorf("%d look-ups of %d people: who comes all the time is asked for again", asked, people)
	}
	slack.begin()
	look(t, p, named5(50, 100)...)
	if asked, _, _ := slack.total(); asked != 50 {
		t.Errorf("%d of those who were forgotten are asked for", asked)
	}
}

// What Slack answered before it told of a change is not taken for how it is.
func TestAChangeOvertakesALookUp(t *testing.T) {
	p, slack, _ := manyPeople(t, 100)
	look(t, p, "U0FIRST") // who the bot is, is known
	release := slack.begin()()
	done := make(chan struct{})
	go func() {
		defer close(done)
		look(t, p, "U0ALICE")
	}()
	for asked := 0; asked == 0; asked, _, _ = slack.total() {
		runtime.Gosched()
	}
	p.forget("U0ALICE")
	release()
	<-done
	look(t, p, "U0ALICE")
	if asked, _, _ := slack.total(); asked != 2 {
		t.Errorf("alice is looked up %d times", asked)
	}
}
