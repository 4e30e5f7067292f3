package bot

import (
	"testing"
	"time"

	"github.com/slack-go/slack"
)

// Whose person somebody is follows from their team and their Enterprise Grid, as Slack tells of them, and of the bot's
// own workspace.
func TestWhoIsAStranger(t *testing.T) {
	alone := &slack.AuthTestResponse{TeamID: "T0OURS"}
	grid := &slack.AuthTestResponse{TeamID: "T0OURS", EnterpriseID: "E0OURS"}
	whole := &slack.AuthTestResponse{TeamID: "E0OURS", EnterpriseID: "E0OURS"} // installed on the whole Grid
	for _, c := range []struct {
		what     string
		self     *slack.AuthTestResponse
		team     string
		grid     string
		flagged  bool
		claim    string // what the envelope says
		stranger bool
		admin    bool // of somebody who is an admin of their own workspace
	}{
		{"ours", alone, "T0OURS", "", false, "", false, true},
		{"ours, as the envelope says", alone, "T0OURS", "", false, "T0OURS", false, true},
		{"another workspace", alone, "T0OTHER", "", false, "", true, false},
		{"another company's Grid", alone, "T0OTHER", "E0OTHER", false, "", true, false},
		{"another company's Grid, in ours", grid, "T0OTHER", "E0OTHER", false, "", true, false},
		{"ours, with a Grid that we don't know of", alone, "T0OURS", "E0OTHER", false, "", false, true},
		{"a workspace by itself, seen from our Grid", grid, "T0OTHER", "", false, "", true, false},
		{"another workspace of our Grid", grid, "T0OTHER", "E0OURS", false, "T0OTHER", false, false},
		{"our workspace of our Grid", grid, "T0OURS", "E0OURS", false, "T0OURS", false, true},
		{"our Grid, as a whole", whole, "T0OTHER", "E0OURS", false, "T0OTHER", false, false},
		{"another's, as a whole", whole, "T0OTHER", "E0OTHER", false, "", true, false},
		{"flagged by Slack", alone, "T0OURS", "", true, "", true, false},
		{"no team at all", alone, "", "", false, "", true, false},
		{"no team, and none of ours", &slack.AuthTestResponse{}, "", "", false, "", true, false},
		{"ours when asked, another's in the envelope", alone, "T0OURS", "", false, "T0OTHER", true, false},
		{"the Grid's when asked, another workspace of it in the envelope", grid, "T0OURS", "E0OURS", false, "T0OTHER", false, true},
	} {
		u := slack.User{ID: "U1", TeamID: c.team, IsAdmin: true, IsOwner: true, IsStranger: c.flagged, Enterprise: slack.EnterpriseUser{ID: "U1", EnterpriseID: c.grid, IsAdmin: true}}
		got := (&people{zone: time.UTC}).user(&u, c.self).claimed(c.claim, c.self)
		if got.Stranger != c.stranger || got.Admin != c.admin {
			t.Errorf("%s: stranger %v, admin %v", c.what, got.Stranger, got.Admin)
		}
	}
}

// A channel is the company's own unless Slack says in one way or another that somebody else is in it.
func TestWhoseChannel(t *testing.T) {
	for what, c := range map[string]struct {
		channel slack.Conversation
		outside bool
	}{
		"own":                           {slack.Conversation{}, false},
		"with another company":          {slack.Conversation{IsShared: true, IsExtShared: true}, true},
		"another company is invited":    {slack.Conversation{IsPendingExtShared: true}, true},
		"another company is awaited":    {slack.Conversation{PendingShared: []string{"T1"}}, true},
		"within the Grid":               {slack.Conversation{IsShared: true, IsOrgShared: true}, false},
		"within the Grid and beyond it": {slack.Conversation{IsShared: true, IsOrgShared: true, IsExtShared: true}, true},
		"shared, nobody says how":       {slack.Conversation{IsShared: true}, true},
	} {
		channel := &slack.Channel{GroupConversation: slack.GroupConversation{Conversation: c.channel}}
		if got := placeOf(channel).Outside; got != c.outside {
			t.Errorf("%s: outside %v", what, got)
		}
	}
}
