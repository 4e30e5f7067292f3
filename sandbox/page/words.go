package page

import "strings"

// words are what the page itself says; what apps say is theirs.
type words struct {
	language string
	Weekdays [7]string

	Guest, Admin, Apps, Home, Members, OnlyYou, Edited, App, Bot, Send, Close, Cancel, Confirm, Choose, Search, NoMatches,
	ActAs, Channels, Clock, Hour, Morning, Monday, Traffic, Empty, Placeholder, Menu, Optional, Reply, Unread, HomeEmpty, ClearChoice string
}

func wordsFor(locale string) words {
	if strings.HasPrefix(locale, "zh") {
		return chinese
	}
	return english
}

var english = words{
	language: "en", Weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	Guest: "guest", Admin: "admin", Apps: "Apps", Home: "App Home", Members: "members", OnlyYou: "Only visible to you", Edited: "(edited)", App: "APP", Bot: "App",
	Send: "Send", Close: "Close", Cancel: "Cancel", Confirm: "OK", Choose: "Choose…", Search: "Type to search", NoMatches: "Nothing found",
	ActAs: "Act as", Channels: "Channels", Clock: "Clock", Hour: "+1 hour", Morning: "Next morning", Monday: "Next Monday",
	Traffic: "Traffic", Empty: "Nothing here yet. Type / to see what the app can do.", Placeholder: "Message, or / for a command", Menu: "Menu",
	Optional: "optional", Reply: "in a thread", Unread: "unread", HomeEmpty: "The app has not published its home yet.", ClearChoice: "None",
}

var chinese = words{
	language: "zh", Weekdays: [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
	Guest: "访客", Admin: "管理员", Apps: "应用", Home: "应用主页", Members: "位成员", OnlyYou: "仅你可见", Edited: "（已编辑）", App: "应用", Bot: "应用",
	Send: "发送", Close: "关闭", Cancel: "取消", Confirm: "确定", Choose: "请选择…", Search: "输入以搜索", NoMatches: "没有结果",
	ActAs: "当前身份", Channels: "频道", Clock: "时钟", Hour: "+1 小时", Morning: "明天早上", Monday: "下周一",
	Traffic: "通信", Empty: "这里还没有消息。输入 / 看看应用能做什么。", Placeholder: "发消息，或输入 / 使用命令", Menu: "菜单",
	Optional: "选填", Reply: "消息列中", Unread: "未读", HomeEmpty: "应用还没有发布主页。", ClearChoice: "不选",
}
