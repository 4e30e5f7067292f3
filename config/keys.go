package config

import (
	"strings"
)

// key is one value of the configuration: its place in the file, and how it is put into a Config.
type key struct {
	path string
	set  func(*Config, value) problem
}

// keys lists everything that can be configured. The variables' names, the refusal of unknown keys and the suggestions
// follow from it.
var keys = []key{
	{"slack.app_token", secret(token("xapp-", "Basic Information → App-Level Tokens"), func(c *Config) *Secret { return &c.Slack.AppToken })},
	{"slack.bot_token", secret(token("xoxb-", "OAuth & Permissions"), func(c *Config) *Secret { return &c.Slack.BotToken })},
	{"slack.api_url", text(apiURL, func(c *Config) *string { return &c.Slack.APIURL })},
	{"slack.connections", number(1, 10, func(c *Config) *int { return &c.Slack.Connections })},
	{"database.driver", text(oneOf("sqlite", "mysql"), func(c *Config) *string { return &c.Database.Driver })},
	{"database.dsn", secret(nil, func(c *Config) *Secret { return &c.Database.DSN })},
	{"database.wait", setWait},
	{"http.addr", text(address, func(c *Config) *string { return &c.HTTP.Addr })},
	{"log.level", text(oneOf("debug", "info", "warn", "error"), func(c *Config) *string { return &c.Log.Level })},
	{"log.format", text(oneOf("text", "json"), func(c *Config) *string { return &c.Log.Format })},
	{"team.language", text(oneOf("zh", "en"), func(c *Config) *string { return &c.Team.Language })},
	{"team.zone", setZone},
	{"team.currency", text(currencyCode, func(c *Config) *string { return &c.Team.Currency })},
	{"industries", setChoices("industry", "industries", "an industry's", func(c *Config) *[]Industry { return &c.Industries })},
	{"campaign_channels", setChoices("channel", "channels", "a channel's", func(c *Config) *[]Industry { return &c.Promotes })},
	{"sensitive.words", setSensitiveWords},
	{"sensitive.mode", text(oneOf("block", "warn"), func(c *Config) *string { return &c.Words.Mode })},
	{"roles.default", text(oneOf("admin", "manager", "sales", "support", "marketing", "viewer", "none"), func(c *Config) *string { return &c.Roles.Default })},
	{"roles.admin", people(func(c *Config) *[]string { return &c.Roles.Admin })},
	{"roles.manager", people(func(c *Config) *[]string { return &c.Roles.Manager })},
	{"roles.sales", people(func(c *Config) *[]string { return &c.Roles.Sales })},
	{"roles.support", people(func(c *Config) *[]string { return &c.Roles.Support })},
	{"roles.marketing", people(func(c *Config) *[]string { return &c.Roles.Marketing })},
	{"roles.viewer", people(func(c *Config) *[]string { return &c.Roles.Viewer })},
	{"roles.none", people(func(c *Config) *[]string { return &c.Roles.None })},
	{"visibility", text(oneOf("team", "owner"), func(c *Config) *string { return &c.Visibility })},
	{"privacy.mode", text(oneOf("protected", "placeholder", "open"), func(c *Config) *string { return &c.Privacy.Mode })},
	{"privacy.key", secret(privacyKey, func(c *Config) *Secret { return &c.Privacy.Key })},
	{"privacy.key_file", text(keyFileName, func(c *Config) *string { return &c.Privacy.KeyFile })},
	{"privacy.retention_months", number(0, 240, func(c *Config) *int { return &c.Privacy.RetentionMonths })},
	{"privacy.audit_months", number(0, 1200, func(c *Config) *int { return &c.Privacy.AuditMonths })},
	{"reminders.digest", spec(false, func(c *Config) *string { return &c.Reminders.Digest })},
	{"reminders.summary", spec(true, func(c *Config) *string { return &c.Reminders.Summary })},
	{"reminders.report", spec(true, func(c *Config) *string { return &c.Reminders.Report })},
	{"reminders.monthly", spec(true, func(c *Config) *string { return &c.Reminders.Monthly })},
	{"reminders.quarterly", spec(true, func(c *Config) *string { return &c.Reminders.Quarterly })},
	{"reminders.cleaning", spec(true, func(c *Config) *string { return &c.Reminders.Cleaning })},
	{"reminders.calendar", text(oneOf("cn", "us", "none"), func(c *Config) *string { return &c.Reminders.Calendar })},
	{"reminders.own_dates", text(fileName, func(c *Config) *string { return &c.Reminders.OwnDates })},
	{"reminders.grace", setGrace},
	{"reminders.escalate_after", number(0, 365, func(c *Config) *int { return &c.Reminders.EscalateAfter })},
	{"reminders.stale_after", number(0, 3650, func(c *Config) *int { return &c.Reminders.StaleAfter })},
	{"service.hours", setHours},
	{"service.zone", setServiceZone},
	{"service.targets", setTargets},
	{"service.emoji", text(emojiName, func(c *Config) *string { return &c.Service.Emoji })},
	{"service.assign", text(oneOf("manual", "round-robin"), func(c *Config) *string { return &c.Service.Assign })},
	{"service.agents", people(func(c *Config) *[]string { return &c.Service.Agents })},
	{"channels", setChannels},
}

// variable returns the environment's name of a key: reminders.digest is GUANXI_REMINDERS_DIGEST.
func (k key) variable() string {
	return prefix + strings.ToUpper(strings.ReplaceAll(k.path, ".", "_"))
}

const prefix = "GUANXI_"

func keyAt(path string) (key, bool) {
	for _, k := range keys {
		if k.path == path {
			return k, true
		}
	}
	return key{}, false
}

// children returns the names that may follow a path; "" is the top.
func children(path string) []string {
	var names []string
	for _, k := range keys {
		rest := k.path
		if path != "" {
			var below bool
			if rest, below = strings.CutPrefix(k.path, path+"."); !below {
				continue
			}
		}
		name, _, _ := strings.Cut(rest, ".")
		if len(names) == 0 || names[len(names)-1] != name {
			names = append(names, name)
		}
	}
	return names
}

// Variables returns the names of the environment's variables, in the order of config.example.yaml.
func Variables() []string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.variable()
	}
	return names
}
