package config

import (
	"time"
)

// Config is everything that can be configured. config.example.yaml describes it key by key.
type Config struct {
	Slack      Slack      `yaml:"slack"`
	Database   Database   `yaml:"database"`
	HTTP       HTTP       `yaml:"http"`
	Log        Log        `yaml:"log"`
	Team       Team       `yaml:"team"`
	Industries []Industry `yaml:"industries"`
	Promotes   []Industry `yaml:"campaign_channels"` // by which campaigns reach people
	Words      Words      `yaml:"sensitive"`
	Roles      Roles      `yaml:"roles"`
	Visibility string     `yaml:"visibility"` // "team" or "owner"
	Privacy    Privacy    `yaml:"privacy"`
	Reminders  Reminders  `yaml:"reminders"`
	Service    Service    `yaml:"service"`
	Channels   []Channel  `yaml:"channels"`

	file string // where it was read from, for complaints
}

// Slack is how the workspace is reached.
type Slack struct {
	AppToken    Secret `yaml:"app_token"` // xapp-…
	BotToken    Secret `yaml:"bot_token"` // xoxb-…
	APIURL      string `yaml:"api_url"`   // ends in /api/; "" is Slack itself
	Connections int    `yaml:"connections"`
}

// Database is where customers are kept.
type Database struct {
	Driver string        `yaml:"driver"` // "sqlite" or "mysql"
	DSN    Secret        `yaml:"dsn"`    // a file for sqlite, user:password@tcp(host:port)/name for mysql
	Wait   time.Duration `yaml:"wait"`   // how long a request waits for a database that is away before it says so
}

// HTTP is where health and metrics are served.
type HTTP struct {
	Addr string `yaml:"addr"` // host:port; "" serves none
}

// Log is what is logged, and how.
type Log struct {
	Level  string `yaml:"level"`  // "debug", "info", "warn" or "error"
	Format string `yaml:"format"` // "text" or "json"
}

// Team holds the defaults for people and channels that have set nothing else.
type Team struct {
	Language string         `yaml:"language"` // "zh" or "en"
	Zone     *time.Location `yaml:"zone"`     // never nil
	Currency string         `yaml:"currency"` // of amounts that name none, an ISO 4217 code
}

// Industry is one choice of the industry field, or of another field whose choices are configured.
type Industry struct {
	Key string `yaml:"key"` // what is stored
	ZH  string `yaml:"zh"`  // its Chinese label
	EN  string `yaml:"en"`  // its English label
}

// Words is the list of words that notes, opportunities and logs must not contain. The list and the mode can be changed
// in Slack as well.
type Words struct {
	List []string `yaml:"words"`
	Mode string   `yaml:"mode"` // "block" or "warn"
}

// Roles says which role people have, unless a role was given to them in Slack. The lists hold Slack user IDs.
type Roles struct {
	Default   string   `yaml:"default"` // a role, or "none"
	Admin     []string `yaml:"admin"`
	Manager   []string `yaml:"manager"`
	Sales     []string `yaml:"sales"`
	Support   []string `yaml:"support"`
	Marketing []string `yaml:"marketing"`
	Viewer    []string `yaml:"viewer"`
	None      []string `yaml:"none"`
}

// Named returns the role of each person in the lists, by user ID.
func (r Roles) Named() map[string]string {
	named := map[string]string{}
	for role, people := range r.lists() {
		for _, id := range people {
			named[id] = role
		}
	}
	return named
}

func (r Roles) lists() map[string][]string {
	return map[string][]string{
		"admin": r.Admin, "manager": r.Manager, "sales": r.Sales, "support": r.Support, "marketing": r.Marketing, "viewer": r.Viewer, "none": r.None,
	}
}

// Privacy is how personal data is kept: contact, phone, email and address of a customer.
type Privacy struct {
	Mode    string `yaml:"mode"`     // "protected", "placeholder" or "open"
	Key     Secret `yaml:"key"`      // as `guanxi keys new` prints it; "" is the file's
	KeyFile string `yaml:"key_file"` // never ""
	// RetentionMonths is after how many months of silence the data of churned customers is erased; 0 is never.
	RetentionMonths int `yaml:"retention_months"`
	// AuditMonths is how many months the audit log is kept; 0 is for ever.
	AuditMonths int `yaml:"audit_months"`
}

// Reminders says when messages are sent by the clock. The specs are cron's five fields.
type Reminders struct {
	Digest    string        `yaml:"digest"`    // in each person's own zone; "" never
	Summary   string        `yaml:"summary"`   // in the channel's zone, or that of a leading CRON_TZ=; "" never
	Report    string        `yaml:"report"`    // of the week before, as Summary
	Monthly   string        `yaml:"monthly"`   // the report of the month before, as Summary
	Quarterly string        `yaml:"quarterly"` // the report of the quarter before, as Summary
	Cleaning  string        `yaml:"cleaning"`  // what the monthly look at the team's data found, as Summary
	Calendar  string        `yaml:"calendar"`  // whose holidays are pointed out: "cn", "us" or "none"
	OwnDates  string        `yaml:"own_dates"` // a file of the team's own days off and workdays; "" for none
	Grace     time.Duration `yaml:"grace"`     // a message that is sent later than this after its time says that it is late
	// EscalateAfter is how many days a follow-up is overdue when the managers are told, once; 0 is never.
	EscalateAfter int `yaml:"escalate_after"`
	// StaleAfter is after how many days without a sign of life the look at the team's data finds a customer stale; 0 is never.
	StaleAfter int `yaml:"stale_after"`
}

// Channel is a channel that summaries and reports are posted to.
type Channel struct {
	ID        string         `yaml:"id"`       // "#name" or C…
	Language  string         `yaml:"language"` // "zh" or "en"; never ""
	Zone      *time.Location `yaml:"zone"`     // never nil
	Summary   bool           `yaml:"summary"`
	Report    bool           `yaml:"report"`
	Monthly   bool           `yaml:"monthly"`   // as report, unless something else is said
	Quarterly bool           `yaml:"quarterly"` // likewise
	Cleaning  bool           `yaml:"cleaning"`  // as monthly, unless something else is said
}

// Default returns the configuration when nothing is configured.
func Default() Config {
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		shanghai = time.UTC
	}
	return Config{
		Slack:      Slack{Connections: 2},
		Database:   Database{Driver: "sqlite", DSN: "guanxi.db", Wait: 8 * time.Second},
		HTTP:       HTTP{Addr: "127.0.0.1:8066"},
		Log:        Log{Level: "info", Format: "text"},
		Team:       Team{Language: "zh", Zone: shanghai, Currency: "CNY"},
		Industries: defaultIndustries(),
		Promotes:   defaultCampaignChannels(),
		Words:      Words{List: []string{"福利", "发票"}, Mode: "block"},
		Roles:      Roles{Default: "sales"},
		Visibility: "team",
		Privacy:    Privacy{Mode: "protected", KeyFile: "guanxi.key", AuditMonths: 60},
		Reminders: Reminders{
			Digest: "0 9 * * *", Summary: "0 9 * * *", Report: "0 9 * * 1", Monthly: "0 9 1 * *", Quarterly: "0 9 1 1,4,7,10 *", Cleaning: "0 9 1 * *", Calendar: "cn", Grace: time.Hour, EscalateAfter: 3, StaleAfter: 180,
		},
		Service: Service{Hours: defaultHours(), Targets: defaultTargets(), Emoji: "ticket", Assign: "manual"},
	}
}

func defaultCampaignChannels() []Industry {
	return []Industry{
		{"event", "会议展会", "Event"},
		{"webinar", "线上研讨会", "Webinar"},
		{"email", "邮件", "Email"},
		{"wechat", "微信", "WeChat"},
		{"search_ads", "搜索广告", "Search ads"},
		{"social", "社交媒体", "Social media"},
		{"referral", "转介绍", "Referral"},
		{"partner", "合作伙伴", "Partner"},
		{"telephone", "电话", "Telephone"},
		{"other", "其他", "Other"},
	}
}

func defaultIndustries() []Industry {
	return []Industry{
		{"technology", "科技", "Technology"},
		{"manufacturing", "制造", "Manufacturing"},
		{"finance", "金融", "Finance"},
		{"retail", "零售", "Retail"},
		{"education", "教育", "Education"},
		{"healthcare", "医疗", "Healthcare"},
		{"real_estate", "房地产", "Real estate"},
		{"logistics", "物流", "Logistics"},
		{"energy", "能源", "Energy"},
		{"other", "其他", "Other"},
	}
}
