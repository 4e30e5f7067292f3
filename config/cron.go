package config

import (
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// parser takes cron's five fields and its names for them, such as @weekly.
var cronParser = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)

const cronExample = `write minute, hour, day, month and weekday, such as "0 9 * * 1-5" for 9:00 on workdays, or "off"`

// spec checks a cron spec. With zoned, a spec may begin with its zone.
func spec(zoned bool, at func(*Config) *string) func(*Config, value) problem {
	return text(func(given string) (string, problem) {
		given = strings.TrimSpace(given)
		if given == "" || given == "off" || given == "false" {
			return "", nil
		}
		fields, named, bad := cutZone(given)
		if bad != nil {
			return "", bad
		}
		if named && !zoned {
			return "", wrongf("must not name a time zone: it runs in each person's own")
		}
		return given, checkFields(fields)
	}, at)
}

// cutZone cuts a leading CRON_TZ=Zone off. robfig/cron does so itself, but panics when nothing follows.
func cutZone(given string) (fields string, named bool, bad problem) {
	rest, named := strings.CutPrefix(given, "CRON_TZ=")
	if !named {
		rest, named = strings.CutPrefix(given, "TZ=")
	}
	if !named {
		return given, false, nil
	}
	name, fields, _ := strings.Cut(rest, " ")
	_, bad = zone(name)
	return strings.TrimSpace(fields), true, bad
}

func checkFields(fields string) problem {
	if strings.HasPrefix(fields, "@every") {
		return wrongf("%q has no time of day; %s", fields, cronExample)
	}
	schedule, err := cronParser.Parse(fields)
	if err != nil {
		return wrongf("%q is no cron spec (%v); %s", fields, err, cronExample)
	}
	if schedule.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return wrongf("%q names a day that never comes; %s", fields, cronExample)
	}
	return nil
}
