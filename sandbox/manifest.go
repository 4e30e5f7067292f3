package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
)

// manifest is what the sandbox reads of an app manifest.
// https://docs.slack.dev/reference/app-manifest
type manifest struct {
	DisplayInformation struct {
		Name string `json:"name"`
	} `json:"display_information"`
	Features struct {
		SlashCommands []SlashCommand `json:"slash_commands"`
		Shortcuts     []Shortcut     `json:"shortcuts"`
	} `json:"features"`
	OAuthConfig struct {
		Scopes struct {
			Bot         []string `json:"bot"`
			BotOptional []string `json:"bot_optional"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		EventSubscriptions struct {
			BotEvents []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			IsEnabled bool `json:"is_enabled"`
		} `json:"interactivity"`
		SocketModeEnabled bool `json:"socket_mode_enabled"`
	} `json:"settings"`
}

// AppFromManifest makes an app of its manifest in JSON: name, commands,
// shortcuts, scopes and events, with the sandbox's own ids and tokens. A
// manifest with which the app could not work here is an error.
func AppFromManifest(data []byte) (App, error) {
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		return App{}, fmt.Errorf("reading the manifest: %w", err)
	}
	app := DefaultApp()
	if m.DisplayInformation.Name == "" {
		return App{}, fmt.Errorf("the manifest has no display_information.name")
	}
	if !m.Settings.SocketModeEnabled {
		return App{}, fmt.Errorf("the manifest does not set settings.socket_mode_enabled; the sandbox speaks Socket Mode only")
	}
	app.Name = m.DisplayInformation.Name
	app.Commands, app.Shortcuts = m.Features.SlashCommands, m.Features.Shortcuts
	app.Scopes = append([]string{}, m.OAuthConfig.Scopes.Bot...)
	for _, scope := range m.OAuthConfig.Scopes.BotOptional {
		if !slices.Contains(app.Scopes, scope) {
			return App{}, fmt.Errorf("the manifest has %s in oauth_config.scopes.bot_optional and not in bot; an optional scope stands in both", scope)
		}
	}
	app.Optional = m.OAuthConfig.Scopes.BotOptional
	app.Events = append([]string{}, m.Settings.EventSubscriptions.BotEvents...)
	return app, nil
}
