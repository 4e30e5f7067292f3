package tests

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// The customer record as a company lives with it, in a real browser and both languages: fields of its own, masked data
// that is revealed, near-duplicates, a conflict, roles, words, history, undo, the App Home and settings.
func TestTheRecordInTheBrowser(t *testing.T) {
	b := openBrowser(t)
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		b := &browser{t, b.ctx}
		w := newWorld(t, db)
		w.start()
		base := b.serve(t, w)
		alice, sales, wang, xiaoshou := w.User("alice"), w.User("alice").In("sales"), w.User("wangwei"), w.User("wangwei").In("销售")

		b.visit(base, alice.ID, sales.ID)
		b.say("/crm field add 预算 number en=Budget")
		b.sees("#messages", "Added the field", "Budget")
		b.say("/crm field add")
		b.fill("label_zh", "级别")
		b.fill("label_en", "Level")
		b.choose("type", "Single choice")
		b.save("Save")
		b.sees("#messages", "Level")
		b.shot("fields")

		b.visit(base, wang.ID, xiaoshou.ID)
		b.say("/crm 新建")
		b.fill("name", "北京星河科技有限公司")
		b.fill("contact_name", "王经理")
		b.fill("phone", "138-1234-5678")
		b.fill("email", "wang@example.com")
		b.fill("custom.1", "很多")
		b.press("dialog", "保存")
		b.sees("dialog .error", "预算")
		b.shot("own-field-error")
		b.fill("custom.1", "120000")
		b.save("保存")
		b.sees("#messages", "已创建", "138****5678", "w***@example.com", "*经理", "120,000")
		b.shot("card-masked")
		b.press("#messages", "查看个人信息")
		b.sees("dialog", "138-1234-5678", "wang@example.com", "王经理")
		b.shot("reveal")
		b.press("dialog", "关闭")
		b.say("/crm 新建 北京星河科技股份有限公司 !")
		b.sees("#messages", "可能已有这个客户", "C001")
		b.shot("duplicate")
		b.say("/crm 查找 预算:>100000")
		b.sees("#messages", "1 个客户")

		b.say("/crm 编辑 C001")
		b.fill("notes", "我的备注")
		alice.In("sales").Command("/crm edit C001 notes=theirs").Ephemeral("Saved")
		b.press("dialog", "保存")
		b.sees("dialog", "这期间有人修改了相同的字段", "theirs", "我的备注")
		b.shot("conflict")
		b.do(chromedp.Click(fmt.Sprintf(`dialog [data-block="%s"] input[value="mine"], dialog input[data-block="%s"][value="mine"]`, "keep.notes", "keep.notes")))
		b.save("保存")
		b.sees("#messages", "已保存", "我的备注")
		b.say("/crm 历史 C001")
		b.sees("#messages", "theirs → 我的备注", "查看了个人信息")
		b.shot("history")
		b.say("/crm 撤销")
		b.sees("#messages", "你最近一次修改")
		b.press("#messages", "撤销")
		b.sees("#messages", "已撤销对")
		b.say("/crm 记录 C001 开 发-票")
		b.sees("#messages", "含有敏感词“发票”")
		b.shot("sensitive-word")

		b.visit(base, alice.ID, sales.ID)
		b.say("/crm role")
		b.sees("#messages", "Everybody else: Sales")
		b.say("/crm role @wangwei viewer")
		b.sees("#messages", "now has the role Viewer")
		b.say("/crm help roles")
		b.sees("#messages", "Who may do what", "Give roles — Admin")
		b.shot("roles")
		b.visit(base, wang.ID, xiaoshou.ID)
		b.say("/crm 编辑 C001 备注=x")
		b.sees("#messages", "你的角色（只读）没有这项权限")
		b.say("/crm 设置")
		b.choose("language", "English")
		b.shot("settings")
		b.save("保存")
		b.sees("#messages", "Settings saved")
		w.homeOf(wang, "Recently seen")
		b.do(chromedp.Click(`.channel[data-channel="home"]`))
		b.sees("main", "My day")
		b.shot("home")
	})
}
