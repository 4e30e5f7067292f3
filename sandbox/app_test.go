package sandbox_test

import (
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

func TestCommandIsAnsweredByAcknowledgement(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	(&echo{t: t}).start(w)
	answer := w.User("王伟").In("销售").Command("/echo  你好 😀 ")
	if got := answer.Ephemeral("echo: 你好 😀").Text; got != "echo: 你好 😀" {
		t.Errorf("text %q was not trimmed", got)
	}
	w.User("alice").In("销售").ExpectNoMessage("你好")
}

func TestCommandWithoutAppFailsVisibly(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	answer := w.User("alice").In("sales").Command("/echo hi")
	answer.Ephemeral(`/echo failed with the error "dispatch_failed"`)
}

func TestUnacknowledgedCommandFailsVisibly(t *testing.T) {
	options := quick()
	options.AckTimeout = 50 * time.Millisecond
	w := sandboxtest.Start(t, options)
	(&echo{t: t, onCommand: func(*echo, slack.SlashCommand, func(...any)) {}}).start(w)
	w.User("alice").In("sales").Command("/echo hi").Ephemeral(`failed with the error "operation_timeout"`)
}

func TestModalRoundTrip(t *testing.T) {
	w := sandboxtest.Start(t, quick())
	city := slack.NewOptionsSelectBlockElement("external_select", plain("City"), "city")
	city.MinQueryLength = new(int)
	status := slack.NewOptionsSelectBlockElement("static_select", plain("Status"), "status",
		slack.NewOptionBlockObject("active", plain("Active"), nil), slack.NewOptionBlockObject("lost", plain("Lost"), nil))
	status.InitialOption = status.Options[0]
	name := textInput("name")
	name.MaxLength = 10
	app := &echo{t: t}
	app.onCommand = func(e *echo, command slack.SlashCommand, ack func(...any)) {
		ack()
		view := modal("New", input("name", "Name", name, false), input("status", "Status", status, false), input("city", "City", city, true),
			input("owner", "Owner", slack.NewOptionsSelectBlockElement("users_select", nil, "owner"), true),
			input("when", "When", slack.NewDatePickerBlockElement("when"), true))
		if _, err := e.api.OpenView(command.TriggerID, view); err != nil {
			t.Errorf("views.open: %v", err)
		}
		if _, err := e.api.OpenView(command.TriggerID, view); err == nil || err.Error() != "exchanged_trigger_id" {
			t.Errorf("second use of a trigger: %v", err)
		}
	}
	app.onSubmit = func(_ *echo, callback slack.InteractionCallback) any {
		if callback.View.State.Values["name"]["name"].Value == "bad" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"name": "not that one"})
		}
		return nil
	}
	app.start(w)

	alice := w.User("alice")
	m := alice.In("sales").Command("/new").Modal()
	if m.Title() != "New" || m.CallbackID() != "form" || m.PrivateMetadata() != "kept" {
		t.Errorf("modal %q %q %q", m.Title(), m.CallbackID(), m.PrivateMetadata())
	}
	submitted := m.Submit()
	if submitted.Outcome != sandbox.Refused {
		t.Errorf("a missing name: %s", submitted.Outcome)
	}
	submitted.ExpectError("name", "required")
	m.Fill("name", "一二三四五六七八九十一").Submit().ExpectError("name", "no more than 10")
	if got := m.Fill("Name", "bad").Submit(); got.Outcome != sandbox.HasErrors || m.Errors()["name"] != "not that one" {
		t.Errorf("errors from the app: %+v, %v", got, m.Errors())
	}
	if got := m.Options("city", "北"); len(got) != 2 {
		t.Errorf("options %v", got)
	}
	m.Fill("name", "ABC公司").Select("status", "Lost").Select("city", "北京").Pick("owner", "wangwei").Pick("when", "2026-12-01")
	if m.Value("city") != "北京" || m.Value("status") != "Lost" {
		t.Errorf("shown %q %q", m.Value("city"), m.Value("status"))
	}
	m.Submit().ExpectClosed()
	if !m.Closed() {
		t.Error("the modal is still open")
	}
	values := app.lastCallback().View.State.Values
	if values["name"]["name"].Value != "ABC公司" || values["status"]["status"].SelectedOption.Value != "lost" ||
		values["city"]["city"].SelectedOption.Value != "city-北京" || values["owner"]["owner"].SelectedUser != "U0WANGWEI" ||
		values["when"]["when"].SelectedDate != "2026-12-01" {
		t.Errorf("values %+v", values)
	}
}
