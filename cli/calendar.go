package cli

import (
	"cmp"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// aheadOfHolidays is how long before a year with unknown holidays the log says so.
const aheadOfHolidays = 30 * 24 * time.Hour

// calendarOf returns the configured calendar with the team's own dates. A file that can't be read stops the program:
// otherwise days off would be missed without anybody noticing.
func calendarOf(cfg config.Reminders, now time.Time, log *slog.Logger) (workday.Calendar, error) {
	own, err := ownDates(cfg.OwnDates)
	if err != nil {
		return workday.Calendar{}, fmt.Errorf("reminders.own_dates: %w", err)
	}
	calendar, err := workday.New(cfg.Calendar, own)
	if err != nil {
		return calendar, fmt.Errorf("reminders.calendar: %w", err)
	}
	for _, soon := range []models.Date{models.DateOf(now), models.DateOf(now.Add(aheadOfHolidays))} {
		if !calendar.Day(soon).Known {
			log.Warn("the holidays of this year are not known: only weekends are pointed out; list them in reminders.own_dates",
				"calendar", cfg.Calendar, "year", soon.Year())
			break
		}
	}
	return calendar, nil
}

// serviceHours returns when the team serves its customers, on the workdays of its calendar.
func serviceHours(cfg config.Config, calendar workday.Calendar) workday.Hours {
	var week workday.Week
	for _, h := range cfg.Service.Hours {
		week[h.Day] = append(week[h.Day], workday.Span{From: h.From, To: h.To})
	}
	return workday.NewHours(week, cmp.Or(cfg.Service.Zone, cfg.Team.Zone), calendar)
}

// serviceOf returns how the team serves its customers.
func serviceOf(cfg config.Config, calendar workday.Calendar) models.Service {
	targets := map[models.Priority]models.ServiceTarget{}
	for priority, target := range cfg.Service.Targets {
		targets[models.Priority(priority)] = models.ServiceTarget{Response: target.Response, Solve: target.Solve}
	}
	return models.Service{
		Time: serviceHours(cfg, calendar), Targets: targets, Emoji: cfg.Service.Emoji, RoundRobin: cfg.Service.Assign == "round-robin", Agents: cfg.Service.Agents,
	}
}

func ownDates(name string) ([]workday.Entry, error) {
	if name == "" {
		return nil, nil
	}
	file, err := os.Open(name) //nolint:gosec // the operator names it in the configuration
	if err != nil {
		return nil, fmt.Errorf("open the own dates: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	own, err := workday.Read(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return own, nil
}
