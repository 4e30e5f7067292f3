package tests

import (
	"strings"
	"testing"
)

// losses are how somebody loses access, and what the program hears of.
var losses = map[string]func(w *world){
	"by role":         func(w *world) { w.admin("sales").Command("/crm role <@U0BOB> none").Ephemeral("<@U0BOB>") },
	"as a guest":      func(w *world) { w.ChangeUser("U0BOB", map[string]any{"is_restricted": true}) },
	"to another team": func(w *world) { w.ChangeUser("U0BOB", map[string]any{"team_id": "T0PARTNER"}) },
	"with an account": func(w *world) { w.ChangeUser("U0BOB", map[string]any{"deleted": true}) },
	"as a stranger":   func(w *world) { w.ChangeUser("U0BOB", map[string]any{"is_stranger": true}) },
	"by a role's form": func(w *world) {
		form := w.admin("sales").Command("/crm role set").Modal()
		form.Pick("user", "U0BOB").Select("role", "No access").Submit().ExpectClosed()
	},
}

// The App Home of somebody who lost access is emptied at once, says why, and shows no customer when it is opened again;
// nothing of it is said in the DM.
func TestTheHomeOfWhoLostAccessIsEmptied(t *testing.T) {
	for how, lose := range losses {
		t.Run(how, func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				bob := w.User("bob")
				bob.In("sales").Command("/crm new Northwind next=tomorrow !").Ephemeral("C001")
				bob.In("sales").Command("/crm show C001").Ephemeral("Northwind")
				w.homeOf(bob, "Northwind")
				lose(w)
				w.Eventually("bob's App Home is empty", func() bool {
					shown := bob.Home().Rendered()
					return !strings.Contains(shown, "Northwind") && strings.Contains(shown, "members of this workspace only")
				})
				if how == "with an account" {
					return
				}
				bob.OpenHome().Expect("members of this workspace only")
				bob.DM().ExpectNoMessage()
			})
		})
	}
}
