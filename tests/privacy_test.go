package tests

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// personal is what stands nowhere plain in the scenario that follows.
var personal = []string{"王经理", "李总监", "138-1234-5678", "13812345678", "139-8765-4321", "13987654321", "wang@example.com", "li@example.com", "中关村", "海淀"}

// A day's work leaves no personal data in the database's files and tables, what is said to it, the log, the metrics, or the forms' metadata.
func TestNoPersonalDataIsKeptPlain(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		w.log = &lockedLog{}
		cfg := w.config()
		cfg.HTTP.Addr = freeAddress(t)
		w.startWith(cfg)
		said := func() string { return "nothing is sent: 星河" } // SQLite is in the process
		if w.cable != nil {
			said = w.cable.Listen()
		}
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")

		form := wang.Command("/crm 新建").Modal()
		fillNew(form)
		form.Fill("address", "北京市海淀区中关村大街").Submit().ExpectClosed()
		wang.ExpectMessage("已创建", "C001", "北京市海淀区***")
		wang.Command("/crm 编辑 C001 电话=139-8765-4321 联系人=李总监").Ephemeral("已保存", "139****4321", "*总监")
		wang.Command("/crm 新建 另一家 电话=13987654321 !").Ephemeral("可能已有这个客户").PressLabel("仍然保存").Expect("已创建", "C002")
		edit := wang.Command("/crm 编辑 C001").Modal()
		edit.Fill("email", "li@example.com").Submit().ExpectClosed()
		card := wang.ExpectMessage("已保存", "l***@example.com")
		card.PressLabel("查看明文").Modal().Expect("李总监", "139-8765-4321", "li@example.com", "北京市海淀区中关村大街")
		wang.Command("/crm 撤销").Ephemeral("你最近一次修改", "w***@example.com → l***@example.com").PressLabel("撤销").Expect("已撤销")
		for _, search := range []string{"电话:+8613987654321", "邮箱:wang@example.com", "联系人:李总监"} {
			wang.Command("/crm 查找 " + search).Ephemeral("C001")
		}
		wang.Command("/crm 查找 13987654321").Ephemeral("C001") // what is nothing but a number or an address is looked for as one
		wang.Command("/crm 查找 wang@example.com").Ephemeral("C001")
		wang.Command("/crm 查看 +86 139-8765-4321").Ephemeral("C001", "C002")
		wang.Command("/crm 编辑 C001 电话=打给139-8765-4321").Modal().Expect("电话").Close()
		alice.Command("/crm history C001").Ephemeral("139****4321", "*总监", "Looked at the contact data")
		card.PressLabel("分享到频道").InChannel("C001", "下次跟进")
		w.at("Asia/Shanghai", "2026-11-26 09:00")
		w.User("wangwei").DM().ExpectMessage("你的跟进", "C001")
		wang.ExpectMessage("团队跟进", "C001")

		for _, place := range []struct{ name, text, sign string }{ // the sign stands there: so it was read
			{"the database", dump(t, db), "星河"},
			{"the log", w.log.String(), "level=DEBUG"},
			{"the metrics", metrics(t, cfg.HTTP.Addr), "guanxi_"},
			{"a form's metadata", w.metadata(), `id`},
			{"what is said to the database", said(), "星河"},
		} {
			name, text := place.name, place.text
			if !strings.Contains(text, place.sign) {
				t.Errorf("%s was not read: %.200s", name, text)
			}
			for _, part := range personal {
				if part == "海淀" && strings.Contains(name, "database") {
					continue // what its mask shows of an address stands in the lists of the search: docs/decisions/018
				}
				if at := strings.Index(text, part); at >= 0 {
					t.Errorf("%s holds %q: …%s…", name, part, text[max(0, at-80):min(len(text), at+80)])
				}
			}
		}
	})
}

func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

func metrics(t *testing.T, addr string) string {
	t.Helper()
	response, err := http.Get("http://" + addr + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

var metadataPattern = regexp.MustCompile(`"private_metadata":"((?:[^"\\]|\\.)*)"`)

// metadata is every private_metadata that the bot has given a view.
func (w *world) metadata() string {
	var all []string
	for _, entry := range w.Log() {
		for _, match := range metadataPattern.FindAllStringSubmatch(entry.Request, -1) {
			all = append(all, match[1])
		}
	}
	return strings.Join(all, "\n")
}

// dump is all that a database holds: its tables, and the bytes of SQLite's files.
func dump(t *testing.T, db storetest.Database) string {
	t.Helper()
	all := tables(t, db)
	if db.Driver == "sqlite" {
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(db.File() + suffix)
			if err != nil && (suffix == "" || !errors.Is(err, fs.ErrNotExist)) { // who closes a database last takes its log along
				t.Fatal(err)
			}
			all += string(content)
		}
	}
	return all
}

// tables are every column of every table of a database.
func tables(t *testing.T, db storetest.Database) string {
	t.Helper()
	handle, err := sql.Open(db.Driver, db.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer handle.Close()
	list := "SHOW TABLES"
	if db.Driver == "sqlite" {
		list = "SELECT name FROM sqlite_master WHERE type = 'table'"
	}
	var all strings.Builder
	for _, table := range rows(t, handle, list) {
		for _, row := range rows(t, handle, "SELECT * FROM `"+strings.TrimSpace(table)+"`") {
			all.WriteString(row + "\n")
		}
	}
	return all.String()
}

// rows are the rows of a query, each as text.
func rows(t *testing.T, db *sql.DB, query string) []string {
	t.Helper()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for found.Next() {
		values, into := make([]sql.NullString, len(columns)), make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := found.Scan(into...); err != nil {
			t.Fatal(err)
		}
		var row strings.Builder
		for _, value := range values {
			row.WriteString(value.String + " ")
		}
		list = append(list, row.String())
	}
	return list
}

// Who owns the customer and who leads may look, once a press, and the history says so; others get no button.
func TestReveal(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, bob, wang := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售")
		bob.Command("/crm new Northwind phone=138-1234-5678 contact=Anna address=Leeds !").Ephemeral("C001", "138****5678", "A***")
		mine, theirs := bob.Command("/crm show C001").Ephemeral("C001"), wang.Command("/crm 查看 C001").Ephemeral("C001", "138****5678")
		if slices.Contains(theirs.Buttons(), "查看明文") {
			t.Error("somebody else's customer can be revealed")
		}
		w.Faults().RedeliverNext("block_actions", 1)
		shown := mine.PressLabel("Reveal").Modal()
		shown.Expect("Contact data", "Anna", "138-1234-5678", "Leeds", "Only you see this")
		for _, secret := range []string{"138-1234-5678", "13812345678", "1234-5678", "Anna", "Leeds"} {
			if strings.Contains(shown.PrivateMetadata(), secret) {
				t.Errorf("the window carries what it shows: %q", shown.PrivateMetadata())
			}
		}
		shown.Close()
		w.start() // another process, which has seen none of it
		w.Faults().Redeliver("block_actions")
		alice.Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal().Expect("138-1234-5678")
		history := alice.Command("/crm history C001").Ephemeral("<@U0BOB>", "<@U0ALICE>", "button “Reveal”", "Looked at the contact data")
		if looks := strings.Count(history.Rendered(), "Looked at"); looks != 2 {
			t.Errorf("the history tells of %d looks", looks)
		}
		wang.Command("/crm 历史 C001").Ephemeral("查看了联系信息", "按钮“查看明文”")

		stale := bob.Command("/crm show C001").Ephemeral("C001")
		alice.Command("/crm edit C001 owner=<@U0WANGWEI>").Ephemeral("Saved")
		stale.PressLabel("Reveal").Ephemeral("Your role (Sales)")
		wang.Command("/crm 查看 C001").Ephemeral("C001").PressLabel("查看明文").Modal().Expect("138-1234-5678")
	})
}

// A look is no change: what was changed before it is still taken back.
func TestUndoPassesOverReveals(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob := w.User("bob").In("sales")
		bob.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("C001")
		card := bob.Command("/crm edit C001 phone=139-8765-4321").Ephemeral("Saved", "139****4321")
		card.PressLabel("Reveal").Modal().Expect("139-8765-4321")
		ask := bob.Command("/crm undo").Ephemeral("Phone: 138****5678 → 139****4321")
		bob.Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal().Expect("139-8765-4321")
		ask.PressLabel("Take it back")
		ask.Expect("Took back", "138****5678 → 139****4321")
		bob.Command("/crm find phone:13812345678").Ephemeral("C001")
	})
}

// What is masked in the form stays as it is unless somebody types over it, also when it was changed meanwhile.
func TestMasksInTheForm(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob := w.User("bob").In("sales")
		reveal := func(parts ...string) {
			t.Helper()
			window := bob.Fresh().Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal()
			window.Expect(parts...)
			window.Close()
		}
		bob.Command("/crm new Northwind phone=138-1234-5678 email=anna@example.com contact=Anna address=Leeds !").Ephemeral("C001")
		form := bob.Command("/crm edit C001").Modal()
		form.Expect("Masked fields stay as they are")
		for field, want := range map[string]string{"phone": "138****5678", "email": "a***@example.com", "contact_name": "A***", "address": "***"} {
			if got := form.Value(field); got != want {
				t.Errorf("%s begins with %q, want %q", field, got, want)
			}
		}
		form.Fill("notes", "only this").Submit().ExpectClosed()
		bob.ExpectMessage("Saved", "only this")
		reveal("138-1234-5678", "anna@example.com", "Anna", "Leeds")

		form = bob.Command("/crm edit C001").Modal()
		form.Fill("phone", "139****4321").Submit().ExpectError("phone", "not a phone number")
		form.Fill("phone", "139-8765-4321").Clear("email").Submit().ExpectClosed()
		bob.ExpectMessage("Saved", "139****4321")
		reveal("139-8765-4321", "Anna", "Leeds")
		bob.Command("/crm find email:anna@example.com").Ephemeral("Nothing found")

		form = bob.Command("/crm edit C001").Modal()
		w.User("alice").In("sales").Command("/crm edit C001 phone=137-0000-0000 notes=theirs").Ephemeral("Saved")
		form.Fill("address", "York").Submit().ExpectClosed()
		bob.ExpectMessage("Saved", "137****0000", "theirs")
		reveal("137-0000-0000", "York")

		form = bob.Command("/crm edit C001").Modal()
		w.User("alice").In("sales").Command("/crm edit C001 phone=136-0000-0000 notes=again").Ephemeral("Saved")
		if got := form.Fill("notes", "mine").Submit(); got.Outcome != "updated" {
			t.Fatalf("the conflict was %s", got.Outcome)
		}
		form.Expect("Somebody else changed the same fields")
		form.Select("keep.notes", "Mine").Submit().ExpectClosed()
		bob.ExpectMessage("Saved", "mine", "136****0000")
		reveal("136-0000-0000", "York")
	})
}

// The mode may change on a database that is there: everything is found, shown and taken back as before.
func TestPrivacyModeChanges(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		bob := w.User("bob").In("sales")
		inMode := func(mode models.PrivacyMode, play func()) {
			cfg := w.config()
			cfg.Privacy.Mode = string(mode)
			running := w.startWith(cfg)
			defer running.stop()
			play()
		}
		find := func() {
			t.Helper()
			for _, search := range []string{"phone:13987654321", "email:ANNA@example.com", "contact:anna"} {
				bob.Fresh().Command("/crm find "+search).Ephemeral("1 customer", "C001")
			}
		}
		holds := func(want bool) {
			t.Helper()
			if text := dump(t, db); strings.Contains(text, "139-8765") != want || strings.Contains(text, "138-1234") != want {
				t.Errorf("the database holds plain text: want %v", want)
			}
		}
		inMode(models.PrivacyOpen, func() {
			bob.Command("/crm new Northwind phone=138-1234-5678 email=anna@example.com contact=Anna !").Ephemeral("C001", "138-1234-5678", "Anna")
			card := bob.Command("/crm edit C001 phone=139-8765-4321").Ephemeral("Saved", "139-8765-4321")
			if slices.Contains(card.Buttons(), "Reveal") {
				t.Error("there is something to reveal in the open mode")
			}
			if form := bob.Command("/crm edit C001").Modal(); form.Value("phone") != "139-8765-4321" {
				t.Errorf("the form begins with %q", form.Value("phone"))
			}
			find()
			holds(true)
		})
		inMode(models.PrivacyProtected, func() {
			find()
			bob.Fresh().Command("/crm show C001").Ephemeral("139****4321").PressLabel("Reveal").Modal().Expect("139-8765-4321")
			bob.Command("/crm new Elsewhere phone=139-8765-4321 !").Ephemeral("may be a customer", "C001")
			bob.Command("/crm undo").Ephemeral("138****5678 → 139****4321")
		})
		holds(false)
		inMode(models.PrivacyOpen, func() {
			find()
			holds(true)
			bob.Fresh().Command("/crm show C001").Ephemeral("139-8765-4321", "anna@example.com")
			ask := bob.Command("/crm undo").Ephemeral("Your last change")
			ask.PressLabel("Take it back")
			ask.Expect("Took back")
			bob.Fresh().Command("/crm show C001").Ephemeral("138-1234-5678")
		})
	})
}

// Keys are rotated and dropped beside a running process, which goes on with the new one; a process without it is refused.
func TestRotationBesideARunningProcess(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		cfg := w.config()
		cfg.Privacy.Key, cfg.Privacy.KeyFile = "", filepath.Join(t.TempDir(), "guanxi.key")
		w.startWith(cfg)
		bob := w.User("bob").In("sales")
		bob.Command("/crm new Northwind phone=138-1234-5678 !").Ephemeral("C001")
		before, err := os.ReadFile(cfg.Privacy.KeyFile)
		if err != nil {
			t.Fatal(err)
		}
		keys := func(arguments ...string) {
			t.Helper()
			env := []string{"GUANXI_DATABASE_DRIVER=" + db.Driver, "GUANXI_DATABASE_DSN=" + db.DSN, "GUANXI_PRIVACY_KEY_FILE=" + cfg.Privacy.KeyFile}
			var said lockedLog
			if status := cli.Main(t.Context(), append([]string{"keys"}, arguments...), env, &said, &said); status != 0 {
				t.Fatalf("keys %v: %d %s", arguments, status, said.String())
			}
		}
		for round := range 2 {
			keys("rotate")
			bob.Fresh().Command("/crm find phone:13812345678").Ephemeral("C001")
			bob.Command(fmt.Sprintf("/crm new Customer %d phone=139-0000-000%d !", round, round)).Ephemeral("Created")
			bob.Command(fmt.Sprintf("/crm new Twin %d phone=139-0000-000%d !", round, round)).Ephemeral("may be a customer")
			keys("prune")
			bob.Fresh().Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal().Expect("138-1234-5678")
		}
		for name, key := range map[string]config.Secret{"the key before the rotation": config.Secret(strings.TrimSpace(string(before))), "another key": newKey(t)} {
			wrong := cfg
			wrong.Privacy.Key = key
			program, err := cli.Assemble(context.Background(), wrong, models.ClockFunc(w.Server().Clock().Now), w.logger())
			if err == nil {
				_ = program.Close()
				t.Errorf("%s is taken", name)
			} else if !strings.Contains(err.Error(), "another key") || !strings.Contains(err.Error(), "docs/operations.md") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// A team that keeps placeholders only is told which fields take no real person's data, and contacts are stored masked.
func TestPlaceholderMode(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		w := newWorld(t, db)
		cfg := w.config()
		cfg.Privacy.Mode = string(models.PrivacyPlaceholder)
		w.startWith(cfg)
		bob, wang := w.User("bob").In("sales"), w.User("wangwei").In("销售")
		bob.Command("/crm new Northwind phone=138-1234-5678 email=anna@gmail.com !").Modal().Expect("no real phone numbers", "123-456-7890", "no real email addresses", "example.com").Close()
		bob.Command(`/crm new Northwind phone=123-456-7890 email=anna@example.com contact="Anna Smith" !`).Ephemeral("C001", "A*** S***", "123-456-7890", "anna@example.com")
		form := wang.Command("/crm 编辑 C001").Modal()
		form.Fill("phone", "13812345678").Submit().ExpectError("phone", "不保存真实电话")
		form.Fill("phone", "123-456-7890").Fill("contact_name", "欧阳娜娜").Submit().ExpectClosed()
		wang.ExpectMessage("已保存", "**娜娜", "123-456-7890")
		wang.Command("/crm 查找 联系人:欧阳娜娜").Ephemeral("1 个客户")
		for _, name := range []string{"*Tony 陈小明", "财务 刘翠花", "王小伟、李小娜", "阿依古丽•买买提", "＊Tony陈小明"} {
			wang.Command("/crm 编辑 C001 联系人="+name).Ephemeral("C001", "*")
		}
		text := dump(t, db)
		for _, name := range []string{"欧阳", "Smith", "Tony", "陈", "刘", "王小", "李小", "依古丽"} {
			if strings.Contains(text, name) {
				t.Errorf("a contact's name is stored: %s", name)
			}
		}
	})
}

// What a mask stands for stays as it is, whatever blanks are typed beside it; a star before a name makes it no mask.
func TestOnlyTheMaskOfTheValueIsOne(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		bob, wang := w.User("bob").In("sales"), w.User("wangwei").In("销售")
		reveal := func(parts ...string) {
			t.Helper()
			window := bob.Fresh().Command("/crm show C001").Ephemeral("C001").PressLabel("Reveal").Modal()
			window.Expect(parts...)
			window.Close()
		}
		bob.Command("/crm new Northwind phone=138-1234-5678 email=anna@example.com contact=Tony 陈小明 address=幸福路18号菜市场对面501 !").Ephemeral("C001", "T*** *小明")
		for _, blank := range []string{" ", "\u3000", "\u00a0", "\u200b", "\u2060", " \ufeff "} {
			form := bob.Command("/crm edit C001").Modal()
			for _, field := range []string{"phone", "email", "contact_name", "address"} {
				form.Fill(field, blank+form.Value(field)+blank)
			}
			form.Fill("notes", fmt.Sprintf("with %q", blank)).Submit().ExpectClosed()
			bob.ExpectMessage("Saved", fmt.Sprintf("with %q", blank))
			reveal("138-1234-5678", "anna@example.com", "Tony 陈小明", "幸福路18号菜市场对面501")
		}
		bob.Command("/crm edit C001 contact=T*** *小明 phone=138****5678 notes=masks").Ephemeral("Saved", "masks")
		reveal("138-1234-5678", "Tony 陈小明")
		for _, name := range []string{"*Tony 陈小明", "**Tony陈小明", "＊Tony 、陈小明"} {
			wang.Command("/crm 编辑 C001 联系人=" + name)
			card := wang.Fresh().Command("/crm 查看 C001").Ephemeral("C001", "T***", "*小明")
			if card.Contains("Tony") || card.Contains("陈") {
				t.Errorf("%s is shown as\n%s", name, card.Rendered())
			}
			reveal(name)
		}
		if history := wang.Command("/crm 历史 C001").Ephemeral("T***"); history.Contains("Tony") || history.Contains("陈小明") || history.Contains("菜市场") {
			t.Errorf("the history shows\n%s", history.Rendered())
		}
		bob.Command("/crm new 王小伟、李小娜 type=consumer !").Ephemeral("C002").PressLabel("Share here").InChannel("*小伟、*小娜")
	})
}
