package scheduler

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"github.com/guanxi-crm/guanxi/models"
)

// spec is a cron spec in a zone.
type spec struct {
	cron cron.Schedule  // nil: never
	zone *time.Location // nil: the one it is asked for
}

// specs are the parsed specs of a Schedule.
type specs struct {
	digest, summary, report, monthly, quarterly, retention, cleaning, look spec

	digestText string
}

// digestAt returns the digest's spec at another time of day, on the same days.
func (s specs) digestAt(at models.TimeOfDay) spec {
	days := "* * *"
	if parts := strings.Fields(s.digestText); len(parts) == 5 {
		days = strings.Join(parts[2:], " ")
	}
	hour, minute, _ := strings.Cut(string(at), ":")
	parsed, err := parseSpec(minute + " " + hour + " " + days)
	if err != nil { // a time of day that cron can't read
		return s.digest
	}
	return parsed
}

var fields = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

func parseSpecs(s Schedule) (parsed specs, err error) {
	parsed.digestText = s.Digest
	for _, each := range []struct {
		name, text string
		into       *spec
	}{{"digest", s.Digest, &parsed.digest}, {"summary", s.Summary, &parsed.summary}, {"report", s.Report, &parsed.report}, {"monthly report", s.Monthly, &parsed.monthly}, {"quarterly report", s.Quarterly, &parsed.quarterly}, {"retention", retentionAt, &parsed.retention}, {"data cleaning", s.Cleaning, &parsed.cleaning}, {"look", lookAt, &parsed.look}} {
		if *each.into, err = parseSpec(each.text); err != nil {
			return specs{}, fmt.Errorf("schedule of the %s: %w", each.name, err)
		}
	}
	return parsed, nil
}

func parseSpec(text string) (spec, error) {
	var parsed spec
	if text == "" {
		return parsed, nil
	}
	if rest, named := strings.CutPrefix(strings.TrimPrefix(text, "CRON_"), "TZ="); named {
		name, after, _ := strings.Cut(rest, " ")
		zone, err := time.LoadLocation(name)
		if err != nil {
			return spec{}, err
		}
		parsed.zone, text = zone, strings.TrimSpace(after)
	}
	var err error
	parsed.cron, err = fields.Parse(text)
	return parsed, err
}

// in returns the spec's own zone, or the given one when it has none.
func (s spec) in(zone *time.Location) *time.Location {
	if s.zone != nil {
		return s.zone
	}
	return zone
}

// next returns the first time after an instant, by the wall clock of a zone; the zero time when there is none.
//
// cron's own Next loses a time that daylight saving skips and doubles one that it repeats. Here the wall clock is
// counted without a zone, in which every time exists once: a skipped 2:30 happens when the clocks have jumped, a
// repeated one happens the first time.
func (s spec) next(after time.Time, zone *time.Location) time.Time {
	zone = s.in(zone)
	local := after.In(zone)
	wall := time.Date(local.Year(), local.Month(), local.Day(), local.Hour(), local.Minute(), local.Second(), local.Nanosecond(), time.UTC)
	for {
		if wall = s.cron.Next(wall); wall.IsZero() {
			return time.Time{}
		}
		if at := instant(wall, zone); at.After(after) {
			return at
		}
	}
}

// instant returns when a zone's clocks show a wall time, which is given as UTC: the first time where they show it twice,
// and as much after the jump as it would have been where they skip it. time.Date promises neither.
func instant(wall time.Time, zone *time.Location) time.Time {
	const day = 24 * time.Hour
	_, before := wall.Add(-day).In(zone).Zone()
	_, after := wall.Add(day).In(zone).Zone()
	early := wall.Add(-time.Duration(max(before, after)) * time.Second).In(zone)
	late := wall.Add(-time.Duration(min(before, after)) * time.Second).In(zone)
	if shows(early, wall) {
		return early
	}
	return late
}

func shows(at, wall time.Time) bool {
	return at.Format(time.DateTime) == wall.Format(time.DateTime)
}

// lookBack holds the distances at which latest begins to search. Most specs have a time within the first.
var lookBack = [...]time.Duration{2 * 24 * time.Hour, 40 * 24 * time.Hour, 400 * 24 * time.Hour}

// latest returns the last time after one instant and not after another; ok is false when there is none. Of several
// missed times only this one is made up for.
func (s spec) latest(after, until time.Time, zone *time.Location) (at time.Time, ok bool) {
	if s.cron == nil {
		return time.Time{}, false
	}
	for _, back := range append(lookBack[:len(lookBack):len(lookBack)], until.Sub(after)) {
		from := until.Add(-back)
		if from.Before(after) {
			from = after
		}
		for next := s.next(from, zone); !next.IsZero() && !next.After(until); next = s.next(next, zone) {
			at, ok = next, true
		}
		if ok || from.Equal(after) {
			break
		}
	}
	return at, ok
}
