package cli

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/workday"
)

// A year that nobody has announced is told in the log from a month before, until its days are listed.
func TestUnknownHolidaysAreTold(t *testing.T) {
	own := filepath.Join(t.TempDir(), "days.txt")
	if err := os.WriteFile(own, []byte("2099-02-15 春节 | Spring Festival\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		cfg  config.Reminders
		now  string
		told string
	}{
		{"known", config.Reminders{Calendar: "cn"}, "2025-06-01", ""},
		{"long before", config.Reminders{Calendar: "cn", OwnDates: own}, "2099-06-01", ""},
		{"a month before", config.Reminders{Calendar: "cn", OwnDates: own}, "2099-12-15", "year=2100"},
		{"unknown", config.Reminders{Calendar: "cn"}, "2099-06-01", "year=2099"},
		{"by rule", config.Reminders{Calendar: "us"}, "2099-06-01", ""},
		{"weekends only", config.Reminders{Calendar: "none"}, "2099-06-01", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			now, err := time.Parse(time.DateOnly, c.now)
			if err != nil {
				t.Fatal(err)
			}
			var log bytes.Buffer
			calendar, err := calendarOf(c.cfg, now, slog.New(slog.NewTextHandler(&log, nil)))
			if err != nil {
				t.Fatal(err)
			}
			if got := log.String(); (got == "") != (c.told == "") || !strings.Contains(got, c.told) {
				t.Errorf("the log says %q", got)
			}
			if day := calendar.Day(models.NewDate(2099, 2, 15)); c.cfg.OwnDates != "" && day.EN != "Spring Festival" {
				t.Errorf("the own date is %+v", day)
			}
		})
	}
}

// The hours of the configuration are those of the team's calendar, by the clocks of their zone.
func TestServiceHours(t *testing.T) {
	cfg := config.Default()
	calendar, err := calendarOf(cfg.Reminders, time.Now(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	from := time.Date(2026, 10, 1, 0, 0, 0, 0, cfg.Team.Zone)
	if got := serviceHours(cfg, calendar).Elapsed(from, from.AddDate(0, 0, 8)); got != 9*time.Hour { // the 8th; the first seven are off
		t.Errorf("%v", got)
	}
	cfg.Service.Zone, cfg.Service.Hours = time.UTC, []config.Hours{{Day: time.Thursday, From: 0, To: 60}, {Day: time.Thursday, From: 600, To: 660}}
	if got := serviceHours(cfg, calendar).After(time.Date(2026, 10, 8, 0, 30, 0, 0, time.UTC), time.Hour); !got.Equal(time.Date(2026, 10, 8, 10, 30, 0, 0, time.UTC)) {
		t.Errorf("%v", got)
	}
}

// What isn't configured of service times is what the domain has by itself.
func TestServiceTargetsAreThoseOfTheDomain(t *testing.T) {
	service := serviceOf(config.Default(), workday.Calendar{})
	if diff := cmp.Diff(models.DefaultTargets(), service.Targets); diff != "" || service.RoundRobin || service.Emoji != "ticket" {
		t.Errorf("%+v\n%s", service, diff)
	}
	cfg := config.Default()
	cfg.Service.Assign, cfg.Service.Agents, cfg.Service.Emoji = "round-robin", []string{"U0BOB"}, ""
	if service := serviceOf(cfg, workday.Calendar{}); !service.RoundRobin || service.Emoji != "" || service.Agents[0] != "U0BOB" {
		t.Errorf("%+v", service)
	}
}
