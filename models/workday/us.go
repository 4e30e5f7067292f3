package workday

import (
	"github.com/rickar/cal/v2/us"

	"github.com/guanxi-crm/guanxi/models"
)

// americanNames are the federal holidays' names in Chinese (5 U.S.C. 6103), by the library's English ones.
var americanNames = map[string]string{
	"New Year's Day":             "元旦",
	"Martin Luther King Jr. Day": "马丁·路德·金日",
	"Presidents' Day":            "总统日",
	"Memorial Day":               "阵亡将士纪念日",
	"Juneteenth":                 "六月节",
	"Independence Day":           "独立日",
	"Labor Day":                  "劳动节",
	"Columbus Day":               "哥伦布日",
	"Veterans Day":               "退伍军人节",
	"Thanksgiving Day":           "感恩节",
	"Christmas Day":              "圣诞节",
}

// american tells a federal holiday, also on the weekday on which one that falls on a weekend is observed: New Year's
// Day may be so in the year before.
func american(d models.Date) (Day, bool) {
	for _, year := range []int{d.Year(), d.Year() + 1} {
		for _, h := range us.Holidays {
			actual, observed := h.Calc(year)
			zh := americanNames[h.Name]
			switch {
			case actual.IsZero():
			case models.DateOf(actual) == d:
				return Day{Off: true, EN: h.Name, ZH: zh}, true
			case models.DateOf(observed) == d:
				return Day{Off: true, EN: h.Name + " (observed)", ZH: zh + "（补假）"}, true
			}
		}
	}
	return Day{}, false
}
