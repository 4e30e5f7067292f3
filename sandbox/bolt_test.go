package sandbox_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// bolt starts testdata/bolt/app.js. SANDBOX_BOLT names a directory in which npm
// has installed @slack/bolt (scripts/bolt.sh prints one); without it the test
// is skipped: not everybody has Node.
func bolt(t *testing.T, w *sandboxtest.Workspace) {
	t.Helper()
	dir := os.Getenv("SANDBOX_BOLT")
	if dir == "" {
		t.Skip("set SANDBOX_BOLT=$(sh scripts/bolt.sh)")
	}
	script, err := filepath.Abs("testdata/bolt/app.js")
	if err != nil {
		t.Fatal(err)
	}
	var output bytes.Buffer
	app := exec.Command("node", script)
	app.Env = append(os.Environ(), "NODE_PATH="+filepath.Join(dir, "node_modules"),
		"SLACK_BOT_TOKEN="+w.BotToken(), "SLACK_APP_TOKEN="+w.AppToken(), "SLACK_API_URL="+w.APIURL())
	app.Stdout, app.Stderr = &output, &output
	if err := app.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = app.Process.Kill()
		_ = app.Wait()
		if t.Failed() {
			t.Log(output.String())
		}
	})
	w.AwaitConnections(1)
}

func TestBoltForJavaScript(t *testing.T) {
	w := sandboxtest.Start(t, sandbox.Options{})
	bolt(t, w)
	alice := w.User("alice")
	sales := alice.In("sales")

	answer := sales.Command("/bolt 你好")
	answer.Ephemeral("ack: 你好")
	answer.InChannel("respond: 你好")

	m := sales.Command("/bolt form").Modal()
	m.Fill("name", "errors").Submit().ExpectError("name", "not that")
	if got := m.Fill("name", "update").Submit(); got.Outcome != sandbox.Updated || m.Title() != "Updated" {
		t.Errorf("update: %+v", got)
	}
	if got := m.Fill("name", "push").Submit(); got.Outcome != sandbox.Pushed {
		t.Errorf("push: %+v", got)
	}
	if got := alice.ModalTitled("Pushed").Fill("name", "clear").Submit(); got.Outcome != sandbox.Cleared {
		t.Errorf("clear: %+v", got)
	}
	alice.ExpectNoModal()

	m = alice.Shortcut("new").Modal()
	if got := m.Options("city", "北"); !slices.Equal(got, []string{"北京", "北海"}) {
		t.Errorf("options %v", got)
	}
	m.Fill("name", "ABC公司").Select("city", "北京").Submit().ExpectClosed()
	saved := alice.DM().ExpectMessage("saved ABC公司 in 北京")

	alice.DM().Say("upload")
	alice.DM().ExpectMessage("here it is")
	alice.DM().ExpectMessage("metadata ABC公司")
	saved.Press("done")
	saved.Expect("done ABC公司")

	alice.OpenHome().Expect("Bolt home")
	sales.Say("hi @sandbox_app")
	sales.ExpectMessage("hello <@U0ALICE>")
	alice.DM().Say("react")
	w.Eventually("a reaction", func() bool { return len(alice.DM().ExpectMessage("react").Reactions) == 1 })
	if _, err := w.Server().React(sandbox.Reacting{User: "alice", Channel: "dm", MessageTS: alice.DM().ExpectMessage("react").TS, Name: "tada"}); err != nil {
		t.Error(err)
	}
	if thanks := alice.DM().ExpectMessage("thank you <@U0ALICE>"); thanks.ThreadTS == "" {
		t.Error("the answer is in no thread")
	}
	w.Faults().Disconnect("refresh_requested")
	w.Eventually("Bolt comes back", func() bool { return sales.Command("/bolt again").Error == "" })
	sales.ExpectMessage("respond: again")
}

// What is said, edited and deleted in channels comes as Bolt's listeners read it.
func TestBoltHearsChannels(t *testing.T) {
	w := sandboxtest.Start(t, listening())
	bolt(t, w)
	service := w.User("alice").Channel("service")
	first := service.Write("broken")
	service.ExpectMessage("told: new broken")
	reply := first.Reply("since Monday").Posted()
	service.ExpectMessage("told: reply since Monday")
	reply.Edit("since Tuesday")
	service.ExpectMessage("told: changed to since Tuesday from since Monday")
	reply.Delete()
	service.ExpectMessage("told: deleted since Tuesday of " + reply.TS)
	file := first.ReplyWithFile("log.txt", []byte("x"), "")
	service.ExpectMessage("told: file " + file.Files[0].Text("id"))
	first.ReplyToAll("done")
	service.ExpectMessage("told: to all done in broken")
	first.Delete()
	service.ExpectMessage("told: stone over broken")
}
