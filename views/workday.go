package views

import (
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// DayOff points out that a day is a holiday or on a weekend, and which workday is next; "" on a workday and for no date.
func DayOff(p *i18n.Printer, calendar workday.Calendar, d models.Date) string {
	day := calendar.Day(d)
	if !day.Off {
		return ""
	}
	holiday := map[string]string{i18n.English: day.EN, i18n.Chinese: day.ZH}[p.Language()]
	words := []any{"Day", said(p, models.Moment{Day: d}), "Next", said(p, models.Moment{Day: calendar.Next(d)})}
	if holiday == "" {
		return p.T("notice.weekend", words...)
	}
	return p.T("notice.holiday", append(words, "Holiday", Escape(holiday))...)
}
