package bot_test

import (
	"bytes"
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
)

// Files come together, in one message in the DM of who asked, before the answer says so: from a command, and from a form
// that is answered late.
func TestFilesGoToTheDM(t *testing.T) {
	big := bytes.Repeat([]byte("0123456789abcdef"), 1<<16)
	reply := say("sent")
	reply.Files = &bot.Files{Text: "*here* they are", List: []bot.File{{Name: "a.json", Data: []byte("{}")}, {Name: "客户.xlsx", Data: big}}}
	s := perform(t, func(r *bot.Router) {
		modal := form()
		r.Handle(bot.KindCommand, "/crm", func(_ context.Context, req *bot.Request) (bot.Reply, error) {
			if req.Text == "form" {
				return bot.Reply{Modal: &modal}, nil
			}
			return reply, nil
		})
		r.Handle(bot.KindSubmission, "customer.new", after(1500*time.Millisecond, reply, nil))
	})
	alice := s.User("alice")
	times := 0
	expect := func() {
		t.Helper()
		times++
		s.Eventually("another message with files", func() bool { return len(alice.DM().Messages()) == times })
		message := alice.DM().ExpectMessage("*here* they are")
		if len(message.Files) != 2 {
			t.Fatalf("the message has %d files", len(message.Files))
		}
		content, err := s.Server().File(alice.ID, message.Files[1].Text("id"))
		if err != nil || content.Name != "客户.xlsx" || !bytes.Equal(content.Data, big) {
			t.Errorf("%q of %d bytes, %v", content.Name, len(content.Data), err)
		}
	}
	alice.In("#sales").Command("/crm").Ephemeral("sent")
	expect()
	s.Faults().Fail("files.completeUploadExternal", http.StatusTooManyRequests, 1)
	fill(alice.In("#sales").Command("/crm form").Modal()).Submit()
	expect()
	s.Faults().Refuse("files.getUploadURLExternal", "file_upload_size_restricted", 1)
	alice.In("#sales").Fresh().Command("/crm").Ephemeral("refused: error.files_not_shared")
	s.Faults().DropAfter("files.completeUploadExternal", 1)
	alice.In("#sales").Fresh().Command("/crm").Ephemeral("refused: error.files_unsure")
}
