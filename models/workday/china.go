package workday

import (
	"github.com/6tail/lunar-go/HolidayUtil"

	"github.com/guanxi-crm/guanxi/models"
)

// firstChineseYear is the first of which lunar-go has the whole year.
const firstChineseYear = 2002

// nationalDay is in every year's announcement, as month and day.
const nationalDay = "10-01"

// holidayName is a holiday in both languages.
type holidayName struct{ en, zh string }

// chineseNames are lunar-go's names as they are said.
var chineseNames = map[string]holidayName{
	"元旦节":   {"New Year's Day", "元旦"},
	"春节":    {"Spring Festival", "春节"},
	"清明节":   {"Qingming Festival", "清明节"},
	"劳动节":   {"Labour Day", "劳动节"},
	"端午节":   {"Dragon Boat Festival", "端午节"},
	"中秋节":   {"Mid-Autumn Festival", "中秋节"},
	"国庆节":   {"National Day", "国庆节"},
	"国庆中秋":  {"National Day and Mid-Autumn Festival", "国庆节、中秋节"},
	"抗战胜利日": {"Victory Day", "抗战胜利日"},
}

// chinese copies lunar-go's table once: looking a day up there is a search through all of it.
func chinese() (holiday func(models.Date) (Day, bool), knows func(year int) bool) {
	days, years := map[models.Date]Day{}, map[int]bool{}
	for year := firstChineseYear; ; year++ {
		list := HolidayUtil.GetHolidaysByYear(year)
		if list.Len() == 0 { // not announced yet
			break
		}
		for e := list.Front(); e != nil; e = e.Next() {
			h, ok := e.Value.(*HolidayUtil.Holiday)
			if !ok {
				continue
			}
			day, err := models.ParseDate(h.GetDay())
			if err != nil {
				continue
			}
			days[day] = chineseDay(h)
			years[year] = years[year] || h.GetTarget()[len("2026-"):] == nationalDay // a New Year's holiday may come with the year before
		}
	}
	holiday = func(d models.Date) (Day, bool) {
		day, found := days[d]
		return day, found
	}
	return holiday, func(year int) bool { return years[year] }
}

func chineseDay(h *HolidayUtil.Holiday) Day {
	name, known := chineseNames[h.GetName()]
	if !known { // one that a later version of the table brings
		name = holidayName{h.GetName(), h.GetName()}
	}
	if h.IsWork() {
		return Day{EN: "make-up workday for " + name.en, ZH: name.zh + "调休上班"}
	}
	return Day{Off: true, EN: name.en, ZH: name.zh}
}
