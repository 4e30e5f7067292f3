package bot_test

import (
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
)

// Who is there to be given something to do.
func TestWhoIsThere(t *testing.T) {
	s := performIn(t, channels(t), func(*bot.Router) {})
	there := func(user string, why models.Absence) models.Presence {
		t.Helper()
		var presence models.Presence
		s.Eventually(user+" is "+string(why), func() bool {
			var err error
			presence, err = s.bot.There(t.Context(), user)
			return err == nil && presence.Why == why && presence.There == (why == "")
		})
		return presence
	}
	if p := there("U0LINA", ""); p.Zone.String() != "Asia/Shanghai" {
		t.Errorf("%+v", p)
	}
	until := s.Clock.Now().Add(48 * time.Hour).Truncate(time.Second)
	s.User("lina").SetStatus("休假", ":palm_tree:", until.Unix())
	if p := there("U0LINA", models.AbsentOnHoliday); !p.Until.Equal(until) {
		t.Errorf("%+v", p)
	}
	s.User("lina").SetStatus("", "", 0)
	there("U0LINA", "")
	asked := len(s.Calls("dnd.info"))
	there("U0LINA", "")
	if n := len(s.Calls("dnd.info")); n != asked {
		t.Errorf("slack was asked %d times more", n-asked)
	}
	s.ChangeUser("lina", map[string]any{"dnd": true})
	if p := there("U0LINA", models.AbsentDisturb); p.Until.IsZero() {
		t.Errorf("%+v", p)
	}
	there("U0PETRA", models.AbsentGone)
	s.ChangeUser("bob", map[string]any{"deleted": true})
	there("U0BOB", models.AbsentGone)
	s.Faults().Refuse("dnd.info", "internal_error", -1)
	there("U0WANGWEI", "")
	if _, err := s.bot.There(t.Context(), "U0NOBODY"); err == nil {
		t.Error("nobody is there")
	}
}

// What the app was given stands in the headers of Slack's answers.
func TestGranted(t *testing.T) {
	s := performIn(t, channels(t), func(*bot.Router) {})
	if !s.bot.Granted(t.Context(), "reactions:read") || s.bot.Granted(t.Context(), "admin") {
		t.Error("the scopes aren't as they were given")
	}
	s.RefuseScopes("reactions:read")
	s.Eventually("the refusal is known", func() bool {
		_, _, _ = s.bot.Said(t.Context(), "C0ACME", "1.2") // any call
		return !s.bot.Granted(t.Context(), "reactions:read") && s.bot.Granted(t.Context(), "chat:write")
	})
}
