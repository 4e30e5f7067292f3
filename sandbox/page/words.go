package page

import "strings"

// words are what the page itself says; what apps say is theirs.
type words struct {
	language string
	Weekdays [7]string
	// Dates by Slack's names for their formats, as Go layouts.
	dates                      map[string]string
	Today, Yesterday, Tomorrow string

	Guest, Admin, Member, External, Apps, Home, Messages, Members, OnlyYou, Edited, App, Send, Close, CloseAll, Back, Cancel, Confirm,
	Choose, Search, NoMatches, ActAs, Channels, Clock, Hour, Morning, Monday, Empty, EmptyHint, Placeholder, Menu, Optional,
	HomeEmpty, ClearChoice, Connected, Offline, OfflineHint, Timeout, Waiting, Failed, More, Shortcuts, Attach, AddFiles, Remove, DropHere,
	Thread, ReplyInThread, OneReply, Replies, LastReply, AlsoInThread, React, Table, Sources, Video,
	Edit, EditTitle, Save, Delete, DeleteTitle, DeleteSure, Deleted, AlsoSend, SetStatus string
	// Statuses are those that one click sets, as what the control API takes.
	Statuses []choice

	Inspector, Traffic, Troubles, Filter, EveryKind, NoTraffic, Asked, Answered,
	Which, Times, CallTroubles, SocketTroubles, Waits, Struck, TakeOut, NoTroubles string
	kinds    map[string]string
	Calls    []choice
	CallAs   []choice
	SocketAs []choice
}

// choice is something the page offers: what it does, as JSON or a name, and how it is called.
type choice struct{ Does, Says string }

func wordsFor(locale string) words {
	if strings.HasPrefix(locale, "zh") {
		return chinese
	}
	return english
}

var english = words{
	language: "en", Weekdays: [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"},
	dates: map[string]string{"date_num": "2006-01-02", "date": "January 2, 2006", "date_short": "Jan 2, 2006", "date_long": "Monday, January 2, 2006", "time": "15:04", "time_secs": "15:04:05"},
	Today: "Today", Yesterday: "Yesterday", Tomorrow: "Tomorrow",
	Guest: "Guest", Admin: "Admin", Member: "Member", External: "External", Apps: "Apps", Home: "App Home", Messages: "Messages", Members: "members",
	OnlyYou: "Only visible to you", Edited: "(edited)", App: "APP", Send: "Send", Close: "Close", CloseAll: "Close all", Back: "Back", Cancel: "Cancel", Confirm: "OK",
	Choose: "Choose…", Search: "Type to search", NoMatches: "Nothing found", ActAs: "Act as", Channels: "Channels",
	Clock: "Clock", Hour: "+1 hour", Morning: "Next morning", Monday: "Next Monday",
	Empty: "Nothing here yet", EmptyHint: "Type / to see what the app can do.", Placeholder: "Message, or / for a command", Menu: "Menu", Optional: "optional",
	HomeEmpty: "The app has not published its home yet.", ClearChoice: "None",
	Connected: "connected", Offline: "not connected", OfflineHint: "Start the app with these values, and it appears here:",
	Timeout: "The app did not answer within 3 seconds (operation_timeout).", Waiting: "Waiting for the app…", Failed: "No app is connected (dispatch_failed).",
	More: "More actions", Shortcuts: "Shortcuts", Attach: "Attach files", AddFiles: "Add files", Remove: "Remove", DropHere: "Drop files here to share them",
	Thread: "Thread", ReplyInThread: "Reply in thread", OneReply: "1 reply", Replies: "replies", LastReply: "latest:", AlsoInThread: "replied in a thread", React: "Add a reaction",
	Edit: "Edit message", EditTitle: "Edit message", Save: "Save", Delete: "Delete message", DeleteTitle: "Delete message", DeleteSure: "The message goes for everybody.", Deleted: "This message was deleted.",
	AlsoSend: "Also send to the channel", SetStatus: "Set a status",
	Statuses: []choice{
		{`{"status_emoji":":palm_tree:","status_text":"Vacationing"}`, "🌴 Vacationing"},
		{`{"status_emoji":":face_with_thermometer:","status_text":"Out sick"}`, "🤒 Out sick"},
		{`{"status_emoji":":airplane:","status_text":"Travelling"}`, "✈️ Travelling"},
		{`{"status_emoji":":spiral_calendar_pad:","status_text":"In a meeting"}`, "🗓️ In a meeting"},
		{`{"status_emoji":"","status_text":""}`, "Clear the status"},
	},
	Table: "Table", Sources: "Sources", Video: "Video",
	Inspector: "Inspector", Traffic: "Traffic", Troubles: "Troubles", Filter: "Filter: method, id or text", EveryKind: "Everything", NoTraffic: "Nothing has passed between Slack and the app yet, or nothing fits the filter.",
	Asked: "Sent", Answered: "Answer", Which: "When the app is", Times: "How many times", CallTroubles: "Its calls go wrong", SocketTroubles: "Its sockets misbehave",
	Waits: "Waiting to strike", Struck: "struck", TakeOut: "Take all out", NoTroubles: "No troubles wait. Slack behaves.",
	kinds: map[string]string{"api": "Web API", "response_url": "response_url", "envelope": "to the app", "ack": "acknowledged", "socket": "socket", "fault": "trouble"},
	Calls: []choice{
		{"chat.postMessage", "posting a message"},
		{"chat.update", "changing a message"},
		{"response_url", "answering a command"},
		{"views.open", "opening a form"},
		{"views.update", "changing a form"},
		{"views.publish", "publishing its home"},
		{"conversations.history", "reading history"},
		{"*", "calling anything"},
	},
	CallAs: []choice{
		{`{"status":429,"retryAfter":5}`, "Too fast: 429, wait 5 s"},
		{`{"status":500}`, "Slack fails: 500"},
		{`{"drop":"before"}`, "Lost on the way: not done"},
		{`{"drop":"after"}`, "Done, but the answer is lost"},
		{`{"delay_ms":2500}`, "Slow: 2.5 s"},
	},
	SocketAs: []choice{
		{`{"redeliver":"slash_commands"}`, "Deliver the last command again"},
		{`{"redeliver":"interactive"}`, "Deliver the last click or form again"},
		{`{"redeliver":"events_api"}`, "Deliver the last event again"},
		{`{"disconnect":"refresh_requested"}`, "Ask the app to reconnect"},
		{`{"disconnect":"cut"}`, "Cut the connections"},
	},
}

var chinese = words{
	language: "zh", Weekdays: [7]string{"周日", "周一", "周二", "周三", "周四", "周五", "周六"},
	dates: map[string]string{"date_num": "2006-01-02", "date": "2006年1月2日", "date_short": "2006年1月2日", "date_long": "2006年1月2日", "time": "15:04", "time_secs": "15:04:05"},
	Today: "今天", Yesterday: "昨天", Tomorrow: "明天",
	Guest: "访客", Admin: "管理员", Member: "成员", External: "外部", Apps: "应用", Home: "应用主页", Messages: "消息", Members: "位成员",
	OnlyYou: "仅你可见", Edited: "（已编辑）", App: "应用", Send: "发送", Close: "关闭", CloseAll: "全部关闭", Back: "返回", Cancel: "取消", Confirm: "确定",
	Choose: "请选择…", Search: "输入以搜索", NoMatches: "没有结果", ActAs: "当前身份", Channels: "频道",
	Clock: "时钟", Hour: "+1 小时", Morning: "明天早上", Monday: "下周一",
	Empty: "这里还没有消息", EmptyHint: "输入 / 看看应用能做什么。", Placeholder: "发消息，或输入 / 使用命令", Menu: "菜单", Optional: "选填",
	HomeEmpty: "应用还没有发布主页。", ClearChoice: "不选",
	Connected: "已连接", Offline: "未连接", OfflineHint: "用下面的值启动应用，它就会出现在这里：",
	Timeout: "应用在 3 秒内没有响应（operation_timeout）。", Waiting: "正在等待应用…", Failed: "没有应用连接（dispatch_failed）。",
	More: "更多操作", Shortcuts: "快捷方式", Attach: "添加文件", AddFiles: "添加文件", Remove: "移除", DropHere: "把文件拖到这里即可分享",
	Thread: "消息列", ReplyInThread: "在消息列中回复", OneReply: "1 条回复", Replies: "条回复", LastReply: "最近：", AlsoInThread: "在消息列中回复", React: "添加表情",
	Edit: "编辑消息", EditTitle: "编辑消息", Save: "保存", Delete: "删除消息", DeleteTitle: "删除消息", DeleteSure: "所有人都将看不到这条消息。", Deleted: "此消息已删除。",
	AlsoSend: "同时发送到频道", SetStatus: "设置状态",
	Statuses: []choice{
		{`{"status_emoji":":palm_tree:","status_text":"休假中"}`, "🌴 休假中"},
		{`{"status_emoji":":face_with_thermometer:","status_text":"病假"}`, "🤒 病假"},
		{`{"status_emoji":":airplane:","status_text":"出差"}`, "✈️ 出差"},
		{`{"status_emoji":":spiral_calendar_pad:","status_text":"开会中"}`, "🗓️ 开会中"},
		{`{"status_emoji":"","status_text":""}`, "清除状态"},
	},
	Table: "表格", Sources: "来源", Video: "视频",
	Inspector: "检查器", Traffic: "通信", Troubles: "故障", Filter: "筛选：方法、编号或文字", EveryKind: "全部", NoTraffic: "Slack 与应用之间还没有通信，或没有符合筛选的内容。",
	Asked: "请求", Answered: "响应", Which: "当应用", Times: "次数", CallTroubles: "让它的调用出错", SocketTroubles: "让它的连接出错",
	Waits: "等待发生", Struck: "已发生", TakeOut: "全部取消", NoTroubles: "没有故障，Slack 一切正常。",
	kinds: map[string]string{"api": "Web API", "response_url": "response_url", "envelope": "发给应用", "ack": "已确认", "socket": "连接", "fault": "故障"},
	Calls: []choice{
		{"chat.postMessage", "发消息时"},
		{"chat.update", "修改消息时"},
		{"response_url", "回复命令时"},
		{"views.open", "打开表单时"},
		{"views.update", "更新表单时"},
		{"views.publish", "发布主页时"},
		{"conversations.history", "读取历史时"},
		{"*", "做任何调用时"},
	},
	CallAs: []choice{
		{`{"status":429,"retryAfter":5}`, "太快：429，等 5 秒"},
		{`{"status":500}`, "Slack 出错：500"},
		{`{"drop":"before"}`, "半路丢失：没有执行"},
		{`{"drop":"after"}`, "已执行，但响应丢失"},
		{`{"delay_ms":2500}`, "变慢：2.5 秒"},
	},
	SocketAs: []choice{
		{`{"redeliver":"slash_commands"}`, "再次投递最近的命令"},
		{`{"redeliver":"interactive"}`, "再次投递最近的点击或表单"},
		{`{"redeliver":"events_api"}`, "再次投递最近的事件"},
		{`{"disconnect":"refresh_requested"}`, "要求应用重新连接"},
		{`{"disconnect":"cut"}`, "切断连接"},
	},
}
