package mapping

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
)

var (
	timePart   = `(?:[ t]*(\d{1,2})[:时点](\d{2})分?(?::\d{2}(?:\.\d+)?|\d{2}秒)? ?(am|pm|上午|下午)?(?: ?(?:z|utc|gmt|[-+]\d{2}:?\d{2}))?)?`
	yearFirst  = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})` + timePart + `$`)
	compact    = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	hanDate    = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?` + timePart + `$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d{1,2})` + timePart + `$`)
	noYear     = regexp.MustCompile(`^(?:\d{1,2}月\d{1,2}[日号]?|\d{1,2}[-/]\d{1,2}|[一二三四五六七八九十]{1,3}月(?:[一二三四五六七八九十]{1,3}[日号]?)?|\d{1,2}月)$`)
	letters    = regexp.MustCompile(`[a-z]{3}`)
	weekday    = regexp.MustCompile(`^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? |[ (（]?(?:星期|周|礼拜)[一二三四五六日天][)）]?`)
	ordinalEnd = regexp.MustCompile(`(\d)(?:st|nd|rd|th)\b`)
	serial     = regexp.MustCompile(`^\d{5}(?:\.\d+)?$`)
	clockOnly  = regexp.MustCompile(`^(\d{1,2})[:：](\d{2})(?:[:：]\d{2})?(?: ?(am|pm))?$`)
)

// wordLayouts are dates with the month's name, in whatever case, without commas and points, one blank between.
var wordLayouts = []string{
	"2 Jan 2006", "2 January 2006", "Jan 2 2006", "January 2 2006", "2-Jan-2006", "2-Jan-06", "2/Jan/2006", "2 Jan 06", "2006 Jan 2", "2006-Jan-2", "2-January-2006",
}

// moment is a day, with a time where there is one.
type moment struct {
	day  models.Date
	time models.TimeOfDay
}

// form is what a date looks like.
type form int

const (
	noDate   form = iota
	plain         // it can mean one day only
	ordered       // a and b are day and month, in the order of the column
	yearless      // 3月5日
	counted       // a number that may count days
)

// written is a date as it stands.
type written struct {
	form   form
	moment moment
	a, b   int // of ordered: the first two numbers
	year   int
	short  bool // of ordered: three numbers of two figures, of which the year may be the first as well
	c      int  // the third of them
	single bool // which has one figure, so that it is no year
	point  bool // of ordered: points stand between, as where days come first
	exists bool // of plain: there is such a day
}

// mayBeDate reports a text that is as long as dates are, and begins as they do; most others are told from them by that.
func mayBeDate(text string) bool {
	switch {
	case text == "" || len(text) > 60:
		return false
	case text[0] >= '0' && text[0] <= '9':
		return len(text) == 5 || len(text) == 8 || strings.ContainsAny(text, "-/.年月 ") || text[len(text)-1] >= 0x80
	case text[0] >= 0x80:
		return strings.ContainsAny(text, "年月-/.０１２３４５６７８９")
	}
	return len(text) <= 40 && strings.ContainsAny(text, "0123456789") && strings.ContainsAny(text, " -/,")
}

// readDate reads a date as far as the cell alone says it.
func readDate(text string) written {
	if text = strings.TrimSpace(text); !mayBeDate(text) {
		return written{}
	}
	text = key.Fold(text)
	if m := yearFirst.FindStringSubmatch(text); m != nil {
		return dated(m[1], m[3], m[4], m[5:8])
	}
	if m := compact.FindStringSubmatch(text); m != nil {
		if w := dated(m[1], m[2], m[3], nil); w.exists {
			return w
		}
		return written{}
	}
	if noYear.MatchString(text) {
		return written{form: yearless}
	}
	if serial.MatchString(text) {
		return counting(text)
	}
	text = strings.TrimSpace(weekday.ReplaceAllString(text, ""))
	if m := hanDate.FindStringSubmatch(text); m != nil {
		return dated(m[1], m[2], m[3], m[4:7])
	}
	if m := yearLast.FindStringSubmatch(text); m != nil {
		w := written{form: ordered, a: atoi(m[1]), b: atoi(m[3]), year: century(m[4]), point: m[2] == "."}
		switch {
		case len(m[4]) == 1 && w.point: // 1.2.3 is no date
			return written{}
		case len(m[4]) < 3:
			w.short, w.c, w.single = true, atoi(m[4]), len(m[4]) == 1
		}
		w.moment.time = clock(m[5], m[6], m[7])
		return w
	}
	if !letters.MatchString(text) {
		return written{}
	}
	text = ordinalEnd.ReplaceAllString(text, "$1")
	text = strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", " ").Replace(text)), " ")
	for _, layout := range wordLayouts {
		if at, err := time.Parse(layout, text); err == nil {
			return written{form: plain, moment: moment{day: models.DateOf(at)}, exists: true}
		}
	}
	return written{}
}

// Numbers that count days: from 1970 to 2100. Other numbers of five digits are no dates.
const (
	firstSerial = 25569
	lastSerial  = 73050
)

func counting(text string) written {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n < firstSerial || n > lastSerial {
		return written{}
	}
	day := models.NewDate(1899, time.December, 30).AddDays(int(n))
	minutes := int((n-float64(int(n)))*24*60 + 0.5)
	w := written{form: counted, moment: moment{day: day}, exists: true}
	if minutes > 0 && minutes < 24*60 {
		w.moment.time = clock(strconv.Itoa(minutes/60), two(minutes%60), "")
	}
	return w
}

func two(n int) string { return strconv.Itoa(n/10) + strconv.Itoa(n%10) }

func dated(year, month, day string, at []string) written {
	w := written{form: plain}
	w.moment.day, w.exists = exactly(atoi(year), atoi(month), atoi(day))
	if len(at) == 3 {
		w.moment.time = clock(at[0], at[1], at[2])
	}
	return w
}

// exactly is a day, if there is one.
func exactly(year, month, day int) (models.Date, bool) {
	d := models.NewDate(year, time.Month(month), day)
	return d, month >= 1 && month <= 12 && day >= 1 && d == models.NewDate(year, time.Month(month), 1).AddDays(day-1) && d.MonthStart() == models.NewDate(year, time.Month(month), 1)
}

// clock is a time of day; midnight, which stands behind days in many exports, is none.
func clock(hour, minute, half string) models.TimeOfDay {
	h := atoi(hour)
	if (half == "pm" || half == "下午") && h < 12 {
		h += 12
	}
	if half == "am" && h == 12 {
		h = 0
	}
	at, err := models.ParseTimeOfDay(two(h) + ":" + minute)
	if err != nil || at == "00:00" {
		return ""
	}
	return at
}

func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return -1
	}
	return n
}

// century makes 26 the year 2026 and 85 the year 1985.
func century(digits string) int {
	n := atoi(digits)
	switch {
	case len(digits) > 2:
		return n
	case n >= 70:
		return 1900 + n
	}
	return 2000 + n
}

// in returns the day in a column of an order. key is that of the refusal; "" where it is a day.
func (w written) in(order Order) (day models.Date, key string) {
	day, exists := w.moment.day, w.exists
	switch w.form {
	case noDate:
		return day, "error.bad_date"
	case yearless:
		return day, "error.row_year"
	case ordered:
		day, exists = w.as(order)
	}
	if !exists {
		return models.Date{}, "error.no_such_day"
	}
	return day, ""
}

// as is the day that the numbers are in an order, if there is one.
func (w written) as(order Order) (models.Date, bool) {
	switch {
	case order == YearFirst && w.short && !w.point:
		return exactly(century(two(w.a)), w.b, w.c)
	case order == YearFirst, w.single: // the year has four figures and stands last, or has none
		return models.Date{}, false
	case order == MonthFirst:
		return exactly(w.year, w.a, w.b)
	}
	return exactly(w.year, w.b, w.a)
}

// orders counts what dates of a column say of its order.
type orders struct {
	dates int    // that mean another day in another order
	fit   [3]int // of dates: how many fit each of orderList
	point int    // of dates: with points, as where days come first
	short int    // of dates: with years of two figures
}

// orderList are the orders, the one that is preset first.
var orderList = [3]Order{DayFirst, MonthFirst, YearFirst}

func (o *orders) add(w written) {
	if w.form != ordered {
		return
	}
	var fit [3]int
	days := map[models.Date]bool{}
	for i, order := range orderList {
		if day, exists := w.as(order); exists {
			fit[i] = 1
			days[day] = true
		}
	}
	if fits := fit[0] + fit[1] + fit[2]; fits == 0 || fits > 1 && len(days) == 1 {
		return
	}
	*o = o.plus(orders{1, fit, btoi(w.point), btoi(w.short)})
}

func (o orders) plus(p orders) orders {
	for i, n := range p.fit {
		o.fit[i] += n
	}
	return orders{o.dates + p.dates, o.fit, o.point + p.point, o.short + p.short}
}

// says counts the orders that all dates fit, and returns the one that most do.
func (o orders) says() (count int, most Order) {
	best := 0
	for i, n := range o.fit {
		count += btoi(n == o.dates)
		if n > best {
			best, most = n, orderList[i]
		}
	}
	return count, most
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
