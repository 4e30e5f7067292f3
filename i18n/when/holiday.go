package when

import (
	"strings"
	"time"
)

// Calendar tells days off and holidays.
type Calendar interface {
	// Off reports that a calendar day, at midnight UTC, is no workday.
	Off(day time.Time) bool
	// Holiday returns the next holiday of that name whose last day off isn't before from; false where it knows none.
	Holiday(name string, from time.Time) (Holiday, bool)
}

// Holiday is a holiday of one year: its own day, and the first and the last day off around it, all at midnight UTC.
type Holiday struct {
	Day, First, Last time.Time
}

// The names by which a calendar is asked for holidays.
const (
	NewYear        = "new year"
	SpringFestival = "spring festival"
	Lantern        = "lantern"
	Qingming       = "qingming"
	Labour         = "labour"
	DragonBoat     = "dragon boat"
	MidAutumn      = "mid-autumn"
	National       = "national"
	Christmas      = "christmas"
	Thanksgiving   = "thanksgiving"
)

// weekends is a calendar in which Saturdays and Sundays are off, and which knows no holidays.
type weekends struct{}

func (weekends) Off(day time.Time) bool {
	return day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
}

func (weekends) Holiday(string, time.Time) (Holiday, bool) { return Holiday{}, false }

// feast is what a phrase names: a holiday by its name, or a day of each year.
type feast struct {
	holiday    string // "" for a day of each year
	month, day int
	shop       bool // a shopping day: what stands behind it is often about the sale, not to be done on that day
}

// feasts are the holidays and other days of the year that have names.
var feasts = []entry[feast]{
	{"元旦节", feast{holiday: NewYear}},
	{"元旦", feast{holiday: NewYear}},
	{"春节", feast{holiday: SpringFestival}},
	{"农历新年", feast{holiday: SpringFestival}},
	{"过完年", feast{holiday: SpringFestival}},
	{"过年", feast{holiday: SpringFestival}},
	{"元宵节", feast{holiday: Lantern}},
	{"元宵", feast{holiday: Lantern}},
	{"清明节", feast{holiday: Qingming}},
	{"清明", feast{holiday: Qingming}},
	{"五一劳动节", feast{holiday: Labour}},
	{"五一", feast{holiday: Labour}},
	{"劳动节", feast{holiday: Labour}},
	{"端午节", feast{holiday: DragonBoat}},
	{"端午", feast{holiday: DragonBoat}},
	{"中秋节", feast{holiday: MidAutumn}},
	{"中秋", feast{holiday: MidAutumn}},
	{"十一国庆", feast{holiday: National}},
	{"国庆节", feast{holiday: National}},
	{"国庆", feast{holiday: National}},
	{"感恩节", feast{holiday: Thanksgiving}},
	{"圣诞节", feast{holiday: Christmas}},
	{"圣诞", feast{holiday: Christmas}},
	{"平安夜", feast{month: 12, day: 24}},
	{"双十一", feast{month: 11, day: 11, shop: true}},
	{"双十二", feast{month: 12, day: 12, shop: true}},
	{"双11", feast{month: 11, day: 11, shop: true}},
	{"双12", feast{month: 12, day: 12, shop: true}},
	{"六一八", feast{month: 6, day: 18, shop: true}},
	{"618", feast{month: 6, day: 18, shop: true}},
	{"三八妇女节", feast{month: 3, day: 8}},
	{"妇女节", feast{month: 3, day: 8}},
	{"教师节", feast{month: 9, day: 10}},
	{"儿童节", feast{month: 6, day: 1}},
	{"new year's eve", feast{month: 12, day: 31}},
	{"new years eve", feast{month: 12, day: 31}},
	{"new year's day", feast{holiday: NewYear}},
	{"new years day", feast{holiday: NewYear}},
	{"new year's", feast{holiday: NewYear}},
	{"new year", feast{holiday: NewYear}},
	{"chinese new year", feast{holiday: SpringFestival}},
	{"lunar new year", feast{holiday: SpringFestival}},
	{"spring festival", feast{holiday: SpringFestival}},
	{"cny", feast{holiday: SpringFestival}},
	{"lantern festival", feast{holiday: Lantern}},
	{"qingming", feast{holiday: Qingming}},
	{"dragon boat festival", feast{holiday: DragonBoat}},
	{"mid-autumn festival", feast{holiday: MidAutumn}},
	{"mid autumn festival", feast{holiday: MidAutumn}},
	{"golden week", feast{holiday: National}},
	{"christmas eve", feast{month: 12, day: 24}},
	{"christmas", feast{holiday: Christmas}},
	{"xmas", feast{holiday: Christmas}},
	{"thanksgiving", feast{holiday: Thanksgiving}},
	{"singles' day", feast{month: 11, day: 11, shop: true}},
	{"singles day", feast{month: 11, day: 11, shop: true}},
	{"double eleven", feast{month: 11, day: 11, shop: true}},
	{"double twelve", feast{month: 12, day: 12, shop: true}},
}

// aboutFeast follows the name of a holiday that stands for a thing or a place: 国庆路, 春节礼盒, 双十一复盘.
var aboutFeast = []string{
	"路", "街", "村", "站", "店", "小学", "中学", "公司", "档", "礼", "活动", "促销", "大促", "方案", "通知", "晚会", "安排", "值班", "订单", "备货", "复盘", "海报",
	"月饼", "粽", "红包", "贺卡", "福利", "文案", "专场", "优惠", "套餐", "策划", "预算", "销量", "销售", "战报", "总结", "集团", "纪念币", "树", "老人", "版", "期间的", "快乐", "问候", "致辞",
	" party", " gift", " card", " sale", " campaign", " tree", " offer", " promotion", " dinner", " market", " bonus", " order", " stock",
}

// holiday reads 春节后, 年前, 元旦, 双十二, after christmas. Behind it is the first workday, before it the last one; the
// name alone of a holiday that is off may mean either, or the day itself.
func (p *phrase) holiday() bool {
	start := p.at
	side := p.englishSide()
	if p.newYearsDays() {
		return true
	}
	f, named := first(&p.scanner, feasts)
	if !named && p.eat("十一") {
		f, named = feast{holiday: National}, p.follows([]string{"假", "长假", "小长假", "黄金周", "期间", "后", "前", "之后", "之前", "以后", "以前"})
	}
	if !named {
		if p.at = start; p.before == "" && p.turnOfYear() {
			return true
		}
		return p.back(start)
	}
	if strings.HasPrefix(p.text[start:], "过完年") {
		side = after
	}
	p.eat("当天", "当日", "那天", "假期", "长假", "小长假", "期间", "放假", "节", "黄金周", "holiday", "holidays")
	p.then("holidays", "holiday")
	side = max(side, p.hanSide())
	if side == within && (p.follows(aboutFeast) || p.goesOn(p.at)) {
		return p.back(start)
	}
	h, known := p.feast(f)
	if known && side != within && p.spanBeside(h, side) {
		return true
	}
	if !known || f == (feast{month: 6, day: 18, shop: true}) && !p.chinese && side == within {
		return p.back(start)
	}
	if side != within {
		p.kinds |= plainly
	}
	return p.besides(h, side, !f.shop && f.holiday != "")
}

// spanBeside reads how long before or after a holiday: 春节前两天, 国庆后一周.
func (p *phrase) spanBeside(h Holiday, side side) bool {
	start := p.at
	if side == after && p.eat("第一个工作日", "第一周", "第一天") {
		return p.name(true, p.workdayFrom(h.Last.AddDate(0, 0, 1)))
	}
	l, found := p.hanLength()
	if !found || side == within || l.halves%2 > 0 || l.unit != days && l.unit != weeks {
		return p.back(start)
	}
	n := l.halves / 2
	if l.unit == weeks {
		n *= 7
	}
	if side == before {
		return p.name(true, p.workdayUntil(h.First.AddDate(0, 0, -n)))
	}
	return p.name(true, p.workdayFrom(h.Last.AddDate(0, 0, n)))
}

// besideHoliday reads from which holiday a span is counted: 2 days before christmas.
func (p *phrase) besideHoliday(l length) bool {
	start := p.at
	if p.then("before") && p.countedFrom(l, -1) {
		return true
	}
	p.at = start
	return p.then("after") && p.countedFrom(l, 1) || p.back(start)
}

// countedFrom reads the holiday from which days are counted: 2 days before christmas, the day after christmas.
func (p *phrase) countedFrom(l length, sign int) bool {
	start := p.at
	p.then("the")
	p.skip(blanks)
	f, named := first(&p.scanner, feasts)
	h, known := p.feast(f)
	if !named || !known {
		return p.back(start)
	}
	return p.lies(l, sign, h.Day)
}

// side is on which side of a holiday.
type side int

const (
	within side = iota
	before
	after
)

func (p *phrase) englishSide() side {
	switch {
	case p.before == "before":
		return before
	case p.eat("after the", "after"):
		p.skip(blanks)
		return after
	}
	return within
}

func (p *phrase) hanSide() side {
	switch {
	case p.then("之前", "以前") || !p.follows(beginsWithBefore) && p.eat("前"):
		return before
	case p.then("之后", "以后", "过后", "回来", "结束后", "完后") || !p.follows([]string{"后勤", "后台", "后厨"}) && p.eat("后"):
		return after
	}
	return within
}

// turnOfYear reads 年后, 年前, 节后, 节前: about the Spring Festival, or the next holiday of all.
func (p *phrase) turnOfYear() bool {
	start := p.at
	spring, next := p.eat("年"), false
	if !spring {
		next = p.eat("节假日", "小长假", "长假", "节", "假期")
	}
	if !spring && !next {
		return false
	}
	side := p.hanSide()
	h, known := p.calendar.Holiday(SpringFestival, p.today)
	if next {
		h, known = p.nextHoliday()
	}
	if side == within || !known {
		return p.back(start)
	}
	return p.spanBeside(h, side) || p.besides(h, side, true)
}

// newYearsDays reads 除夕, 大年初八 and 正月初八: the eve of the Spring Festival, and the days it begins.
func (p *phrase) newYearsDays() bool {
	start := p.at
	n, found := -1, p.eat("除夕夜", "除夕")
	if !found && p.eat("大年初", "正月初") {
		n, found = p.hanFigure()
		n--
	}
	if !found || n >= longestNewYear {
		return p.back(start)
	}
	h, known := p.calendar.Holiday(SpringFestival, p.today)
	if day := h.Day.AddDate(0, 0, n); known && !day.Before(p.today) {
		return p.name(true, day)
	}
	return p.back(start)
}

// longestNewYear is how many days of the first lunar month are counted by 初.
const longestNewYear = 10

// nextHoliday returns the Chinese holiday that comes next.
func (p *phrase) nextHoliday() (soonest Holiday, known bool) {
	for _, name := range []string{NewYear, SpringFestival, Qingming, Labour, DragonBoat, MidAutumn, National} {
		h, found := p.calendar.Holiday(name, p.today)
		if found && (!known || h.First.Before(soonest.First)) {
			soonest, known = h, true
		}
	}
	return soonest, known
}

// feast returns the next day that a name stands for.
func (p *phrase) feast(f feast) (Holiday, bool) {
	if f.holiday != "" {
		return p.calendar.Holiday(f.holiday, p.today)
	}
	day, exists := comingDate(p.today, f.month, f.day)
	return Holiday{day, day, day}, exists
}

// besides names the days before and after a holiday. asks is true where the name alone doesn't say which of them is meant.
func (p *phrase) besides(h Holiday, side side, asks bool) bool {
	last, next := p.workdayUntil(h.First.AddDate(0, 0, -1)), p.workdayFrom(h.Last.AddDate(0, 0, 1))
	switch {
	case side == before && last.Before(p.today): // the holiday has begun, or is about to
		last = p.today
		fallthrough
	case side == before:
		return p.named(maybe, true, last)
	case side == after:
		return p.named(maybe, true, next)
	case !asks || !p.calendar.Off(h.Day):
		return p.named(maybe, true, h.Day)
	case h.Day.Before(p.today): // in the midst of it
		return p.named(maybe, true, p.today, next)
	case last.Before(p.today):
		return p.named(maybe, true, h.Day, next)
	}
	return p.named(maybe, true, h.Day, last, next)
}
