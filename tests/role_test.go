package tests

import (
	"slices"
	"strings"
	"testing"
)

// Roles are given in Slack, count at once in every process, and are explained in both languages.
func TestRoles(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start() // a second process: it hears of roles given through the first
		alice, bob, wang, guest := w.User("alice").In("sales"), w.User("bob").In("sales"), w.User("wangwei").In("销售"), w.User("guest").In("sales")
		bob.Command("/crm new Northwind !").Ephemeral("C001")
		alice.Command("/crm role").Ephemeral("Everybody else: Sales")
		bob.Command("/crm role").Ephemeral("Your role (Sales) doesn’t include this", "Give roles")
		wang.Command("/crm 角色").Ephemeral("你的角色（销售）没有这项权限：分配角色")
		guest.Command("/crm show C001").Ephemeral("members of this workspace only")

		alice.Command("/crm role @bob viewer").Ephemeral("<@U0BOB> now has the role Viewer")
		for range 4 { // whichever process answers
			bob.Fresh().Command("/crm log C001 met").Ephemeral("Your role (Viewer)", "Log interactions")
		}
		bob.Command("/crm show C001").Ephemeral("Northwind")
		if help := bob.Command("/crm help").Ephemeral("/crm find"); help.Contains("/crm edit") || help.Contains("/crm role") {
			t.Error("help lists what a viewer may not do")
		}
		bob.Command("/crm help roles").Ephemeral("Who may do what", "Give roles — Admin", "See reports — everybody", "You are: Viewer")
		wang.Command("/crm 帮助 权限").Ephemeral("谁能做什么", "管理敏感词 — 管理员", "你的角色：销售")

		form := alice.Command("/crm role @guest").Modal()
		form.Select("role", "Support").Submit().ExpectClosed()
		alice.ExpectMessage("<@U0GUEST> now has the role Support")
		guest.Command("/crm log C001 call: asked").Ephemeral("Logged")
		guest.Command("/crm status C001 active").Ephemeral("Your role (Support)")
		alice.Command("/crm role").Ephemeral("<@U0GUEST> · Support", "<@U0BOB> · Viewer")

		alice.Command("/crm role @wangwei 经理").Ephemeral("Manager")
		wang.Command("/crm 编辑 C001 负责人=<@U0WANGWEI>").Ephemeral("已保存")
		alice.Command("/crm role @alice viewer").Ephemeral("Nobody can change their own role")
		alice.Command("/crm role @bob boss").Ephemeral("There is no role “boss”")
		alice.Command("/crm role bob viewer").Ephemeral("“bob” is not a person here")
		alice.Command("/crm role @bob default").Ephemeral("no role of their own any more")
		bob.Command("/crm log C001 met").Ephemeral("Logged")
		bob.Command("/crm edit C001 owner=me").Modal().Expect("belongs to somebody else").Close()
		alice.Command("/crm role @bob none").Ephemeral("No access")
		bob.Command("/crm show C001").Ephemeral("members of this workspace only")
	})
}

// With visibility: owner, sales people see their own, nobody's, and what they are to follow up; nobody is told more.
func TestVisibilityByOwner(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		cfg := w.config()
		cfg.Visibility = "owner"
		cfg.Roles.Manager = []string{"U0LINA"}
		w.startWith(cfg)
		bob, wang, lina := w.User("bob").In("sales"), w.User("wangwei").In("销售"), w.User("lina").In("销售")
		bob.Command("/crm new Northwind Ltd phone=138-1234-5678 !").Ephemeral("C001")
		wang.Command("/crm 查看 C001").Ephemeral("没有找到客户“C001”")
		wang.Command("/crm 查找 northwind").Ephemeral("没有找到")
		wang.Command("/crm 历史 C001").Ephemeral("没有找到客户")
		hidden := wang.Command("/crm 新建 Northwind Inc !").Ephemeral("可能已有这个客户", "<@U0BOB> 负责的一个客户", "客户名称")
		if hidden.Contains("C001") || hidden.Contains("Northwind Ltd") {
			t.Error("a near-duplicate shows a customer that is not theirs")
		}
		wang.Command("/crm 待办 全部 团队").Ephemeral("0 项跟进")
		lina.Command("/crm 查看 C001").Ephemeral("Northwind Ltd")

		form := lina.Command("/crm 跟进 C001").Modal()
		form.Pick("due_on", "2026-12-01").Pick("assignee", "wangwei").Submit().ExpectClosed()
		lina.ExpectMessage("已安排跟进")
		wang.Command("/crm 查看 C001").Ephemeral("Northwind Ltd")
		wang.Command("/crm 待办 全部 团队").Ephemeral("1 项跟进", "Northwind Ltd")
		lina.Command("/crm 编辑 C001 负责人=").Ephemeral("已保存")
		w.User("alice").In("sales").Command("/crm find northwind").Ephemeral("1 customer")
	})
}

// Sensitive words are found however they are written, and the list is changed in Slack, for every process at once.
func TestSensitiveWords(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		w.start()
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm new Northwind !").Ephemeral("C001")
		for _, text := range []string{"发票", "发 票", "發票要开，发·票", "Ｋick ｂack 发-票"} {
			wang.Command("/crm 记录 C001 " + text).Modal().Expect("含有敏感词“发票”").Close()
		}
		wang.Command("/crm 敏感词").Ephemeral("没有这项权限：管理敏感词")
		alice.Command("/crm words").Ephemeral("2 sensitive words", "福利, 发票", "refused", "Only warn")
		alice.Command("/crm words add Kickback").Ephemeral("Added “Kickback”", "3 sensitive words")
		for range 4 {
			wang.Fresh().Command("/crm 记录 C001 ＫＩＣＫ back").Modal().Expect("含有敏感词“Kickback”").Close()
		}
		form := alice.Command("/crm edit C001").Modal()
		form.Fill("notes", "k.i.c.k-b.a.c.k").Submit().ExpectError("notes", "Kickback")
		form.Close()
		alice.Command("/crm words add kick-back").Ephemeral("on the list already")
		alice.Command("/crm words add ...").Ephemeral("at least one letter")
		alice.Command("/crm words remove 发票").Ephemeral("Removed “发票”", "2 sensitive words")
		wang.Command("/crm 记录 C001 开发票").Ephemeral("记录沟通")
		add := alice.Command("/crm words add").Modal()
		add.Fill("word", " ").Submit().ExpectError("word", "at least one letter")
		add.Fill("word", "红包").Submit().ExpectClosed()
		alice.ExpectMessage("Added “红包”")

		list := alice.Command("/crm words").Ephemeral("refused")
		list.PressLabel("Only warn")
		list.Expect("are saved", "Block them")
		wang.Command("/crm 记录 C001 送红包").Ephemeral("沟通内容含有敏感词“红包”", "已保存")
		wang.Command("/crm 编辑 C001 备注=红包").Ephemeral("备注含有敏感词“红包”", "已保存")
		wang.Command("/crm 跟进 C001 明天 红包").Ephemeral("跟进事项含有敏感词“红包”")
		alice.Command("/crm words block").Ephemeral("are refused")
		wang.Command("/crm 编辑 C001 职位=经理").Ephemeral("已保存") // what stood there before is not held against it
		wang.Command("/crm 编辑 C001 备注=还是红包").Modal().Expect("含有敏感词“红包”").Close()
	})
}

// The App Home is a person's day, in the language and zone they chose.
func TestHomeAndSettings(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, room := w.User("alice"), w.User("alice").In("sales")
		for _, name := range []string{"Northwind", "Southwind", "Eastwind"} {
			room.Command("/crm new " + name + " !").Ephemeral(name)
		}
		room.Command("/crm follow C001 today send quote").Ephemeral("Follow-up with")
		room.Command("/crm follow C002 tomorrow call").Ephemeral("Follow-up with")
		room.Command("/crm show C003").Ephemeral("Eastwind")
		home := w.homeOf(alice, "Eastwind").Expect("Guanxi", "Today (1)", "Northwind", "send quote", "Recently seen", "Eastwind")
		if strings.Contains(home.Rendered(), "Southwind") {
			t.Error("what is due tomorrow stands in today's list")
		}
		home.Expect("This week, against the same days of last week", "*New customers*\n3 (+3)", "*Interactions*\n0", "*Follow-ups done*\n0")
		home.Expect("Setting up", "✅ Record the first customer", "✅ Choose the channels", "⬜ Name a manager", "✅ Look after the messages")
		home.Press("Done")
		done := alice.Modal()
		done.Fill("outcome", "sent").Submit().ExpectClosed()
		home.Expect("✅ Done:", "*Follow-ups done*\n1 (+1)")
		room.Command("/crm role @lina manager").Ephemeral("Manager")
		home = w.homeWhen(alice, func(shown string) bool { return !strings.Contains(shown, "Setting up") })
		w.User("wangwei").In("销售").Command("/crm 记录 C001 电话：聊了聊").Ephemeral("记录沟通")
		if shown := w.homeOf(w.User("wangwei"), "*沟通次数*\n1").Rendered(); strings.Contains(shown, "开始使用") || !strings.Contains(shown, "*完成跟进*\n0") {
			t.Errorf("the home of who sets nothing up:\n%s", shown)
		}
		if strings.Contains(home.Rendered(), "Today (1)") {
			t.Error("what is done still stands in the list")
		}

		home.Press("Settings")
		settings := alice.ModalTitled("My settings")
		if got := settings.Value("zone"); got != "As in Slack (America/New_York)" {
			t.Errorf("the zone begins with %q", got)
		}
		if offered := settings.Options("zone", "上海"); len(offered) != 1 || offered[0] != "Asia/Shanghai" {
			t.Errorf("for 上海 it offers %v", offered)
		}
		for typed, zone := range map[string]string{
			"new york": "America/New_York", "New_York": "America/New_York", "hong kong": "Asia/Hong_Kong", "los angeles": "America/Los_Angeles", "香港": "Asia/Hong_Kong",
			"EST": "America/New_York", "pt": "America/Los_Angeles", "UTC+8": "Etc/GMT-8", "北京时间": "Asia/Shanghai", "tel aviv": "Asia/Jerusalem", "america/argentina/ushuaia": "", "America/Argentina/Ushuaia": "America/Argentina/Ushuaia",
		} {
			if offered := settings.Options("zone", typed); zone == "" && len(offered) > 0 || zone != "" && !slices.Contains(offered, zone) {
				t.Errorf("%s finds %q, want %q", typed, offered, zone)
			}
		}
		if offered := settings.Options("zone", "Nowhere/At_All"); len(offered) != 0 {
			t.Errorf("for no zone it offers %v", offered)
		}
		settings.Select("language", "中文").Select("zone", "Asia/Shanghai").Submit().ExpectClosed()
		home.Expect("我的待办", "最近查看", "Eastwind", "你的时区：Asia/Shanghai")
		room.Command("/crm show C001").Ephemeral("客户状态")
		// Eleven at night in Shanghai: tomorrow is Wednesday the 25th there as well, and one past midnight the next day.
		w.at("Asia/Shanghai", "2026-11-25 00:30")
		room.Command("/crm 跟进 C001 明天").Ephemeral("2026-11-26")
		w.at("Asia/Shanghai", "2026-11-25 09:00")
		alice.DM().ExpectMessage("你的跟进 · 2026-11-25", "Southwind") // the digest comes at nine where they say they are
		room.Command("/crm 设置").Modal().Select("language", "与 Slack 相同").Submit().ExpectClosed()
		room.Command("/crm show C001").Ephemeral("Status", "Northwind")
	})
}
