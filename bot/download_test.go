package bot_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// heard is what the bot was told of messages with files.
type heard struct {
	mu   sync.Mutex
	list []bot.Request
}

func (h *heard) handle(_ context.Context, req *bot.Request) (bot.Reply, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.list = append(h.list, *req)
	return say("heard of it"), nil
}

func (h *heard) all() []bot.Request {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]bot.Request(nil), h.list...)
}

func listening(h *heard) func(r *bot.Router) {
	return func(r *bot.Router) { r.Handle(bot.KindMention, "", h.handle) }
}

// refusal is the key of what was refused.
func refusal(err error) string {
	if refused := models.AsErrors(err); len(refused) == 1 {
		return refused[0].Key
	}
	return ""
}

const customersCSV = "客户名称,电话\nABC公司,010-62345678\n"

// A file that somebody drops into the bot's DM, or shares in a channel with a text that mentions the bot, is told of once, whether or not
// Slack says that the bot was mentioned. A file without a mention is nobody's business.
func TestFilesAreHeardOfOnce(t *testing.T) {
	h := &heard{}
	s := perform(t, listening(h))
	alice := s.User("alice")
	sales := alice.In("#sales")
	for i, act := range []struct {
		text, want string
		do         func(text string)
	}{
		{"", "", func(text string) { alice.DM().Upload("a.csv", []byte(customersCSV), text) }},
		{"the list", "the list", func(text string) { alice.DM().Upload("a.csv", []byte(customersCSV), text) }},
		{"@sandbox_app", "", func(text string) { sales.Upload("a.csv", []byte(customersCSV), text) }},
		{"@sandbox_app import", "import", func(text string) { sales.Mention("a.csv", []byte(customersCSV), text) }},
	} {
		act.do(act.text)
		s.Eventually("the bot to hear of the file", func() bool { return len(h.all()) == i+1 })
		req := h.all()[i]
		if len(req.Files) != 1 || req.Files[0].Name != "a.csv" || req.Files[0].Size != int64(len(customersCSV)) || req.Text != act.want || req.User.ID != "U0ALICE" || req.Message.TS == "" {
			t.Errorf("%q: heard of %+v, %q in %s", act.text, req.Files, req.Text, req.Channel)
		}
	}
	sales.Upload("b.csv", []byte(customersCSV), "for everybody")
	sales.Upload("c.csv", []byte(customersCSV), "@sandbox_app and this")
	s.Eventually("the bot to hear of the last file", func() bool {
		list := h.all()
		return list[len(list)-1].Text == "and this"
	})
	if got := len(h.all()); got != 5 {
		t.Errorf("heard of %d files, want 5", got)
	}
}

// In a channel with people of another company a file isn't described: it is looked up.
func TestAFileThatIsNotDescribedIsLookedUp(t *testing.T) {
	h := &heard{}
	s := perform(t, listening(h))
	yes := true
	if _, err := s.Server().ChangeChannel(sandbox.ChannelChange{Channel: "C0SALES", ExtShared: &yes}); err != nil {
		t.Fatal(err)
	}
	s.User("alice").In("#sales").Mention("a.csv", []byte(customersCSV), "@sandbox_app")
	s.Eventually("the bot to hear of the file", func() bool { return len(h.all()) == 1 })
	file := h.all()[0].Files[0]
	if file.Name == "" {
		described, err := s.bot.Describe(t.Context(), file.ID)
		if err != nil || described.Name != "a.csv" || described.Size != int64(len(customersCSV)) {
			t.Errorf("%+v, %v", described, err)
		}
	}
}

// A file is brought whole, or it is said why not.
func TestDownloads(t *testing.T) {
	h := &heard{}
	s := perform(t, listening(h))
	alice := s.User("alice")
	bring := func(name, content string) string {
		t.Helper()
		return alice.DM().Upload(name, []byte(content), "").Files[0].Text("id")
	}
	big := strings.Repeat(customersCSV, 40_000)
	for _, try := range []struct {
		what, content string
		before        func(id string)
		limit         int64
		want          string
	}{
		{"as it is", big, func(string) {}, 1 << 30, ""},
		{"a page", "<!DOCTYPE html><p>a file all the same", func(string) {}, 1 << 30, ""},
		{"too large", big, func(string) {}, 1 << 20, "error.file_size"},
		{"asked to wait", big, func(string) { s.Faults().Fail("download", http.StatusTooManyRequests, 1) }, 1 << 30, ""},
		{"failing once", big, func(string) { s.Faults().Fail("download", http.StatusInternalServerError, 1) }, 1 << 30, ""},
		{"cut once", big, func(string) { s.Faults().DropAfter("download", 1) }, 1 << 30, ""},
		{"failing for good", "a", func(string) { s.Faults().Fail("download", http.StatusInternalServerError, 9) }, 1 << 30, "error.file_away"},
		{"deleted", "a", func(id string) { alice.ChangeFile(id, nil) }, 1 << 30, "error.file_gone"},
		{"Slack away", "a", func(string) { s.Faults().Fail("files.info", http.StatusInternalServerError, 9) }, 1 << 30, "error.file_away"},
	} {
		t.Run(try.what, func(t *testing.T) {
			s.Server().ClearFaults()
			id := bring("客户.csv", try.content)
			try.before(id)
			got, err := s.bot.Download(t.Context(), id, try.limit)
			if try.want != "" {
				if refusal(err) != try.want {
					t.Errorf("refused with %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			content, err := io.ReadAll(io.NewSectionReader(got, 0, got.Size()))
			if err != nil || !bytes.Equal(content, []byte(try.content)) || got.Name != "客户.csv" {
				t.Errorf("%d of %d bytes of %s, %v", len(content), len(try.content), got.Name, err)
			}
			if err := got.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if _, err := s.bot.Download(t.Context(), "F0NOBODY", 1<<20); refusal(err) != "error.file_gone" {
		t.Errorf("a file that never was: %v", err)
	}
}

// Without the right to read files, an app gets a page instead of the file: it is said that an admin must give it the right.
func TestWithoutTheRightToReadFiles(t *testing.T) {
	app := sandbox.App{Scopes: []string{"im:history", "im:write", "users:read", "chat:write"}}
	s := performIn(t, sandbox.Options{App: app}, listening(&heard{}))
	id := s.User("alice").DM().Upload("a.csv", []byte(customersCSV), "").Files[0].Text("id")
	if _, err := s.bot.Download(t.Context(), id, 1<<20); refusal(err) != "error.file_scope" {
		t.Errorf("refused with %v", err)
	}
}

// The rest of an answer comes when it is made, also by files that are too large for memory, and leaves nothing behind.
func TestTheRestOfAnAnswer(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	fails := make(chan bool, 1)
	s := performHere(t, sandbox.Options{}, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) {
			reply := say("being made")
			reply.Later = func(context.Context, bot.Far) (bot.Reply, error) {
				if <-fails {
					return bot.Reply{}, errors.New("broken")
				}
				spool, err := bot.NewSpool()
				if err != nil {
					return bot.Reply{}, err
				}
				_, err = io.WriteString(spool, customersCSV)
				return bot.Reply{Files: &bot.Files{Text: "all of them", List: []bot.File{{Name: "a.csv", Spool: spool}}}}, err
			}
			return reply, nil
		})
	})
	alice := s.User("alice")
	alice.In("#sales").Command("/crm").Ephemeral("being made")
	fails <- false
	message := alice.DM().ExpectMessage("all of them")
	if content, err := s.Server().File(alice.ID, message.Files[0].Text("id")); err != nil || string(content.Data) != customersCSV {
		t.Errorf("%q, %v", content.Data, err)
	}
	answer := alice.In("#sales").Command("/crm")
	answer.Ephemeral("being made")
	fails <- true
	answer.Ephemeral("internal ")
	left, err := filepath.Glob(filepath.Join(os.TempDir(), "guanxi-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left on the disk: %v, %v", left, err)
	}
}

// What takes long says in the DM how far it is, in one message that changes, and is gone once the file is there, or an error is told.
func TestHowFarTheRestOfAnAnswerIs(t *testing.T) {
	goOn := make(chan error)
	s := perform(t, func(r *bot.Router) {
		r.Handle(bot.KindCommand, "/crm", func(context.Context, *bot.Request) (bot.Reply, error) {
			reply := say("being made")
			reply.Later = func(_ context.Context, far bot.Far) (bot.Reply, error) {
				for n := 1; ; n++ {
					if err := <-goOn; errors.Is(err, io.EOF) {
						return bot.Reply{Files: &bot.Files{Text: "all of them", List: []bot.File{{Name: "a.csv", Data: []byte("x")}}}}, nil
					} else if err != nil {
						return bot.Reply{}, err
					}
					far(surface.Message{Text: fmt.Sprint("so far ", n)})
				}
			}
			return reply, nil
		})
	}, func(o *bot.Options) { o.FarEvery = time.Nanosecond })
	alice := s.User("alice")
	for _, end := range []error{io.EOF, errors.New("broken")} {
		answer := alice.In("#sales").Command("/crm")
		answer.Ephemeral("being made")
		goOn <- nil
		shown := alice.DM().ExpectMessage("so far 1")
		goOn <- nil
		shown.Expect("so far 2")
		goOn <- end
		shown.ExpectGone()
		if errors.Is(end, io.EOF) {
			alice.DM().ExpectMessage("all of them")
		} else {
			answer.Ephemeral("internal ")
		}
	}
	if n := len(s.Calls("chat.postMessage")); n != 2 {
		t.Errorf("%d messages were posted", n)
	}
}
