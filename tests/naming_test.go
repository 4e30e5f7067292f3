package tests

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

//go:embed testdata/naming.txt
var namings string

// A customer is named by the longest piece of a command's text that is a name, without quotes; where two readings remain the
// person is asked, and what follows the name is kept.
func TestACustomerIsNamedWithoutQuotes(t *testing.T) {
	for i, set := range strings.Split(namings, "customers: ")[1:] {
		names, commands, _ := strings.Cut(set, "\n")
		t.Run(fmt.Sprint(i+1), func(t *testing.T) {
			each(t, func(t *testing.T, w *world) {
				alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
				for n, name := range strings.Split(names, " | ") {
					name, company, _ := strings.Cut(name, " = ")
					if company != "" {
						company = " company=" + company
					}
					saved := alice.Command("/crm new name=“" + name + "”" + company + " !").Ephemeral("C0")
					if created := fmt.Sprintf("Created *C%03d*", n+1); !saved.Contains(created) { // it is like another
						saved.PressLabel("Save anyway").Ephemeral(created)
					}
				}
				for line := range strings.Lines(commands) {
					if command, want, found := strings.Cut(strings.TrimSuffix(line, "\n"), " => "); found {
						room := alice
						if command[0] >= 0x80 {
							room = wang
						}
						checkNaming(t, room, command, want)
					}
				}
			})
		})
	}
}

// checkNaming runs a command and compares for whom something was saved, and what.
func checkNaming(t *testing.T, room *sandboxtest.Room, command, want string) {
	t.Helper()
	named, text, _ := strings.Cut(want, " <- ")
	answer := room.Command("/crm " + command).Ephemeral("C0")
	if candidates, asked := strings.CutPrefix(named, "? "); asked {
		names := strings.Split(candidates, ", ")
		named = names[0]
		if buttons := answer.Buttons(); !answer.Contains(names...) || len(buttons) != len(names) {
			t.Errorf("%s is answered with\n%s\nwant a choice of %v", command, answer.Rendered(), names)
			return
		}
		choose := "Choose"
		if command[0] >= 0x80 {
			choose = "选择"
		}
		answer = answer.PressLabel(choose).Ephemeral("C0")
	}
	lines := strings.Split(answer.Rendered(), "\n")
	for i, line := range lines[:len(lines)-1] {
		name := strings.TrimSpace(strings.ReplaceAll(line[strings.LastIndex(line, "*")+1:], "&amp;", "&"))
		behind, is := strings.CutPrefix(name, named)
		saved, _, _ := strings.Cut(strings.TrimSpace(strings.ReplaceAll(lines[i+1], "&amp;", "&")), "  <@")
		if is && (behind == "" || behind == " 记录沟通" || strings.HasPrefix(behind, " on 2026-") || strings.HasPrefix(behind, "：2026-")) && saved == text {
			return
		}
	}
	t.Errorf("%s is answered with\n%s\nwant %q for %q", command, answer.Rendered(), text, named)
}

// The other commands name a customer as log and follow do, in a DM and a mention, too.
func TestEveryCommandNamesACustomerAlike(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.User("alice").In("sales"), w.User("wangwei").In("销售")
		for i, name := range []string{"Contoso", "Contoso Robotics Systems Inc", "Active Health", "Status Quo Ltd", "Next Phone Ltd", "星河科技", "明天活跃科技"} {
			alice.Command("/crm new " + name + " !").Ephemeral(fmt.Sprintf("C%03d", i+1))
		}
		for command, part := range map[string]string{
			"show Contoso Robotics Systems Inc": "C002", "show “Contoso Robotics Systems Inc”": "C002", "show contoso robotics systems inc：": "C002",
			"show Contoso,": "C001", "查看 「星河科技」。": "C006", "查看星河科技": "C006", "history Contoso Robotics Systems Inc": "C002", "历史 星河科技": "C006",
			"edit Contoso Robotics Systems Inc notes=one":  "Saved *C002*",
			"edit Contoso Robotics Systems Inc: notes=two": "Saved *C002*",
			"edit Status Quo Ltd, notes=three":             "Saved *C004*",
			"edit Next Phone Ltd phone=123-456-7890":       "Saved *C005*",
			"edit “Next Phone Ltd” notes=four":             "Saved *C005*",
			"编辑 星河科技：备注=五":                                 "Saved *C006*",
			"编辑 “星河科技”备注=六":                                "Saved *C006*",
		} {
			alice.Fresh().Command("/crm " + command).Ephemeral(part)
		}
		alice.Command("/crm edit Status Quo Ltd status=x notes=three").Modal().Expect("C004", "/crm status").Close()
		for command, title := range map[string]string{
			"status Active Health active": "C003", "status Active Health": "C003", "status Contoso Robotics Systems Inc active": "C002", "status “Contoso” active": "C001",
			"status Contoso Robotics active": "C002", "状态 明天活跃科技活跃": "C007", "状态 明天活跃科技 活跃": "C007", "状态 星河科技：活跃": "C006", "状态 明天活跃科技": "C007",
			"edit Contoso Robotics Systems Inc": "C002", "edit “Contoso”": "C001",
		} {
			form := alice.Command("/crm " + command).Modal()
			if form.Expect(title); strings.HasPrefix(command, "status ") && strings.HasSuffix(command, " active") {
				form.Expect("Active")
			}
			form.Close()
		}
		for command, code := range map[string]string{
			"log Contoso Robotics Systems Inc": "C002", "follow Contoso Robotics Systems Inc": "C002", "follow Next Phone Ltd": "C005", "log “Contoso”:": "C001", "记录 明天活跃科技": "C007", "跟进 星河科技": "C006",
		} {
			form := alice.Command("/crm " + command).Modal()
			if got := form.Value("customer"); !strings.HasPrefix(got, code+" ") {
				t.Errorf("%s asks about %q, want %s", command, got, code)
			}
			form.Close()
		}
		alice.Command("/crm status Contoso wonderful").Ephemeral("wonderful")
		alice.Command("/crm status Contoso Robotics Systems Inc wonderful").Ephemeral("wonderful")
		alice.Command("/crm log “” met").Ephemeral("No customer")
		alice.Command("/crm show Robotics Nobody").Ephemeral("Robotics Nobody")

		dm := w.User("bob").DM()
		dm.Say("log Contoso Robotics Systems Inc: visited their plant").Expect("Logged for *C002*", "visited their plant")
		dm.Say("log Contoso Robotics visited").Expect("Which customer", "C002", "C001").PressLabel("Choose").Expect("Logged for *C002*")
		wang.Say("<@" + w.BotUser() + "> 记录 星河科技来访了")
		wang.ExpectMessage("C006", "来访了")
		alice.Fresh().Command("/crm privacy export Contoso Robotics Systems Inc").Ephemeral("C002")
		twins := alice.Fresh()
		twins.Command("/crm new Twin Works !").Ephemeral("C008")
		twins.Command("/crm new TWIN works !").Ephemeral("C008").PressLabel("Save anyway").Ephemeral("C009")
		twins.Command("/crm privacy export Twin Works").Ephemeral("Which customer", "C008", "C009").PressLabel("Choose").Ephemeral("C008")
		twins.Command("/crm log Twin Works: met &amp; talked").Ephemeral("Which customer").PressLabel("Choose").Ephemeral("Logged for *C008*", "met")
		long := strings.Repeat("They want a quote. ", 120)
		form := twins.Command("/crm log Twin Works "+long).Ephemeral("Which customer", "too long for the buttons", long[:500]).PressLabel("Choose").Modal()
		if got := form.Value("customer"); got != "C008 Twin Works" {
			t.Errorf("the form asks about %q", got)
		}
		form.Close()
		twins.Command("/crm edit Twin Works notes=one of two").Ephemeral("Which customer").PressLabel("Choose").Ephemeral("Saved *C008*", "one of two")
	})
}
