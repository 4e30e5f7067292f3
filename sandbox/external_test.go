package sandbox_test

import (
	"encoding/json"
	"testing"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// Another company's people, Grids and shared channels are as Slack has them: what the Web API says of them, what events
// carry, and that they know no command of the app.
func TestAnotherCompany(t *testing.T) {
	options := quick()
	options.Workspace.Team = sandbox.Team{ID: "T0SANDBOX", Name: "Sandbox", Domain: "sandbox", EnterpriseID: "E0OURS", EnterpriseName: "Ours"}
	w := sandboxtest.Start(t, options)
	app := (&echo{t: t}).start(w)
	if _, err := w.Server().ChangeChannel(sandbox.ChannelChange{Channel: "random", Join: []string{"guest"}}); err != nil {
		t.Fatal(err)
	}
	w.ChangeUser("U0GUEST", map[string]any{"team_id": "T0PARTNER", "enterprise_id": "E0PARTNER"})
	if _, err := w.Server().ChangeChannel(sandbox.ChannelChange{Channel: "service", Join: []string{"guest"}}); err == nil {
		t.Error("somebody of another company joins a channel that is not shared")
	}
	w.ChangeChannel("sales", map[string]any{"is_ext_shared": true, "team": "T0PARTNER"})
	w.ChangeChannel("service", map[string]any{"is_org_shared": true, "team": "T0SISTER"})
	w.ChangeChannel("general", map[string]any{"is_pending_ext_shared": true})

	user, err := app.api.GetUserInfo("U0GUEST")
	if err != nil || user.TeamID != "T0PARTNER" || user.Enterprise.EnterpriseID != "E0PARTNER" || user.Locale != "" || user.Profile.Email != "" {
		t.Errorf("user %+v %v", user, err)
	}
	if self, err := app.api.AuthTest(); err != nil || self.EnterpriseID != "E0OURS" {
		t.Errorf("auth.test %+v %v", self, err)
	}
	guest := w.User("guest")
	guest.In("sales").Command("/test hello").Ephemeral("not a valid command")
	guest.In("sales").Say("<@" + w.BotUser() + "> hello")
	w.Eventually("the app hears of the channel and of the mention", func() bool {
		shared, mentioned := false, false
		for _, entry := range w.Log() {
			var said struct {
				Shared bool `json:"is_ext_shared_channel"`
				Event  struct {
					Type, Channel string
					UserTeam      string `json:"user_team"`
					Connected     string `json:"connected_team_id"`
				}
			}
			if entry.Kind != "envelope" || json.Unmarshal([]byte(entry.Request), &said) != nil {
				continue
			}
			shared = shared || said.Event.Type == "channel_shared" && said.Event.Connected == "T0PARTNER"
			mentioned = mentioned || said.Event.Type == "app_mention" && said.Shared && said.Event.UserTeam == "T0PARTNER"
		}
		return shared && mentioned
	})
	for id, want := range map[string]slack.Conversation{
		"C0SALES": {IsShared: true, IsExtShared: true}, "C0SERVICE": {IsShared: true, IsOrgShared: true}, "C0GENERAL": {IsPendingExtShared: true}, "C0RANDOM": {},
	} {
		got, err := app.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: id})
		if err != nil || got.IsShared != want.IsShared || got.IsExtShared != want.IsExtShared || got.IsOrgShared != want.IsOrgShared || got.IsPendingExtShared != want.IsPendingExtShared {
			t.Errorf("%s is %+v %v", id, got, err)
		}
	}
	w.ChangeUser("U0GUEST", map[string]any{"is_stranger": true})
	if _, _, _, err := app.api.OpenConversation(&slack.OpenConversationParameters{Users: []string{"U0GUEST"}}); err == nil || err.Error() != "user_not_visible" {
		t.Errorf("a direct message with a stranger: %v", err)
	}
}
