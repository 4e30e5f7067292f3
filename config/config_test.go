package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

const example = "../config.example.yaml"

var compare = cmp.Options{
	cmp.AllowUnexported(Config{}),
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".file" }, cmp.Ignore()),
	cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() }),
}

func TestExampleHoldsTheDefaults(t *testing.T) {
	t.Parallel()
	got, err := Load(example, nil)
	if err != nil {
		t.Fatal(err)
	}
	want := Default()
	want.Channels = []Channel{}
	if diff := cmp.Diff(want, got, compare); diff != "" {
		t.Error(diff)
	}
}

// TestEveryFieldHasItsKey holds struct, key table and example together.
func TestEveryFieldHasItsKey(t *testing.T) {
	t.Parallel()
	var paths []string
	var walk func(reflect.Type, string)
	walk = func(in reflect.Type, path string) {
		for i := range in.NumField() {
			field := in.Field(i)
			if !field.IsExported() {
				continue
			}
			below := strings.TrimPrefix(path+"."+field.Tag.Get("yaml"), ".")
			if field.Type.Kind() == reflect.Struct {
				walk(field.Type, below)
				continue
			}
			paths = append(paths, below)
		}
	}
	walk(reflect.TypeFor[Config](), "")
	var known, names []string
	for _, k := range keys {
		known = append(known, k.path)
	}
	if diff := cmp.Diff(paths, known); diff != "" {
		t.Error(diff)
	}
	for _, path := range paths {
		names = append(names, "GUANXI_"+strings.ToUpper(strings.ReplaceAll(path, ".", "_")))
	}
	if diff := cmp.Diff(names, Variables()); diff != "" {
		t.Error(diff)
	}

	source, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	c := Default()
	l := &loader{config: &c, file: example, from: map[string]place{}}
	l.readFile(source)
	for _, k := range keys {
		if _, named := l.from[k.path]; !named {
			t.Errorf("config.example.yaml does not name %s", k.path)
		}
	}
}

func TestFile(t *testing.T) {
	t.Parallel()
	path := write(t, `
slack: {app_token: xapp-1, bot_token: xoxb-1, api_url: "http://127.0.0.1:8065/api/", connections: 3}
database: {driver: mysql, dsn: "u:p@tcp(db:3306)/guanxi"}
http: {addr: ":8066"}
log: {level: debug, format: json}
team: {language: en, zone: Europe/Berlin, currency: eur}
industries:
  - {key: tech, zh: 科技}
  - 制造
sensitive: {words: [回扣], mode: warn}
roles: {default: viewer, admin: [U0ALICE], sales: [U0BOB, W0WANG]}
campaign_channels: [{key: fair, zh: 展会}, 电邮]
visibility: owner
privacy: {mode: placeholder, key: guanxi1.secret, key_file: /etc/guanxi/key, retention_months: 36, audit_months: 12}
reminders: {digest: "30 8 * * *", summary: off, report: "CRON_TZ=America/New_York 0 9 * * 1", monthly: "0 8 1 * *", quarterly: off, cleaning: "0 10 1 * *", calendar: us, own_dates: days.txt, grace: 30m, escalate_after: 5, stale_after: 90}
service: {hours: [mon 09:00-12:00 13:00-18:00, "fri-sun 22:00-24:00"], zone: America/New_York, targets: {urgent: {response: 15m}, low: {response: 0, solve: 1h30m}}, emoji: ":工单:", assign: round-robin, agents: [U0BOB]}
channels:
  - id: "#销售"
    language: zh
    zone: Asia/Shanghai
    report: false
    quarterly: true
  - C0123ABCD
`)
	got, err := Load(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	berlin, shanghai, newYork := location(t, "Europe/Berlin"), location(t, "Asia/Shanghai"), location(t, "America/New_York")
	want := Config{
		Slack:      Slack{"xapp-1", "xoxb-1", "http://127.0.0.1:8065/api/", 3},
		Database:   Database{"mysql", "u:p@tcp(db:3306)/guanxi", 8 * time.Second},
		HTTP:       HTTP{":8066"},
		Log:        Log{"debug", "json"},
		Team:       Team{"en", berlin, "EUR"},
		Industries: []Industry{{"tech", "科技", "tech"}, {"制造", "制造", "制造"}},
		Promotes:   []Industry{{"fair", "展会", "fair"}, {"电邮", "电邮", "电邮"}},
		Words:      Words{[]string{"回扣"}, "warn"},
		Roles:      Roles{Default: "viewer", Admin: []string{"U0ALICE"}, Sales: []string{"U0BOB", "W0WANG"}},
		Visibility: "owner",
		Privacy:    Privacy{"placeholder", "guanxi1.secret", "/etc/guanxi/key", 36, 12},
		Reminders:  Reminders{"30 8 * * *", "", "CRON_TZ=America/New_York 0 9 * * 1", "0 8 1 * *", "", "0 10 1 * *", "us", "days.txt", 30 * time.Minute, 5, 90},
		Service: Service{[]Hours{
			{time.Sunday, 1320, 1440}, {time.Monday, 540, 720}, {time.Monday, 780, 1080}, {time.Friday, 1320, 1440}, {time.Saturday, 1320, 1440},
		}, newYork, map[string]Target{"urgent": {15 * time.Minute, 4 * time.Hour}, "high": {time.Hour, 8 * time.Hour}, "normal": {4 * time.Hour, 24 * time.Hour}, "low": {0, 90 * time.Minute}}, "工单", "round-robin", []string{"U0BOB"}},
		Channels: []Channel{{"#销售", "zh", shanghai, true, false, false, true, false}, {"C0123ABCD", "en", berlin, true, true, true, true, true}},
	}
	if diff := cmp.Diff(want, got, compare); diff != "" {
		t.Error(diff)
	}
	if err := got.ValidateForServe(); err != nil {
		t.Error(err)
	}
}

func TestEnvironmentWins(t *testing.T) {
	t.Parallel()
	path := write(t, "slack: {app_token: xapp-file}\nteam: {language: en}\nhttp: {addr: \":1\"}\n")
	got, err := Load(path, []string{
		"GUANXI_SLACK_APP_TOKEN=xapp-env", "SLACK_APP_TOKEN=xapp-other", "SLACK_BOT_TOKEN=xoxb-other",
		"GUANXI_TEAM_LANGUAGE=zh", "GUANXI_HTTP_ADDR=", "GUANXI_SENSITIVE_WORDS=福利, 回扣,", "GUANXI_INDUSTRIES=tech,制造",
		`GUANXI_CHANNELS=[{id: "#sales", language: en, summary: no}, "#all"]`, "GUANXI_REMINDERS_GRACE=2h", "GUANXI_SERVICE_HOURS=mon-tue 08:00-12:00, WED 9:00-10:00",
		"GUANXI_CONFIG=x.yaml", "GUANXI_TEST_MYSQL_DSN=y", "HOME=/root", "odd",
	})
	if err != nil {
		t.Fatal(err)
	}
	shanghai := location(t, "Asia/Shanghai")
	want := Default()
	want.Slack.AppToken, want.Slack.BotToken = "xapp-env", "xoxb-other"
	want.HTTP.Addr = ":1"
	want.Words.List = []string{"福利", "回扣"}
	want.Industries = []Industry{{"tech", "tech", "tech"}, {"制造", "制造", "制造"}}
	want.Channels = []Channel{{"#sales", "en", shanghai, false, true, true, true, true}, {"#all", "zh", shanghai, true, true, true, true, true}}
	want.Reminders.Grace = 2 * time.Hour
	want.Service.Hours = []Hours{{time.Monday, 480, 720}, {time.Tuesday, 480, 720}, {time.Wednesday, 540, 600}}
	if diff := cmp.Diff(want, got, compare); diff != "" {
		t.Error(diff)
	}
}

func TestFallbackTokensYield(t *testing.T) {
	t.Parallel()
	path := write(t, "slack: {app_token: xapp-file}\n")
	got, err := Load(path, []string{"SLACK_APP_TOKEN=xapp-other"})
	if err != nil || got.Slack.AppToken != "xapp-file" {
		t.Errorf("%q, %v", got.Slack.AppToken.Plain(), err)
	}
	// The example names the tokens without giving them: that is no token.
	got, err = Load(example, []string{"SLACK_APP_TOKEN=xapp-other"})
	if err != nil || got.Slack.AppToken != "xapp-other" {
		t.Errorf("%q, %v", got.Slack.AppToken.Plain(), err)
	}
}

func TestRefused(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name string
		file string
		env  []string
		want string // after the file's path
	}{
		{
			"unknown key", "reminders:\n  digst: off\n", nil,
			`F:2:3: reminders.digst: unknown key; did you mean "digest"?`,
		},
		{
			"unknown section", "slak: {}\n", nil,
			`F:1:1: slak: unknown key; did you mean "slack"?`,
		},
		{
			"nothing like it", "log:\n  colour: red\n", nil,
			`F:2:3: log.colour: unknown key; there is level, format`,
		},
		{
			"section that is a value", "slack: xoxb-very-secret\n", nil,
			`F:1:8: slack: must hold keys: app_token, bot_token, api_url, connections`,
		},
		{
			"not a mapping", "- a\n", nil,
			`F:1:1: must hold keys: slack, database, http, log, team, industries, campaign_channels, sensitive, roles, visibility, privacy, reminders, service, channels`,
		},
		{
			"wrong token", "slack:\n  app_token: xoxb-very-secret\n", nil,
			`F:2:14: slack.app_token: is not such a token: it begins with xapp- and stands at api.slack.com/apps under Basic Information → App-Level Tokens`,
		},
		{
			"token in two lines", "slack:\n  bot_token: \"xoxb-very secret\"\n", nil,
			`F:2:14: slack.bot_token: is not such a token: it begins with xoxb- and stands at api.slack.com/apps under OAuth & Permissions`,
		},
		{
			"key that is none", "privacy:\n  key: very-secret\n", nil,
			"F:2:8: privacy.key: is not such a key: `guanxi keys new` prints one, which begins with guanxi1.",
		},
		{
			"key file without a name", "privacy:\n  key_file: \"\"\n", nil,
			`F:2:13: privacy.key_file: must name a file, such as guanxi.key`,
		},
		{
			"a retention too long", "privacy:\n  retention_months: 241\n", nil,
			`F:2:21: privacy.retention_months: "241" is not a number from 0 to 240`,
		},
		{
			"unknown privacy mode", "privacy:\n  mode: secret\n", nil,
			`F:2:9: privacy.mode: "secret" is not known; there is protected, placeholder, open`,
		},
		{
			"address of the API", "slack:\n  api_url: http://127.0.0.1:8065\n", nil,
			`F:2:12: slack.api_url: "http://127.0.0.1:8065" must end in /api/`,
		},
		{
			"no address", "slack:\n  api_url: localhost\n", nil,
			`F:2:12: slack.api_url: "localhost" is not a web address; it looks like https://slack.com/api/`,
		},
		{
			"connections", "slack: {connections: 11}\n", nil,
			`F:1:22: slack.connections: "11" is not a number from 1 to 10`,
		},
		{
			"connections in words", "slack: {connections: two}\n", nil,
			`F:1:22: slack.connections: "two" is not a number from 1 to 10`,
		},
		{
			"driver", "database:\n  driver: mysq\n", nil,
			`F:2:11: database.driver: "mysq" is not known; did you mean "mysql"?`,
		},
		{
			"driver elsewhere", "database:\n  driver: postgres\n", nil,
			`F:2:11: database.driver: "postgres" is not known; there is sqlite, mysql`,
		},
		{
			"mysql without a server", "database:\n  driver: mysql\n", nil,
			`F:2:3: database.dsn: mysql needs to know its server: set database.dsn or GUANXI_DATABASE_DSN to user:password@tcp(host:3306)/guanxi`,
		},
		{
			"no hours", "service: {hours: []}\n", nil,
			`F:1:18: service.hours: is empty; write days and times, such as "mon-fri 09:00-12:00 13:00-18:00"`,
		},
		{
			"hours of no day", "service:\n  hours: [09:00-18:00]\n", nil,
			`F:2:11: service.hours[0]: "09:00-18:00" names no days, or no times; write days and times, such as "mon-fri 09:00-12:00 13:00-18:00"`,
		},
		{
			"hours of an unknown day", "service:\n  hours: [mon-fri 09:00-18:00, caturday 10:00-14:00]\n", nil,
			`F:2:32: service.hours[1]: "caturday" names no days; there is sun, mon, tue, wed, thu, fri, sat, and mon-fri from one to another`,
		},
		{
			"hours of a day twice", "service:\n  hours: [mon-fri 09:00-18:00, wed-sat 10:00-14:00]\n", nil,
			`F:2:32: service.hours[1]: names wed, which stands before already`,
		},
		{
			"hours that are none", "service: {hours: mon 9am-5pm}\n", nil,
			`F:1:18: service.hours[0]: "9am-5pm" is not a time of day from-to; write days and times, such as "mon-fri 09:00-12:00 13:00-18:00"`,
		},
		{
			"hours over midnight", "service: {hours: mon 22:00-06:00}\n", nil,
			`F:1:18: service.hours[0]: "22:00-06:00" ends before it begins; what goes on after midnight is written as 22:00-24:00, and 00:00-06:00 of the next day`,
		},
		{
			"hours that overlap", "service: {hours: mon 09:00-12:00 11:00-13:00}\n", nil,
			`F:1:18: service.hours[0]: "11:00-13:00" begins before the time that stands before it is over`,
		},
		{
			"zone of the hours", "service: {zone: Mars}\n", nil,
			`F:1:17: service.zone: "Mars" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC`,
		},
		{
			"target of an unknown priority", "service:\n  targets:\n    urgent: {response: 5m}\n    hihg: {response: 5m}\n", nil,
			`F:4:5: service.targets.hihg: unknown key; did you mean "high"?`,
		},
		{
			"target that is no time", "service:\n  targets:\n    urgent: {response: soon}\n", nil,
			`F:3:24: service.targets.urgent.response: "soon" is not a working time such as 30m, 4h or 1h30m, in whole minutes, at most 2000h; 0 is no target`,
		},
		{
			"target in seconds", "service:\n  targets:\n    urgent: {solve: 90s}\n", nil,
			`F:3:21: service.targets.urgent.solve: "90s" is not a working time such as 30m, 4h or 1h30m, in whole minutes, at most 2000h; 0 is no target`,
		},
		{
			"solved before it is answered", "service:\n  targets:\n    high: {response: 9h}\n", nil,
			`F:3:11: service.targets.high: is to be solved within 8h, before it is answered within 9h; a solution is an answer too`,
		},
		{
			"targets that are a word", "service: {targets: fast}\n", nil,
			`F:1:20: service.targets: must hold keys: urgent, high, normal, low`,
		},
		{
			"target that is a word", "service: {targets: {low: fast}}\n", nil,
			`F:1:26: service.targets.low: must hold keys: response, solve`,
		},
		{
			"emoji", "service: {emoji: two words}\n", nil,
			`F:1:18: service.emoji: "two words" is not the name of an emoji, such as ticket or admission_tickets`,
		},
		{
			"assign", "service: {assign: robin}\n", nil,
			`F:1:19: service.assign: "robin" is not known; there is manual, round-robin`,
		},
		{
			"agents", "service: {agents: [bob]}\n", nil,
			`F:1:20: service.agents[0]: "bob" is not a person; write the member ID, such as U0123ABCD (Slack: profile → ⋮ → Copy member ID)`,
		},
		{
			"port", "http: {addr: 127.0.0.1}\n", nil,
			`F:1:14: http.addr: "127.0.0.1" is not host:port, such as 127.0.0.1:8066`,
		},
		{
			"level", "log: {level: warning}\n", nil,
			`F:1:14: log.level: "warning" is not known; did you mean "warn"?`,
		},
		{
			"zone", "team:\n  zone: Asia/Shangai\n", nil,
			`F:2:9: team.zone: "Asia/Shangai" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC`,
		},
		{
			"currency", "team:\n  currency: dollars\n", nil,
			`F:2:13: team.currency: "dollars" is not a currency; write its code of ISO 4217, such as CNY, USD or EUR`,
		},
		{
			"zone of the machine", "team:\n  zone: Local\n", nil,
			`F:2:9: team.zone: "Local" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC`,
		},
		{
			"cron fields", "reminders:\n  report: \"0 9 * *\"\n", nil,
			`F:2:11: reminders.report: "0 9 * *" is no cron spec (expected exactly 5 fields, found 4: [0 9 * *]); ` + cronExample,
		},
		{
			"cron range", "reminders:\n  digest: 0 25 * * *\n", nil,
			`F:2:11: reminders.digest: "0 25 * * *" is no cron spec (end of range (25) above maximum (23): 25); ` + cronExample,
		},
		{
			"cron that never comes", "reminders: {summary: \"0 9 30 2 *\"}\n", nil,
			`F:1:22: reminders.summary: "0 9 30 2 *" names a day that never comes; ` + cronExample,
		},
		{
			"cron without a time", "reminders: {summary: \"@every 1h\"}\n", nil,
			`F:1:22: reminders.summary: "@every 1h" has no time of day; ` + cronExample,
		},
		{
			"cron zone", "reminders: {report: \"CRON_TZ=Berlin 0 9 * * 1\"}\n", nil,
			`F:1:21: reminders.report: "Berlin" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC`,
		},
		{
			"cron zone alone", "reminders: {report: CRON_TZ=UTC}\n", nil,
			`F:1:21: reminders.report: "" is no cron spec (empty spec string); ` + cronExample,
		},
		{
			"digest in a zone", "reminders: {digest: CRON_TZ=UTC 0 9 * * *}\n", nil,
			`F:1:21: reminders.digest: must not name a time zone: it runs in each person's own`,
		},
		{
			"calendar", "reminders: {calendar: de}\n", nil,
			`F:1:23: reminders.calendar: "de" is not known; there is cn, us, none`,
		},
		{
			"grace", "reminders: {grace: 90}\n", nil,
			`F:1:20: reminders.grace: "90" is not a time from 1m to 168h, such as 30m or 1h`,
		},
		{
			"channel lost to a comment", "channels:\n  - id: #sales\n", nil,
			`F:2:8: channels[0].id: is empty; # begins a comment in YAML, so write it in quotation marks: "#sales"`,
		},
		{
			"channel", "channels:\n  - id: sales\n    zone: Mars\n    sumry: true\n", nil,
			"F:2:9: channels[0].id: \"sales\" is not a channel; write \"#name\" or its ID such as C0123ABCD\n" +
				"F:3:11: channels[0].zone: \"Mars\" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC\n" +
				"F:4:5: channels[0].sumry: unknown key; did you mean \"summary\"?",
		},
		{
			"channel without id", "channels:\n  - language: en\n", nil,
			`F:2:5: channels[0]: needs an id: "#name" or C…`,
		},
		{
			"channel twice", "channels: [\"#a\", \"#b\", \"#a\"]\n", nil,
			`F:1:24: channels[2].id: is listed twice: #a`,
		},
		{
			"switch", "channels:\n  - id: C0123ABCD\n    report: maybe\n", nil,
			`F:3:13: channels[0].report: "maybe" is neither true nor false`,
		},
		{
			"industry without key", "industries:\n  - {zh: 科技}\n", nil,
			`F:2:5: industries[0]: needs a key of letters, digits, _ and -`,
		},
		{
			"industry twice", "industries: [a, a]\n", nil,
			`F:1:17: industries[1].key: is listed twice: a`,
		},
		{
			"no industries", "industries: []\n", nil,
			`F:1:13: industries: must list at least one industry`,
		},
		{
			"several at once", "log: {level: x, format: y}\nteam: {language: fr}\n",
			[]string{"GUANXI_HTTP_ADDR=x"},
			"F:1:14: log.level: \"x\" is not known; there is debug, info, warn, error\n" +
				"F:1:25: log.format: \"y\" is not known; there is text, json\n" +
				"F:2:18: team.language: \"fr\" is not known; there is zh, en\n" +
				"environment: GUANXI_HTTP_ADDR: \"x\" is not host:port, such as 127.0.0.1:8066",
		},
		{
			"variable", "",
			[]string{"GUANXI_SLACK_BOTTOKEN=xoxb-very-secret"},
			`environment: GUANXI_SLACK_BOTTOKEN: unknown variable; did you mean "GUANXI_SLACK_BOT_TOKEN"?`,
		},
		{
			"variable like nothing", "",
			[]string{"GUANXI_COLOUR=red"},
			`environment: GUANXI_COLOUR: unknown variable; see config.example.yaml for the keys there are`,
		},
		{
			"variable's token", "",
			[]string{"SLACK_BOT_TOKEN=very-secret"},
			`environment: SLACK_BOT_TOKEN: is not such a token: it begins with xoxb- and stands at api.slack.com/apps under OAuth & Permissions`,
		},
		{
			"variable's list", "",
			[]string{`GUANXI_CHANNELS=[{id: "#a", zone: X}]`},
			`environment: GUANXI_CHANNELS[0].zone: "X" is not a time zone; write one like Asia/Shanghai, America/New_York or UTC`,
		},
		{
			"mysql by variable", "",
			[]string{"GUANXI_DATABASE_DRIVER=mysql"},
			`environment: database.dsn: mysql needs to know its server: set database.dsn or GUANXI_DATABASE_DSN to user:password@tcp(host:3306)/guanxi`,
		},
		{
			"key twice", "log: {level: info}\nlog: {level: info}\n", nil,
			`F:2:1: not YAML: mapping key "log" already defined at [1:1]`,
		},
		{
			"two documents", "log: {level: info}\n---\nlog: {level: info}\n", nil,
			`F:3:1: a second document begins here; one file is one configuration`,
		},
		{
			"anchor", "team: &a {language: en}\n", nil,
			`F:1:7: anchors and aliases are not taken: write the value itself`,
		},
		{
			"list for a value", "team: {language: [en]}\n", nil,
			`F:1:18: team.language: must be a single value, not a sequence`,
		},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, c.file)
			_, err := Load(path, c.env)
			var errs Errors
			if !errors.As(err, &errs) {
				t.Fatalf("not refused: %v", err)
			}
			got := strings.ReplaceAll(err.Error(), path, "F")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
			if strings.Contains(got, "very-secret") {
				t.Error("a secret was repeated")
			}
		})
	}
}

func TestBrokenYAMLIsNotQuoted(t *testing.T) {
	t.Parallel()
	for _, source := range []string{"slack:\n  bot_token: \"xoxb-very-secret\n", "slack: {bot_token: xoxb-very-secret\n", "a\n\tb: xoxb-very-secret", "slack:\n bot_token: xoxb-very-secret\n  x: 1\n"} {
		_, err := Load(write(t, source), nil)
		if err == nil || strings.Contains(err.Error(), "very") {
			t.Errorf("%q: %v", source, err)
		}
	}
}

func TestMissingTokens(t *testing.T) {
	t.Parallel()
	c, err := Load("", nil)
	if err != nil {
		t.Fatal(err)
	}
	err = c.ValidateForServe()
	want := "environment: slack.app_token: is missing: set it or GUANXI_SLACK_APP_TOKEN to an app-level token with the scope connections:write (xapp-…, api.slack.com/apps → Basic Information)\n" +
		"environment: slack.bot_token: is missing: set it or GUANXI_SLACK_BOT_TOKEN to the bot's token (xoxb-…, api.slack.com/apps → OAuth & Permissions)"
	if err == nil || err.Error() != want {
		t.Error(err)
	}
}

func TestMissingFile(t *testing.T) {
	t.Parallel()
	_, err := Load(filepath.Join(t.TempDir(), "none.yaml"), nil)
	if !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func TestSecretIsMasked(t *testing.T) {
	t.Parallel()
	c := Default()
	c.Slack.BotToken = "xoxb-very-secret"
	marshalled, err := json.Marshal(c.Slack)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "token", c.Slack.BotToken, "config", c.Slack)
	shown := fmt.Sprintf("%v %+v %#v %s %q %x", c, c.Slack, c.Slack, c.Slack.BotToken, c.Slack.BotToken, c.Slack.BotToken)
	for _, text := range []string{string(marshalled), logged.String(), shown} {
		if strings.Contains(text, "very") || strings.Contains(text, "76657279") || !strings.Contains(text, secretMask) {
			t.Error(text)
		}
	}
	if Secret("").String() != "" || c.Slack.BotToken.Plain() != "xoxb-very-secret" {
		t.Error("the mask hides too much")
	}
}

func FuzzLoad(f *testing.F) {
	source, err := os.ReadFile(example)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(source), "[{id: \"#a\"}]")
	f.Add("channels:\n- *a\n", "{")
	f.Add("? [a]: b\n<<: {}\n", "CRON_TZ=")
	dir := f.TempDir()
	f.Fuzz(func(t *testing.T, source, variable string) {
		path := filepath.Join(dir, "config.yaml")
		if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"GUANXI_CHANNELS", "GUANXI_REMINDERS_REPORT", "GUANXI_INDUSTRIES"} {
			c, err := Load(path, []string{name + "=" + variable})
			var errs Errors
			if err != nil && !errors.As(err, &errs) {
				t.Fatal(err)
			}
			if err == nil && c.Team.Zone == nil {
				t.Fatal("accepted without a zone")
			}
		}
	})
}

func write(t *testing.T, source string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.yaml")
	if err := os.WriteFile(path, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func location(t *testing.T, name string) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
