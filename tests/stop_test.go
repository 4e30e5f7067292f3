package tests

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// line is the line of tasks, held by another process: no other task begins until it lets go.
type line struct {
	w    *world
	st   *store.Store
	held models.Task
}

func (w *world) holdLine() *line {
	w.t.Helper()
	l := &line{w: w, st: storetest.Open(w.t, w.db, store.WithVault(w.vault(), true))}
	err := l.st.Tx(w.t.Context(), func(tx *store.Tx) error {
		return tx.InsertTask(w.t.Context(), &models.Task{Kind: models.TaskImport, Mode: models.TaskPreview, By: models.SystemID, Place: models.TaskInTerminal, Args: "{}", CreatedAt: w.Clock.Now()})
	})
	if err != nil {
		w.t.Fatal(err)
	}
	held, claimed, err := l.st.ClaimTask(w.t.Context(), "another", []models.TaskPlace{models.TaskInTerminal}, w.Clock.Now(), time.Minute)
	if err != nil || !claimed {
		w.t.Fatal(claimed, err)
	}
	l.held = held
	return l
}

func (l *line) letGo() {
	l.w.t.Helper()
	ctx := l.w.t.Context()
	err := l.st.Tx(ctx, func(tx *store.Tx) error { return tx.FinishTask(ctx, &l.held, models.TaskDone, nil, l.w.Clock.Now()) })
	if err != nil {
		l.w.t.Fatal(err)
	}
}

// running waits until a task that people wait for in Slack is under way.
func (l *line) running() {
	l.w.t.Helper()
	l.w.Eventually("a task is under way", func() bool {
		list, err := l.st.Tasks(l.w.t.Context(), "", 1)
		if err != nil {
			l.w.t.Fatal(err)
		}
		return len(list) == 1 && list[0].Place == models.TaskInSlack && list[0].State == models.TaskRunning
	})
}

// An import that is stopped while it waits in line does nothing. One that is stopped while it is under way ends behind the batch: what was
// imported until then stands, and may be taken back.
func TestAnImportIsStopped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales, dm := alice.In("sales"), alice.DM()
		var list strings.Builder
		list.WriteString("Company\n")
		for i := range 1000 {
			fmt.Fprintf(&list, "Northwind %d\n", i)
		}
		shown := w.preview(alice, "list.csv", list.String())
		another := w.holdLine()
		shown.Press("import.go")
		w.awaitElement(dm, "list.csv", "import.stop").Press("import.stop")
		dm.ExpectMessage("Stopped: list.csv")
		sales.Command("/crm find northwind").Ephemeral("Nothing found")

		another.letGo()
		shown = w.preview(alice, "again.csv", list.String())
		another = w.holdLine()
		shown.Press("import.go")
		w.awaitElement(dm, "again.csv", "import.stop")
		w.Faults().Delay("files.info", 3*time.Second, 1) // who imports asks where the file is, and is under way meanwhile
		another.letGo()
		w.Clock.Advance(time.Second) // it looks into the line now
		another.running()
		w.awaitElement(dm, "again.csv", "import.stop").Press("import.stop")
		stopped := dm.ExpectMessage("Stopped: again.csv", "created", "can be taken back until")
		ended, err := another.st.Tasks(t.Context(), alice.ID, 1)
		if err != nil || len(ended) != 1 || ended[0].Counts.Created == 0 || ended[0].Counts.Created == 1000 {
			t.Errorf("it went on: %+v, %v", ended, err)
		}
		stopped.Press("import.undo")
		dm.ExpectMessage("again.csv was taken back")
		sales.Command("/crm find northwind").Ephemeral("Nothing found")
	})
}

// A large bulk change that is stopped while it waits in line changes nobody, and can't be begun again from the same preview. A button that is
// pressed twice changes once.
func TestABulkChangeIsStoppedAndPressedTwice(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		user := w.User("alice")
		alice, dm := user.In("sales"), user.DM()
		var list strings.Builder
		list.WriteString("Company\n")
		for i := range 55 {
			fmt.Fprintf(&list, "Northwind %d\n", i)
		}
		w.preview(user, "list.csv", list.String()).Press("import.go")
		dm.ExpectMessage("list.csv is imported")

		look := func(words, source string) *sandboxtest.Message {
			fresh := alice.Fresh()
			alice.Command("/crm bulk "+words).Modal().Fill("source", source).Submit().ExpectClosed()
			return fresh.ExpectMessage("Nothing is changed yet")
		}
		large := look("northwind", "Fair")
		another := w.holdLine()
		large.PressLabel("Change 55 customers")
		w.awaitElement(dm, "Changing customers", "bulk.stop").Press("bulk.stop")
		dm.ExpectMessage("Stopped")
		alice.Command("/crm find source:Fair").Ephemeral("Nothing found")
		another.letGo()

		for _, c := range []struct{ words, source, button, once string }{
			{"C001", "Fair", "Change 1 customer", "1 customer"}, {"northwind", "Show", "Change 55 customers", "55 customers"},
		} {
			preview := look(c.words, c.source)
			w.Faults().Delay("response_url", 300*time.Millisecond, 1) // the answer takes the button away: it comes late
			before := saying(alice, "already")
			preview.PressLabel(c.button)
			preview.PressLabel(c.button)
			w.Eventually("the second press is told so", func() bool { return saying(alice, "already") > before })
			w.Eventually("all are changed", func() bool {
				return alice.Command("/crm find source:" + c.source).Ephemeral().Contains(c.once)
			})
			if counted := strings.Count(alice.Command("/crm history C001").Ephemeral().Rendered(), c.source); counted != 1 {
				t.Errorf("the history tells %d times of %s", counted, c.source)
			}
		}
	})
}

// A bulk change that is stopped while it is under way ends behind the batch: whom it changed until then stays changed, and may be taken back.
func TestABulkChangeIsStoppedUnderWay(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		bot := w.start()
		user := w.User("alice")
		alice, dm := user.In("sales"), user.DM()
		var list strings.Builder
		list.WriteString("Company\n")
		for i := range 120 {
			fmt.Fprintf(&list, "Northwind %d\n", i)
		}
		w.preview(user, "list.csv", list.String()).Press("import.go")
		dm.ExpectMessage("list.csv is imported")
		alice.Command("/crm bulk northwind").Modal().Fill("source", "Fair").Submit().ExpectClosed()
		preview := alice.ExpectMessage("Nothing is changed yet")
		another := w.holdLine()
		preview.PressLabel("Change 120 customers")
		w.awaitElement(dm, "Changing customers", "bulk.stop")
		bot.stop()

		w.Faults().Delay("users.info", 2*time.Second, 8) // a process that knows nobody yet asks who changes them, and is under way meanwhile
		w.start()
		another.letGo()
		w.Clock.Advance(time.Second) // it looks into the line now
		another.running()
		w.awaitElement(dm, "Changing customers", "bulk.stop").Press("bulk.stop")
		stopped := dm.ExpectMessage("Stopped", "of 120")
		ended, err := another.st.Tasks(t.Context(), user.ID, 1)
		if err != nil || len(ended) != 1 || ended[0].Counts.Updated == 0 || ended[0].Counts.Updated == 120 {
			t.Fatalf("it went on: %+v, %v", ended, err)
		}
		changed := fmt.Sprint(ended[0].Counts.Updated, " customers")
		stopped.Expect(changed)
		alice.Command("/crm find source:Fair").Ephemeral(changed)
		stopped.PressLabel("Take it back")
		dm.ExpectMessage("Taken back at " + changed)
		alice.Command("/crm find source:Fair").Ephemeral("Nothing found")
	})
}

// saying is how many messages in a room have a text.
func saying(room *sandboxtest.Room, text string) (count int) {
	for _, m := range room.Messages() {
		if m.Contains(text) {
			count++
		}
	}
	return count
}
