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
	timePart   = `(?:[ t]+(\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)? ?(am|pm|上午|下午)?(?: ?(?:z|utc|gmt|[-+]\d{2}:?\d{2}))?)?`
	yearFirst  = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})[-/.](\d{1,2})` + timePart + `$`)
	compact    = regexp.MustCompile(`^((?:19|20)\d{2})(\d{2})(\d{2})$`)
	hanDate    = regexp.MustCompile(`^(\d{4})年(\d{1,2})月(\d{1,2})[日号]?` + timePart + `$`)
	yearLast   = regexp.MustCompile(`^(\d{1,2})([-/.]) ?(\d{1,2})[-/.] ?(\d{4}|\d{2})` + timePart + `$`)
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
	a, b   int // of ordered: the two numbers
	year   int
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
		if order == MonthFirst {
			day, exists = exactly(w.year, w.a, w.b)
		} else {
			day, exists = exactly(w.year, w.b, w.a)
		}
	}
	if !exists {
		return models.Date{}, "error.no_such_day"
	}
	return day, ""
}

// orders counts what dates of a column say of its order.
type orders struct {
	day, month, open, point int
}

func (o *orders) add(w written) {
	switch {
	case w.form != ordered:
	case w.a > 12 && w.b <= 12:
		o.day++
	case w.b > 12 && w.a <= 12:
		o.month++
	case w.a == w.b: // one day whichever it is
	default:
		o.open++
		o.point += btoi(w.point)
	}
}

func (o orders) plus(p orders) orders {
	return orders{o.day + p.day, o.month + p.month, o.open + p.open, o.point + p.point}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
