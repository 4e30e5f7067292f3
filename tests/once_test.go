package tests

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/glebarez/go-sqlite" // the tests hold locks on the database beside the bot

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// count is how many messages in a room contain all parts.
func count(room *sandboxtest.Room, parts ...string) int {
	n := 0
	for _, message := range room.Messages() {
		if message.Contains(parts...) {
			n++
		}
	}
	return n
}

// A delivery that comes twice, to one process or to another, changes nothing more.
func TestRedelivery(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice").In("sales")
		w.Faults().RedeliverNext("slash_commands", 1)
		alice.Command("/crm new Once !").Ephemeral("Created", "C001")
		alice.Command("/crm log C001 met them").Ephemeral("Logged for")
		w.Faults().Redeliver("slash_commands")
		form := alice.Command("/crm new Twice").Modal()
		w.Faults().RedeliverNext("view_submission", 1)
		form.Submit().ExpectClosed()
		alice.ExpectMessage("Created", "C002")
		w.start() // another process, which has seen none of it
		w.Faults().Redeliver("view_submission")
		w.Faults().Redeliver("slash_commands")
		alice.Command("/crm find").Ephemeral("2 customers")
		alice.Command("/crm show C001").Ephemeral("met them")
		if n := count(alice, "Created", "C002"); n != 1 {
			t.Errorf("the second customer was announced %d times", n)
		}
		if n := count(alice, "Created", "C003"); n != 0 {
			t.Error("a redelivery created a customer")
		}
	})
}

// stall lets whatever the bot asks of the database wait, until the returned function is called.
func (w *world) stall() (release func()) {
	w.t.Helper()
	if w.cable != nil {
		return w.cable.Stall()
	}
	handle, err := sql.Open("sqlite", w.db.DSN)
	if err != nil {
		w.t.Fatal(err)
	}
	conn, err := handle.Conn(context.Background())
	if err != nil {
		w.t.Fatal(err)
	}
	for _, statement := range []string{"PRAGMA busy_timeout=5000", "BEGIN EXCLUSIVE"} {
		if _, err := conn.ExecContext(context.Background(), statement); err != nil {
			w.t.Fatal(err)
		}
	}
	return sync.OnceFunc(func() {
		_, _ = conn.ExecContext(context.Background(), "ROLLBACK")
		_ = conn.Close()
		_ = handle.Close()
	})
}

// While the database is slow, everything is acknowledged in time, and answered when it can be.
func TestSlowDatabase(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.hurried = true
		w.start()
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("Created", "C001")
		form := alice.Command("/crm new Slow customer").Modal()
		form.Fill("notes", "ten fields typed")

		release := w.stall()
		defer release()
		command := alice.Command("/crm new While it is slow !")
		submitted := form.Submit()
		if submitted.Error != "" || (submitted.Outcome != sandbox.Updated && submitted.Outcome != sandbox.Closed) {
			t.Errorf("the slow submission was %s %s", submitted.Outcome, submitted.Error)
		}
		waiting := alice.Command("/crm log C001 met them")
		release()

		command.Ephemeral("Created", "While it is slow")
		waiting.Ephemeral("Logged for")
		form.Expect("Created", "Slow customer")
		alice.Command("/crm find slow").Ephemeral("2 customers")
		acknowledged := 0
		for _, entry := range w.Log() {
			if entry.Kind == traffic.Ack {
				acknowledged++
				if entry.LatencyMS >= 3000 { // Slack's limit
					t.Errorf("%s was acknowledged after %.0f ms", entry.Name, entry.LatencyMS)
				}
			}
		}
		if acknowledged < 5 {
			t.Errorf("only %d acknowledgements were seen", acknowledged)
		}
	})
}

// A database that hangs takes nobody's time and text: within ten seconds people are told that nothing was saved, and what
// they typed. Sent again later, it is saved once.
func TestHangingDatabase(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.hurried = true
		w.start()
		alice, dm := w.User("alice").In("sales"), w.User("alice").DM()
		alice.Command("/crm new Northwind !").Ephemeral("Created", "C001")
		form := alice.Command("/crm new").Modal().Fill("name", "Formed").Fill("notes", "ten fields typed")
		release := w.stall()
		defer release()

		began := time.Now()
		command := alice.Command("/crm new Typed notes=\"a long story\" !")
		dm.Say("log C001 met them in Ulm")
		form.Submit()
		for n := range 6 { // more than are worked on at once
			alice.Command(fmt.Sprintf("/crm log C001 queued %d", n))
		}
		for n := range 6 {
			alice.ExpectMessage(fmt.Sprintf("/crm log C001 queued %d", n))
		}
		told := command.Ephemeral("Nothing was saved", "Typed notes=\"a long story\"")
		saying := dm.ExpectMessage("Nothing was saved", "met them in Ulm")
		form.Expect("Nothing was saved")
		if took := time.Since(began); took > 15*time.Second && !storetest.RaceDetector { // ten, and five for a machine with other things to do
			t.Errorf("it took %s to say so", took)
		}
		if form.Value("notes") != "ten fields typed" {
			t.Error("the form lost its notes")
		}
		release()
		told.PressLabel("Try again")
		alice.ExpectMessage("Created", "Typed")
		saying.PressLabel("Try again")
		dm.ExpectMessage("Logged for")
		form.Submit()
		alice.ExpectMessage("Created", "Formed")
		alice.Command("/crm find").Ephemeral("3 customers")
	})
}

// A submission that turns out wrong after the database was slow comes back with everything that was typed.
func TestSlowRefusal(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		w.hurried = true
		w.start()
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		one := alice.Command("/crm status C001 active").Modal()
		one.Fill("text", "a long story")
		w.User("bob").In("sales").Command("/crm status C001 active").Modal().Fill("text", "signed").Submit().ExpectClosed()
		release := w.stall()
		defer release()
		if got := one.Submit(); got.Outcome != sandbox.Updated {
			t.Fatalf("the slow submission was %s", got.Outcome)
		}
		release()
		one.Expect("already is Active")
		if got := one.Value("text"); got != "a long story" {
			t.Errorf("what was typed came back as %q", got)
		}
	})
}

// Two processes on one database: each reminder, summary and report is posted once, with Slack failing now and
// then and every socket cut before each.
func TestTwoProcessesPostOnce(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.spawn()
		w.spawn()
		wang := w.User("wangwei")
		sales := wang.In("销售")
		for i := range 5 {
			sales.Command(fmt.Sprintf("/crm new 客户%d next=2026-11-26 !", i)).Ephemeral("已创建")
		}
		sales.Command("/crm follow C001 2026-11-27 15:30 电话").Ephemeral("已安排")
		w.Faults().Fail("chat.postMessage", 429, 2)
		w.Faults().DropAfter("chat.postMessage", 2)
		w.Faults().Fail("chat.postMessage", 500, 1)
		for _, step := range []struct {
			at   string
			room *sandboxtest.Room
			want string
		}{
			{"2026-11-26 09:00", wang.DM(), "你的跟进 · 2026-11-26"},
			{"2026-11-26 09:05", sales, "团队跟进 · 2026-11-26"},
			{"2026-11-27 09:00", sales, "团队跟进 · 2026-11-27"},
			{"2026-11-27 09:10", wang.DM(), "你的跟进 · 2026-11-27"},
			{"2026-11-27 15:30", wang.DM(), "15:30 跟进提醒"},
			{"2026-11-30 09:00", sales, "客户周报 2026-11-23"},
		} {
			w.Faults().Disconnect("cut")
			w.at("Asia/Shanghai", step.at)
			w.advanceUntil(step.room, step.want)
		}
		w.advanceUntil(wang.DM(), "你的跟进 · 2026-11-30")
		for range 3 {
			w.Clock.Advance(time.Minute)
			sales.ExpectNoMessage("nothing more comes")
		}
		for _, once := range []struct {
			room *sandboxtest.Room
			text string
		}{
			{wang.DM(), "你的跟进 · 2026-11-26"},
			{wang.DM(), "你的跟进 · 2026-11-27"},
			{wang.DM(), "你的跟进 · 2026-11-30"},
			{wang.DM(), "15:30 跟进提醒"},
			{sales, "团队跟进 · 2026-11-26"},
			{sales, "团队跟进 · 2026-11-27"},
			{sales, "团队跟进 · 2026-11-30"},
			{sales, "客户周报 2026-11-23"},
		} {
			if n := count(once.room, once.text); n != 1 {
				t.Errorf("%q was posted %d times", once.text, n)
			}
		}
	})
}

// advanceUntil lets the workspace's time go on by seconds until a message is there: what is tried again later needs time
// to pass. It goes thirty times as fast as the bot's own pace of posting; much faster, and a claim would run out while
// the bot waits for its turn, as it does when a process is stopped and continued.
func (w *world) advanceUntil(room *sandboxtest.Room, parts ...string) {
	w.t.Helper()
	for deadline := time.Now().Add(4 * w.Patience); count(room, parts...) == 0; {
		if time.Now().After(deadline) {
			w.t.Fatalf("%q did not come\n%s", parts, w.Conversation())
		}
		w.Clock.Advance(5 * time.Second)
		room.Fresh().ExpectNoMessage("give it a moment")
	}
}

// A process killed at any moment leaves nothing half-done: the next one posts what is missing and nothing twice.
func TestKilledWhilePosting(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		p := w.spawn()
		wang := w.User("wangwei")
		sales := wang.In("销售")
		sales.Command("/crm new 北京星河 next=2026-11-26 !").Ephemeral("已创建")
		w.Faults().Add(sandbox.Fault{Method: "chat.postMessage", Drop: sandbox.DropAfter, DelayMS: 200, Times: 2})
		w.at("Asia/Shanghai", "2026-11-26 09:00")
		w.Eventually("something to be posted", func() bool { return count(wang.DM(), "你的跟进")+count(sales, "团队跟进") > 0 })
		p.kill()
		w.spawn()
		w.Clock.Advance(10 * time.Minute) // the dead process's claims run out
		w.advanceUntil(wang.DM(), "你的跟进 · 2026-11-26")
		w.advanceUntil(sales, "团队跟进 · 2026-11-26")
		w.Clock.Advance(10 * time.Minute)
		sales.ExpectNoMessage("nothing more comes")
		if n := count(wang.DM(), "你的跟进 · 2026-11-26"); n != 1 {
			t.Errorf("the digest was posted %d times", n)
		}
		if n := count(sales, "团队跟进 · 2026-11-26"); n != 1 {
			t.Errorf("the summary was posted %d times", n)
		}
	})
}

// SIGTERM: what was acknowledged is finished, and nothing is half-saved.
func TestTerminated(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		p := w.spawn()
		alice := w.User("alice").In("sales")
		alice.Command("/crm new Before !").Ephemeral("C001")
		release := w.stall()
		defer release()
		inFlight := alice.Command("/crm new In flight !")
		ended := make(chan error, 1)
		go func() { ended <- p.terminate() }()
		w.Eventually("the sockets to close", func() bool { return len(w.Server().Connections()) == 0 })
		release()
		inFlight.Ephemeral("Created", "In flight")
		if err := <-ended; err != nil {
			t.Errorf("the process ended with %v", err)
		}
		w.spawn()
		alice.Command("/crm find").Ephemeral("2 customers")
		if strings.Contains(w.Conversation(), "operation_timeout") {
			t.Error("somebody was told of a time-out")
		}
	})
}
