package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// finds expects the customers that a search finds, by their codes in the order in which they are shown: "C002 C001", "" for
// none.
func finds(t *testing.T, who *sandboxtest.Room, search, want string) {
	t.Helper()
	answer := who.Command(search).Ephemeral("").Rendered()
	var codes []string
	for _, part := range strings.Split(answer, "*")[1:] {
		if strings.HasPrefix(part, "C0") && len(part) == 4 {
			codes = append(codes, part)
		}
	}
	if got := strings.Join(codes, " "); got != want {
		t.Errorf("%s finds %q, want %q: %s", search, got, want, answer)
	}
}

// Filters leave out, ask for none and any, take several values, days and amounts, in both languages; what is no filter is said.
func TestFiltersSayTheTruth(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		define(alice, "预算 number en=Budget", "产品 choices en=Products options=甲=Alpha,乙=Beta,丙=Gamma", "大区 text en=Region")
		alice.Command("/crm role <@U0BOB> sales").Ephemeral("Sales")
		alice.Command(`/crm new Northwind industry=technology status=active owner=<@U0BOB> budget=5 万 products=Alpha email=a@north.example next=2026-12-03 !`).Ephemeral("C001")
		wang.Command(`/crm 新建 北京星河 状态=流失 预算=1.5 million 产品=乙、丙 电话=+1 415 555 0132 下次跟进=2026-12-01 !`).Ephemeral("C002")
		alice.Command(`/crm new Contoso status=potential owner=<@U0ALICE> products=Gamma region=north next=2026-12-02 !`).Ephemeral("C003")
		wang.Command(`/crm 编辑 C002 负责人=`).Ephemeral("")

		for search, want := range map[string]string{
			"/crm find -status:churned": "C003 C001", "/crm 查找 -状态:流失": "C003 C001", "/crm find －status：churned -contoso": "C001",
			"/crm find -产品:甲": "C003 C002", "/crm find 产品:甲、丙": "C003 C002 C001", "/crm find products:Alpha,Beta": "C002 C001",
			"/crm find status:active,potential": "C003 C001", "/crm find -北京": "C003 C001", "/crm find email:any": "C001", "/crm 查找 邮箱:无": "C003 C002",
			"/crm find budget:none": "C003", "/crm 查找 预算:有": "C002 C001", "/crm find industry:none": "C003 C002", "/crm find notes:any": "",
			"/crm find Budget>200k": "C002", "/crm find budget:>=5 万": "C002 C001", "/crm find budget:1-10 万": "C001", "/crm 查找 预算:100万到200万": "C002",
			"/crm find created:this-week": "C003 C002 C001", "/crm 查找 创建:去年": "", "/crm find updated:today northwind": "C001", "/crm find -created:2026": "",
			"/crm find phone:+1 415 555 0132": "C002", "/crm find owner:@bob": "C001", "/crm find owner:<@U0BOB|bob>": "C001", "/crm find -owner:@bob,@alice": "C002",
			"/crm find owner:none": "C002", "/crm 查找 负责人:无": "C002", "/crm find owner:any": "C003 C001", "/crm 查找 不限 行业:不限": "",
			"/crm find due:2026-12": "C002 C003 C001", "/crm 查找 跟进:>=2026-12-02": "C003 C001", "/crm find due:2026-12 sort:name": "C002 C003 C001",
			"/crm find due:2026-12 sort:newest": "C003 C002 C001", "/crm find due:none": "", "/crm find 12:30": "",
		} {
			finds(t, alice, search, want)
		}
		for search, says := range map[string]string{
			"/crm find colour:red": "I don't know the field “colour”", "/crm find Revenue>200k": "I don't know the field", "/crm find industy:tech": "Did you mean “industry”",
			"/crm find tag:VIP": "There is no tag “VIP”", "/crm find notes:quote": "only by `none` and `any`", "/crm find created:2026-03..2026-01": "begins after it ends",
		} {
			alice.Command(search).Ephemeral(says)
		}
		wang.Command("/crm 查找 颜色:红").Ephemeral("没有“颜色”这个字段", "请加引号")
		wang.Command("/crm 查找 标签:重点").Ephemeral("没有“重点”这个标签")

		// Where nothing is found, it is said what there would be without a part, and which part nobody meets.
		alice.Command("/crm find northwind status:active owner:none").Ephemeral("Nothing found", "Without “owner:none” there is 1 customer", "New customer").
			PressLabel("Show them").Ephemeral("1 customer", "C001")
		wang.Command("/crm 查找 status:active 邮箱:无 sort:name").Ephemeral("没有找到", "去掉“状态:活跃客户”，有 2 个客户", "去掉“邮箱:无”，有 1 个客户")
		alice.Command("/crm find city:Lhasa source:fair").Ephemeral("Nothing found", "Nobody matches “city:Lhasa”, even by itself", "“campaign:fair”")
		alice.Command("/crm 编辑 C003 地址=广东省深圳市南山区科技园1号").Ephemeral("")
		for search, want := range map[string]string{
			"/crm find city:Shenzhen": "C003", "/crm 查找 城市:深圳、广州": "C003", "/crm find -city:shenzhen": "C002 C001", "/crm 查找 區:南山": "C003", "/crm find province:Guangdong": "C003",
			"/crm 查找 城市:无": "C002 C001", "/crm find district:any": "C003",
		} {
			finds(t, alice, search, want)
		}
		alice.Command("/crm find city:Leeds").Ephemeral("I know no City “Leeds”")
		wang.Command("/crm 查找 城市:广东").Ephemeral("“广东”不是城市，请按省份查找")

		// A saved search is read in the words of whoever sees it, and says so once its field is out of use.
		wang.Command("/crm 清单 保存 未流失 -status:churned owner:<@U0BOB|bob> due:this-month").Ephemeral("已保存", "-状态:流失客户 负责人:<@U0BOB> 跟进:本月")
		alice.Command("/crm list save North -状态:流失 region:north").Ephemeral("Saved: *North*", "1 customer", "-status:Churned region:north")
		alice.Command("/crm list North").Ephemeral("1 customer", "C003")
		alice.Command("/crm field retire Region").Ephemeral("Retired *Region*")
		alice.Command("/crm list").Ephemeral("The field Region was retired on 2026-")
		wang.Command("/crm 查找 大区:north").Ephemeral("字段“大区”已于", "停用")
	})
}
