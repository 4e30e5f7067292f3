//go:build linux

package crash

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// importVariable makes the test binary the program, with the arguments that it holds as JSON.
const importVariable = "GUANXI_CRASH_IMPORT"

// runProgram is the program.
func runProgram(text string) int {
	var args []string
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 3
	}
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "GUANXI_CRASH_") || strings.HasPrefix(variable, "GUANXI_TEST_")
	})
	return cli.Main(context.Background(), args, env, os.Stdout, os.Stderr)
}

// killsOfImports is how often an import is killed; GUANXI_CRASH_KILLS says otherwise.
func killsOfImports(usual int) int {
	if n, err := strconv.Atoi(os.Getenv("GUANXI_CRASH_KILLS")); err == nil {
		return n
	}
	return usual
}

// An import is killed again and again, at any moment, and run again each time. In the end every row that can be taken is there once, and the
// ledger says so of each.
func TestAnImportIsKilled(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { anImportIsKilled(t, storetest.SQLite(t), 8) })
	storetest.EachServer(t, func(t *testing.T, db storetest.Database) { anImportIsKilled(t, db, 4) })
}

func anImportIsKilled(t *testing.T, db storetest.Database, usual int) {
	if err := prepare(); err != nil {
		t.Fatal(err)
	}
	storetest.Prepare(t, db)
	kills := killsOfImports(usual)
	rows := 600 * (kills + 2)
	file := importedFile(t, rows)
	keys, err := vault.New()
	if err != nil {
		t.Fatal(err)
	}
	text, err := keys.Text()
	if err != nil {
		t.Fatal(err)
	}
	program := importProgram{t, []string{"GUANXI_DATABASE_DRIVER=" + db.Driver, "GUANXI_DATABASE_DSN=" + db.DSN, "GUANXI_PRIVACY_KEY=" + text}, file}
	st := storetest.Open(t, db, store.WithVault(vault.Of(keys), true))
	began := 0
	for killed := 0; killed < kills; killed++ {
		process := program.start()
		from := rowsDone(t, st)
		for wait := time.Now(); rowsDone(t, st) <= from; time.Sleep(time.Millisecond) { // it has begun to write
			if time.Since(wait) > 20*time.Second {
				t.Fatalf("it writes nothing: %s", process.Stderr)
			}
		}
		time.Sleep(time.Duration(rand.N(int64(60 * time.Millisecond)))) //nolint:gosec // any moment will do
		_ = process.Process.Kill()
		_ = process.Wait()
		if done := rowsDone(t, st); done > began {
			began = done
		}
	}
	process := program.start()
	if err := process.Wait(); err != nil {
		var ended *exec.ExitError
		if ended, _ = err.(*exec.ExitError); ended == nil || ended.ExitCode() != 1 { //nolint:errorlint // some rows are refused
			t.Fatalf("%v\n%s", err, process.Stderr)
		}
	}
	checkImported(t, st, rows)
	t.Logf("%d kills within %d rows, %d of them before the last", kills, rows, began)
}

// importProgram runs the program on one file.
type importProgram struct {
	t    *testing.T
	env  []string
	file string
}

func (p importProgram) start() *exec.Cmd {
	p.t.Helper()
	args, err := json.Marshal([]string{"import", "--json", p.file})
	if err != nil {
		p.t.Fatal(err)
	}
	process := exec.Command(childBinary) //nolint:gosec // this test itself
	process.Env = append(append(os.Environ(), p.env...), importVariable+"="+string(args))
	process.Stdout, process.Stderr = &bytes.Buffer{}, &bytes.Buffer{}
	if err := process.Start(); err != nil {
		p.t.Fatal(err)
	}
	return process
}

// importedFile has rows of which every 50th is refused, and every 70th is the same customer as the one before.
func importedFile(t *testing.T, rows int) string {
	t.Helper()
	var content strings.Builder
	content.WriteString("客户名称,邮箱,电话,标签,下次跟进日期\n")
	due := models.DateOf(time.Now()).AddDays(30)
	for i := range rows {
		name, email := fmt.Sprintf("Company %d", i), fmt.Sprintf("c%d@example.com", i)
		switch {
		case i%50 == 49:
			name = ""
		case i%70 == 69:
			name, email = fmt.Sprintf("Company %d", i-1), fmt.Sprintf("c%d@example.com", i-1)
		}
		fmt.Fprintf(&content, "%s,%s,138%08d,VIP,%s\n", name, email, i, due)
	}
	file := filepath.Join(t.TempDir(), "客户.csv")
	if err := os.WriteFile(file, []byte(content.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// rowsDone is how many rows the import has done.
func rowsDone(t *testing.T, st *store.Store) int {
	t.Helper()
	tasks, err := st.Tasks(t.Context(), models.SystemID, 5)
	if err != nil {
		t.Fatal(err)
	}
	if len(tasks) > 1 {
		t.Fatalf("%d imports were begun", len(tasks))
	}
	if len(tasks) == 0 {
		return 0
	}
	return tasks[0].Counts.Rows
}

// checkImported looks that each row is there once, with all that belongs to it.
func checkImported(t *testing.T, st *store.Store, rows int) {
	t.Helper()
	tasks, err := st.Tasks(t.Context(), models.SystemID, 5)
	if err != nil || len(tasks) != 1 || tasks[0].State != models.TaskDone {
		t.Fatalf("%v: %v", tasks, err)
	}
	want := models.TaskCounts{Rows: rows}
	emails := map[string]bool{}
	for i := range rows {
		switch {
		case i%50 == 49:
			want.Rejected++
		case i%70 == 69:
			want.Skipped++
		default:
			want.Created++
			emails[fmt.Sprintf("c%d@example.com", i)] = true
		}
	}
	if tasks[0].Counts != want {
		t.Errorf("it counts %+v, want %+v", tasks[0].Counts, want)
	}
	ledger, err := st.TaskRows(t.Context(), tasks[0].ID, 0, nil, rows+1)
	if err != nil || len(ledger) != rows {
		t.Errorf("the ledger has %d rows: %v", len(ledger), err)
	}
	of := map[int64]string{}
	for _, row := range ledger {
		if row.Outcome == models.RowCreated {
			of[row.CustomerID] = row.Operation
		}
	}
	for after := int64(0); ; {
		list, err := st.CustomersAfter(t.Context(), after, "", 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) == 0 {
			break
		}
		for _, c := range list {
			after = c.ID
			email := c.Email.Plain()
			if !emails[email] {
				t.Errorf("%s has the email %s, which is another's or nobody's", c.Code, email)
			}
			delete(emails, email)
			if of[c.ID] == "" {
				t.Errorf("%s stands in no row of the ledger", c.Code)
			}
		}
		checkBeside(t, st, list[len(list)-1], of[list[len(list)-1].ID])
	}
	if len(emails) > 0 {
		t.Errorf("%d rows are missing", len(emails))
	}
}

// checkBeside looks at all that was saved with a customer.
func checkBeside(t *testing.T, st *store.Store, c models.Customer, operation string) {
	t.Helper()
	due, err1 := st.OpenFollowUps(t.Context(), c.ID, 5)
	changes, err2 := st.StatusChanges(t.Context(), c.ID, 5)
	entries, err3 := st.OperationEntries(t.Context(), models.SystemID, operation)
	if err := errors.Join(err1, err2, err3); err != nil || len(due) != 1 || len(changes) != 1 || len(entries) != 2 || c.Tags != "VIP" {
		t.Errorf("%s has %d follow-ups, %d status changes, %d entries, the tags %q: %v", c.Code, len(due), len(changes), len(entries), c.Tags, err)
	}
	if !slices.ContainsFunc(entries, func(e models.HistoryEntry) bool { return e.Action == models.ActionCreate && e.NewValue == c.Code }) {
		t.Errorf("the history of %s doesn't begin with it", c.Code)
	}
}
