package models

import (
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// TaskKind is what a task does.
type TaskKind string

// The kinds of tasks.
const (
	TaskImport TaskKind = "import" // customers come in from a file
	TaskBulk   TaskKind = "bulk"   // many customers are changed alike
)

// TaskMode is how a task goes about it.
type TaskMode string

// The modes of tasks.
const (
	TaskPreview TaskMode = "preview" // it looks what it would do, and changes no record
	TaskDo      TaskMode = "do"
	TaskUndo    TaskMode = "undo" // it takes another task back
)

// TaskState is where a task stands.
type TaskState string

// The states of tasks.
const (
	TaskWaiting TaskState = "waiting" // in line
	TaskRunning TaskState = "running"
	TaskDone    TaskState = "done"
	TaskStopped TaskState = "stopped" // by a person: what it had done until then stands
	TaskFailed  TaskState = "failed"  // Failure says why; what it had done until then stands
)

// TaskPlace says which processes can do a task: what it needs is within their reach.
type TaskPlace string

// The places of tasks.
const (
	TaskInSlack    TaskPlace = "slack"    // whoever is connected with Slack
	TaskInTerminal TaskPlace = "terminal" // the command that began it, or is run again
)

// TaskUndoAge is for how long a task can be taken back, from its end.
const TaskUndoAge = 7 * 24 * time.Hour

// TaskKept is for how long a task and its ledger are kept, from its end.
const TaskKept = 30 * 24 * time.Hour

// Task changes many records, because one person wished it. It is done in batches, each of which is one transaction, by one process
// at a time; after a crash the next process goes on where the last batch ended.
type Task struct {
	ID      int64
	Kind    TaskKind
	Mode    TaskMode
	Follows int64  // the preview that it carries out, or the task that it takes back; 0 for none
	By      string `gorm:"column:by_user"` // who wished it: a user's ID, or SystemID
	Place   TaskPlace
	State   TaskState
	Stops   bool   // somebody wants it to end behind the batch under way
	Title   string // what people call it, such as the name of its file
	Args    string // JSON, understood by its kind. What somebody typed is in it only until the task has ended (WithoutTexts)

	Locale string // IETF tag of how its person reads
	Zone   string // IANA zone of its person; "" is the team's

	Total   int64      // rows or records in all; 0 where that isn't known
	Through int64      // the number of the last row that was done
	Counts  TaskCounts `gorm:"serializer:json"`
	Failure string     // JSON of the refusals that ended it, as Reasons writes them; "" else

	ClaimedBy  string
	LeaseUntil *time.Time
	Tries      int   // how often it was claimed since a batch was done last
	Fence      int64 // grows with every change of hands: who lost the lease can't write any more

	CreatedAt  time.Time
	StartedAt  *time.Time
	FinishedAt *time.Time
}

// TaskCounts is what became of rows so far.
type TaskCounts struct {
	Rows     int `json:"rows,omitempty"`     // that were looked at
	Created  int `json:"created,omitempty"`  //
	Updated  int `json:"updated,omitempty"`  //
	Same     int `json:"same,omitempty"`     // there was nothing to change
	Skipped  int `json:"skipped,omitempty"`  // left out on purpose, such as a duplicate
	Rejected int `json:"rejected,omitempty"` // refused
	Undone   int `json:"undone,omitempty"`   // of an undo
	Kept     int `json:"kept,omitempty"`     // of an undo: what stays as it is
}

// Add counts a row.
func (c *TaskCounts) Add(outcome TaskOutcome) {
	c.Rows++
	switch outcome {
	case RowCreated:
		c.Created++
	case RowUpdated:
		c.Updated++
	case RowSame:
		c.Same++
	case RowSkipped:
		c.Skipped++
	case RowRejected:
		c.Rejected++
	case RowUndone:
		c.Undone++
	case RowKept:
		c.Kept++
	}
}

// maxTaskTries is how often a task is begun without a batch getting done: more often it fails.
const maxTaskTries = 12

// Hopeless reports a task that was begun again and again to no avail.
func (t Task) Hopeless() bool { return t.Tries > maxTaskTries }

// Ended reports a task that does nothing any more.
func (t Task) Ended() bool {
	return t.State == TaskDone || t.State == TaskStopped || t.State == TaskFailed
}

// MayUndo reports a task that can be taken back at an instant, by what it says itself: it did something, has ended, and not long ago.
func (t Task) MayUndo(at time.Time) bool {
	did := t.Counts.Created + t.Counts.Updated
	return t.Mode == TaskDo && t.Ended() && did > 0 && t.FinishedAt != nil && at.Sub(*t.FinishedAt) <= TaskUndoAge
}

// TaskOutcome is what became of a row.
type TaskOutcome string

// The outcomes of rows.
const (
	RowWaiting  TaskOutcome = "" // it is to be done
	RowCreated  TaskOutcome = "created"
	RowUpdated  TaskOutcome = "updated"
	RowSame     TaskOutcome = "same"
	RowSkipped  TaskOutcome = "skipped"
	RowRejected TaskOutcome = "rejected"
	RowUndone   TaskOutcome = "undone"
	RowKept     TaskOutcome = "kept"
)

// TaskRow is what became of a row of a file, or of a record. A task has one of a number at most.
type TaskRow struct {
	TaskID     int64 `gorm:"primaryKey;autoIncrement:false"`
	Number     int64 `gorm:"primaryKey;autoIncrement:false"` // of the row in its file; from 1 where there is no file
	Outcome    TaskOutcome
	CustomerID int64  // 0 for none
	Version    int    // of the record as a preview saw it; 0 where that doesn't matter
	Operation  string // in the audit log: each row's change is an operation of its own, so that it is taken back like one
	Reason     string // JSON of refusals, as Reasons writes them; "" for none
}

// reason is a refusal as it is kept.
type reason struct {
	Kind  Kind              `json:"kind"`
	Input Input             `json:"at,omitempty"`
	Key   string            `json:"key"`
	Args  map[string]argued `json:"args,omitempty"`
}

// argued is an argument of a refusal, with what it is.
type argued struct {
	Is   string `json:"is"`
	Text string `json:"text"`
}

// Reasons writes refusals down. What somebody typed isn't among it, since it may be personal data: of texts only codes of records
// are kept. Who shows a refusal has the row at hand, and takes the rest from there.
func Reasons(errs Errors) string {
	if len(errs) == 0 {
		return ""
	}
	list := make([]reason, len(errs))
	for i, e := range errs {
		list[i] = reason{Kind: e.Kind, Input: e.Input, Key: e.Key, Args: map[string]argued{}}
		for name, value := range e.Args {
			if a := argueOf(value); a.Is != "" {
				list[i].Args[name] = a
			}
		}
	}
	text, _ := json.Marshal(list) // it has nothing that can't be written
	return string(text)
}

func argueOf(value any) argued {
	switch v := value.(type) {
	case int:
		return argued{"number", strconv.Itoa(v)}
	case Date:
		return argued{"day", v.String()}
	case Person:
		return argued{"person", string(v)}
	case Named:
		return argued{"person", v.ID}
	case Field:
		return argued{"field", string(v)}
	case string:
		for _, parse := range []func(string) (string, bool){ParseCode, ParseDealCode, ParseTicketCode, ParseCampaignCode} {
			if code, is := parse(v); is && code == v { // it may stand in a sentence as it is
				return argued{"code", v}
			}
		}
	}
	return argued{}
}

// ReadReasons reads what Reasons wrote; nil for "".
func ReadReasons(text string) (Errors, error) {
	if text == "" {
		return nil, nil
	}
	var list []reason
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return nil, fmt.Errorf("read kept refusals: %w", err)
	}
	errs := make(Errors, len(list))
	for i, r := range list {
		errs[i] = &Error{Kind: r.Kind, Input: r.Input, Key: r.Key, Args: map[string]any{}}
		for name, a := range r.Args {
			value, err := a.value()
			if err != nil {
				return nil, fmt.Errorf("read kept refusals: %w", err)
			}
			errs[i].Args[name] = value
		}
	}
	return errs, nil
}

func (a argued) value() (any, error) {
	switch a.Is {
	case "number":
		return strconv.Atoi(a.Text)
	case "day":
		return ParseDate(a.Text)
	case "person":
		return Person(a.Text), nil
	case "field":
		return Field(a.Text), nil
	}
	return a.Text, nil
}

// TaskNews is what the person who wished a task is told of it: how far it is, or how it ended.
type TaskNews struct {
	Task    Task
	Ended   bool         // it tells of the end; else of the way there, in a message that changes with it
	LeftOut []BulkReason // of a bulk change that ended: why customers were left out, or left as they are
	// MayStop and MayUndo say what its person can do about it now.
	MayStop, MayUndo bool
	// Preview is what the preview of an import has found; nil for everything else, and where its file can't be had any more.
	Preview *ImportPreview
}

// TaskMessageKey is the key of the message that shows how far a task is.
func TaskMessageKey(id int64) string { return fmt.Sprintf("task:%d", id) }

// TaskMessage is the message that tells a task's person how far it is, or how it ended.
func TaskMessage(t Task, ended bool, at time.Time) OutboxMessage {
	key := TaskMessageKey(t.ID)
	if ended {
		key += ":ended"
	}
	payload, _ := json.Marshal(map[string]any{"at": at.Unix(), "task": t.ID, "ended": ended}) // it has nothing that can't be written
	return OutboxMessage{
		DedupeKey: key, Kind: string(t.Kind), Recipient: t.By, Payload: string(payload), State: OutboxPending, NotBefore: at, CreatedAt: at,
	}
}
