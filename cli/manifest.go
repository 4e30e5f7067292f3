package cli

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/guanxi-crm/guanxi/commands"
)

type manifestCommand struct {
	NoListening bool `help:"Leave out what lets the bot hear messages and emoji in the channels it is in: there are no tickets from channels then."`
}

// Run prints the app manifest.
func (c manifestCommand) Run(ctx context.Context, o *outside) error {
	_, err := o.stdout.Write(append(manifest(!c.NoListening), '\n'))
	return err
}

// Manifest is the Slack app manifest, as JSON to paste into api.slack.com/apps
// (docs.slack.dev/reference/app-manifest). It follows from what the commands declare, and asks for no scope that is not
// used.
func Manifest() []byte { return manifest(true) }

// listeningEvents tell what is said in channels that the bot is in, and which emoji are put at messages there. The first two need no scope
// that isn't asked for anyway.
var listeningEvents = []string{"message.channels", "message.groups", "reaction_added"}

func manifest(listening bool) []byte {
	var shortcuts []map[string]any
	frame, err := commands.New(commands.Parts{}, Features()...)
	if err != nil { // what the features declare is a part of the program
		panic(err)
	}
	for _, s := range frame.Shortcuts() {
		shortcuts = append(shortcuts, map[string]any{"name": s.Name, "type": s.Type, "callback_id": s.CallbackID, "description": s.Name})
	}
	scopes := map[string]any{"bot": []string{
		"app_mentions:read", // @guanxi …
		"channels:history",  // look whether a message was posted before it is posted again
		"channels:read",     // find a configured channel by its name
		"chat:write",
		"commands",
		"dnd:read",    // reminders wait while people don't want to be disturbed
		"files:read",  // spreadsheets that are to be imported
		"files:write", // exports, and what is held on a customer, to who asks for it
		"groups:history",
		"groups:read",
		"im:history",
		"im:write", // digests
		"users:read",
		"users:read.email", // who owns a customer that is imported
	}}
	events := []string{
		"app_home_opened", "app_mention", "message.im", "user_change",
		"dnd_updated_user", // who may be given something to do at once
		"file_shared",      // a file with a mention: app_mention doesn't come for each (bot/fileshared.go)
		// What is remembered of a channel is looked up anew.
		"channel_archive", "channel_deleted", "channel_id_changed", "channel_rename", "channel_shared", "channel_unarchive", "channel_unshared",
	}
	if listening {
		events = append(events, listeningEvents...)
		// A workspace that doesn't want the bot to see emoji leaves the scope out when it installs the app: all else works.
		scopes["bot"] = slices.Insert(scopes["bot"].([]string), slices.Index(scopes["bot"].([]string), "users:read"), commands.ScopeReactions)
		scopes["bot_optional"] = []string{commands.ScopeReactions}
	}
	manifest := map[string]any{
		"display_information": map[string]any{
			"name": "Guanxi", "description": "Customers, follow-ups and reports in Slack · 住在 Slack 里的客户管理", "background_color": "#10403b",
		},
		"features": map[string]any{
			"bot_user": map[string]any{"display_name": "guanxi", "always_online": true},
			"app_home": map[string]any{"home_tab_enabled": true, "messages_tab_enabled": true, "messages_tab_read_only_enabled": false},
			"slash_commands": []map[string]any{{
				"command": commands.Slash, "description": "Customers, follow-ups, reports · 客户、跟进、报告", "usage_hint": frame.UsageHint(), "should_escape": true,
			}},
			"shortcuts": shortcuts,
		},
		"oauth_config": map[string]any{"scopes": scopes},
		"settings": map[string]any{
			"event_subscriptions":    map[string]any{"bot_events": events},
			"interactivity":          map[string]any{"is_enabled": true},
			"org_deploy_enabled":     false,
			"socket_mode_enabled":    true,
			"token_rotation_enabled": false,
		},
	}
	encoded, err := json.MarshalIndent(manifest, "", "  ")
	if err != nil { // only maps and texts of our own
		panic(err)
	}
	return encoded
}
