package when

import "time"

var hanDigits = map[rune]int{'零': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}

var englishNumbers = []entry[int]{
	{"a couple of", 2},
	{"a couple", 2},
	{"an", 1},
	{"a", 1},
	{"one", 1},
	{"two", 2},
	{"three", 3},
	{"four", 4},
	{"five", 5},
	{"six", 6},
	{"seven", 7},
	{"eight", 8},
	{"nine", 9},
	{"ten", 10},
	{"eleven", 11},
	{"twelve", 12},
	{"fifteen", 15},
	{"twenty-five", 25},
	{"twenty five", 25},
	{"twenty", 20},
	{"thirty", 30},
	{"forty-five", 45},
	{"forty five", 45},
	{"ninety", 90},
}

var ordinals = []entry[int]{
	{"first", 1},
	{"second", 2},
	{"third", 3},
	{"fourth", 4},
	{"fifth", 5},
	{"sixth", 6},
	{"seventh", 7},
	{"eighth", 8},
	{"ninth", 9},
	{"tenth", 10},
	{"eleventh", 11},
	{"twelfth", 12},
	{"thirteenth", 13},
	{"fourteenth", 14},
	{"fifteenth", 15},
	{"sixteenth", 16},
	{"seventeenth", 17},
	{"eighteenth", 18},
	{"nineteenth", 19},
	{"twentieth", 20},
	{"twenty-first", 21},
	{"twenty-second", 22},
	{"twenty-third", 23},
	{"twenty-fourth", 24},
	{"twenty-fifth", 25},
	{"twenty-sixth", 26},
	{"twenty-seventh", 27},
	{"twenty-eighth", 28},
	{"twenty-ninth", 29},
	{"thirtieth", 30},
	{"thirty-first", 31},
}

var prepositions = []entry[string]{
	{"on", "on"},
	{"at", "at"},
	{"by", "by"},
	{"in", "in"},
	{"the", "the"},
	{"@", "at"},
	{"no later than", "by"},
	{"not later than", "by"},
	{"latest by", "by"},
	{"before", "before"},
	{"not before", "by"},
	{"until", "by"},
	{"till", "by"},
	{"around", "around"},
	{"within", "in"},
	{"over", "over"},
	{"from", "from"},
	{"在", "在"},
	{"于", "于"},
	{"最晚", "by"},
	{"最迟", "by"},
	{"不晚于", "by"},
	{"定在", "on"},
	{"改到", "on"},
	{"推到", "on"},
	{"截至", "by"},
}

// names begin like a date and are none: brands and sayings that stand at the beginning of what is to be done.
var names = []string{
	"今日头条", "今日资本", "今天国际", "周六福", "周大福", "周一鸣", "周三强", "五月天", "一点资讯", "一点点", "一点红", "明日之星", "明天系", "每日优鲜", "每日经济", "每日商报",
	"24/7", "国庆路", "国庆街", "元旦路", "sun hung kai", "sun microsystems", "sun yat",
}

// relativeDays are counted from today.
var relativeDays = []entry[int]{
	{"今天", 0},
	{"今日", 0},
	{"今儿", 0},
	{"明天", 1},
	{"明日", 1},
	{"明儿", 1},
	{"大后天", 3},
	{"后天", 2},
	{"昨天", -1},
	{"昨日", -1},
	{"大前天", -3},
	{"前天", -2},
	{"today", 0},
	{"tomorrow", 1},
	{"tommorow", 1},  //nolint:misspell // as it is often typed
	{"tommorrow", 1}, //nolint:misspell // and so
	{"tomorow", 1},
	{"tmrw", 1},
	{"tmr", 1},
	{"2moro", 1},
	{"day after tomorrow", 2},
	{"yesterday", -1},
	{"yesteday", -1},
	{"yesterdy", -1},
	{"yestarday", -1},
	{"yday", -1},
	{"day before yesterday", -2},
}

// dayPart is a day from today and a part of it, named by one word.
type dayPart struct {
	days int
	part *partOfDay
}

var relativeParts = []entry[dayPart]{
	{"今早", dayPart{0, &morning}},
	{"今晚上", dayPart{0, &night}},
	{"今晚", dayPart{0, &night}},
	{"今夜", dayPart{0, &night}},
	{"明早", dayPart{1, &morning}},
	{"明晨", dayPart{1, &morning}},
	{"明上午", dayPart{1, &morning}},
	{"明下午", dayPart{1, &afternoon}},
	{"明晚上", dayPart{1, &night}},
	{"明晚", dayPart{1, &night}},
	{"昨晚", dayPart{-1, &night}},
	{"this morning", dayPart{0, &morning}},
	{"this afternoon", dayPart{0, &afternoon}},
	{"this evening", dayPart{0, &evening}},
	{"tonight", dayPart{0, &night}},
	{"last night", dayPart{-1, &night}},
}

var weekdayNames = []entry[time.Weekday]{
	{"monday", time.Monday},
	{"mon", time.Monday},
	{"tuesday", time.Tuesday},
	{"tues", time.Tuesday},
	{"tue", time.Tuesday},
	{"wednesday", time.Wednesday},
	{"wendesday", time.Wednesday}, //nolint:misspell // as it is often typed
	{"wensday", time.Wednesday},   //nolint:misspell // as it is often typed
	{"thrusday", time.Thursday},   //nolint:misspell // as it is often typed
	{"thurday", time.Thursday},
	{"tuseday", time.Tuesday}, //nolint:misspell // as it is often typed
	{"firday", time.Friday},
	{"weds", time.Wednesday},
	{"wed", time.Wednesday},
	{"thursday", time.Thursday},
	{"thurs", time.Thursday},
	{"thur", time.Thursday},
	{"thu", time.Thursday},
	{"friday", time.Friday},
	{"fri", time.Friday},
	{"saturday", time.Saturday},
	{"sat", time.Saturday},
	{"sunday", time.Sunday},
	{"sun", time.Sunday},
}

var hanWeekdays = []entry[time.Weekday]{
	{"一", time.Monday},
	{"二", time.Tuesday},
	{"三", time.Wednesday},
	{"四", time.Thursday},
	{"五", time.Friday},
	{"六", time.Saturday},
	{"日", time.Sunday},
	{"天", time.Sunday},
	{"末", time.Saturday},
	{"1", time.Monday},
	{"2", time.Tuesday},
	{"3", time.Wednesday},
	{"4", time.Thursday},
	{"5", time.Friday},
	{"6", time.Saturday},
	{"7", time.Sunday},
}

// noWeekday is what follows 周一 and the like when the figure belongs to the next word: 下周一起吃饭, 下周日常巡检.
var noWeekday = map[string][]string{
	"一": {"起", "些", "直", "定", "样", "般", "共", "同"}, "日": {"常", "程", "志", "报", "本"}, "三": {"一重工"}, "五": {"粮液"}, "天": {"猫", "津"},
}

var englishMonths = []entry[time.Month]{
	{"january", 1},
	{"jan", 1},
	{"february", 2},
	{"feb", 2},
	{"march", 3},
	{"mar", 3},
	{"april", 4},
	{"apr", 4},
	{"may", 5},
	{"june", 6},
	{"jun", 6},
	{"july", 7},
	{"jul", 7},
	{"august", 8},
	{"aug", 8},
	{"september", 9},
	{"sept", 9},
	{"sep", 9},
	{"october", 10},
	{"oct", 10},
	{"november", 11},
	{"nov", 11},
	{"december", 12},
	{"dec", 12},
}

// hanMonths are counted from this month.
var hanMonths = []entry[int]{
	{"下下个月", 2}, {"下下月", 2}, {"下个月", 1}, {"下月", 1}, {"这个月", 0}, {"这月", 0}, {"本月", 0}, {"当月", 0}, {"上个月", -1}, {"上月", -1},
}

// hanYears are counted from this year.
var hanYears = []entry[int]{{"大后年", 3}, {"后年", 2}, {"明年", 1}, {"今年", 0}, {"本年", 0}, {"去年", -1}}

// lastDay stands for the last day of a month.
const lastDay = 0

// monthParts are the days by which parts of a month are meant.
var monthParts = []entry[int]{{"底", lastDay}, {"末", lastDay}, {"初", 1}, {"上旬", 1}, {"中旬", 15}, {"中", 15}, {"下旬", 21}}

// afterMiddle is what follows 中 when it begins the next word: 下个月中国行.
var afterMiddle = []string{"国", "午", "心", "文", "秋", "信", "石", "移", "建", "铁", "标", "介"}

// afterNumber is what is counted by the figure before it: 3号楼 and 12月1个 are no days, 3点10个 no minutes.
var afterNumber = []string{
	"个", "位", "家", "人", "份", "台", "件", "条", "万", "亿", "千", "百", "元", "块", "%", "楼", "线", "院", "店", "机", "桌", "仓", "馆",
	"门", "房", "厅", "车", "厂", "库", "内", "游", "客户", "次", "套", "批", "页", "种", "款", "电池", "文件", "员工",
	"天", "小时", "分钟", "周后", "月", "年", "会议室",
}

// afterNumeral is what makes no date of two numbers: 3-4点, 3.5版.
var afterNumeral = []string{"点", "时", "版", "倍", "折"}

// meridiems follow hours, and no date: 10-11 am.
var meridiems = []string{" am", " pm", " a.m", " p.m"}

// afterOrdinal is what is numbered by an ordinal that is no day: the 15th floor.
var afterOrdinal = []string{
	" floor", " street", " avenue", " ave", " anniversary", " birthday", " century", " version", " time", " customer", " quarter", " call",
	" meeting", " draft", " visit", " contact", " round", " reminder", " follow", " option", " version", " edition", " page", " item", " order", " batch",
	" line", " proposal", " attempt", " choice", " person", " row", " party", " offer", " invoice", " payment", " instalment", " installment",
}

// afterPoint follows 点 when points are counted, not hours: 三点建议.
var afterPoint = []string{"建议", "意见书", "共识", "体会", "总结", "结论", "内容", "改进", "疑问", "优势", "好处", "启示", "声明", "计划", "水", "钱", "都", "之间", "一折", "二折", "三折", "四折", "五折", "六折", "七折", "八折", "九折", "意见", "要求", "问题", "想法", "看法", "注意", "说明", "原因", "理由", "小", "事", "心", "变化", "反馈", "补充", "需求"}

// beginsWithAfter are words that begin with 后 and follow a date: 周五后台培训.
var beginsWithAfter = []string{"后天", "后年", "后台", "后端", "后续", "后勤", "后期", "后面", "后来", "后厨", "后市", "后备", "后半"}

// beginsWithBefore are words that begin with 前 and follow a date: 周五前台培训, 三天前往.
var beginsWithBefore = []string{"前台", "前端", "前往", "前来", "前期", "前景", "前提", "前沿", "前线", "前任", "前面"}

// partOfYear follows a year or a month of which no single day is meant: 明年上半年.
var partOfYear = []string{"预算", "目标", "业绩", "总结", "报告", "报表", "上半", "下半", "第", "一季", "二季", "三季", "四季", "春", "夏", "秋", "冬", "q"}

// unit is what a span of time is counted in.
type unit int

const (
	minutes  unit = iota
	quarters      // of an hour
	hours
	days
	weeks
	months
	years
)

var hanUnits = []entry[unit]{
	{"分钟", minutes},
	{"刻钟", quarters},
	{"小时", hours},
	{"钟头", hours},
	{"工作日", -1},
	{"天", days},
	{"日", days},
	{"周年", -1},
	{"周", weeks},
	{"星期", weeks},
	{"礼拜", weeks},
	{"月", months},
	{"年", years},
}

// shortUnits are read behind "in" only: 3m may be a sum.
var shortUnits = []entry[unit]{{"h", hours}, {"m", minutes}, {"d", days}, {"w", weeks}}

var englishUnits = []entry[unit]{
	{"minutes", minutes},
	{"minute", minutes},
	{"mins", minutes},
	{"min", minutes},
	{"hours", hours},
	{"hour", hours},
	{"hrs", hours},
	{"hr", hours},
	{"days", days},
	{"day", days},
	{"weeks", weeks},
	{"week", weeks},
	{"wks", weeks},
	{"wk", weeks},
	{"months", months},
	{"month", months},
	{"years", years},
	{"year", years},
}
