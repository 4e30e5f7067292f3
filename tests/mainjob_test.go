package tests

import (
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// The main job, told as it happens: 王伟 keeps a customer, is reminded, and the team sees the week.
func TestMainJob(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		wang := w.User("wangwei")
		sales := wang.In("销售")

		sales.Command("/crm").Ephemeral("关系 · 客户管理", "今天没有待跟进的客户")

		form := sales.Command("/crm 新建").Modal()
		form.Expect("新建客户", "客户名称")
		fillNew(form)
		form.Submit().ExpectClosed()
		card := sales.ExpectMessage("已创建", "C001", "北京星河科技有限公司", "*经理", "采购经理", "科技", "138****5678", "w***@example.com", "北京市海淀区***", "潜在客户", "年度采购", "2026-11-26", "10:00", "预算已批")
		if !card.Ephemeral() {
			t.Error("the card is seen by everybody")
		}

		edit := card.PressLabel("编辑").Modal()
		if got := edit.Value("phone"); got != "138****5678" {
			t.Errorf("the form begins with phone %q", got)
		}
		edit.Fill("contact_title", "采购总监").Submit().ExpectClosed()
		card = sales.ExpectMessage("已保存", "采购总监", "138****5678")
		card.PressLabel("查看明文").Modal().Expect("联系信息", "王经理", "138-1234-5678", "wang@example.com", "北京市海淀区")

		sales.Command("/crm 查找 星河").Ephemeral("1 个客户", "C001")
		sales.Command("/crm 查找 bjxh").Ephemeral("1 个客户", "C001")
		sales.Command("/crm 查找 行业:科技 状态:潜在").Ephemeral("C001")
		sales.Command("/crm 查找 行业:零售").Ephemeral("没有找到")

		sales.Command("/crm 记录 C001 电话：要求报价").Ephemeral("已为", "要求报价")
		status := sales.Command("/crm 状态 C001 活跃").Modal()
		status.Expect("要求报价")
		status.Submit().ExpectClosed()
		sales.ExpectMessage("已变更", "活跃客户")

		w.at("Asia/Shanghai", "2026-11-26 09:00")
		digest := wang.DM().ExpectMessage("你的跟进", "C001", "北京星河科技有限公司")
		sales.ExpectMessage("团队跟进", "C001")
		done := digest.PressLabel("完成").Modal()
		done.Fill("outcome", "报价已确认").Pick("due_on", "2026-12-01").Submit().ExpectClosed()
		digest.Expect("已完成", "今天的跟进全部完成")
		sales.Command("/crm show C001").Ephemeral("2026-12-01")

		w.at("Asia/Shanghai", "2026-11-30 09:00")
		sales.ExpectMessage("客户周报 2026-11-23 至 2026-11-29", "新增客户", "转为活跃", "按时完成跟进")
		w.User("alice").In("sales").ExpectNoMessage("ustomer report")
		w.at("America/New_York", "2026-11-30 09:00")
		w.User("alice").In("sales").ExpectMessage("Weekly customer report 2026-11-23", "New customers")
	})
}

// fillNew fills all thirteen fields that a person fills, in Chinese.
func fillNew(form *sandboxtest.Modal) {
	form.Fill("name", "北京星河科技有限公司").Fill("contact_name", "王经理").Fill("contact_title", "采购经理").Fill("company", "星河集团").
		Select("industry", "科技").Fill("phone", "138-1234-5678").Fill("email", "wang@example.com").Fill("address", "北京市海淀区").
		Select("status", "🟡 潜在客户").Fill("opportunity", "年度采购，50 席位").Pick("next_follow_up", "2026-11-26").Pick("next_follow_up_time", "10:00").
		Fill("notes", "预算已批")
}
