package config

import (
	"regexp"
	"strings"
	"time"
)

// Target is how soon tickets of a priority are to be answered and to be solved, in working time; 0 is no target.
type Target struct{ Response, Solve time.Duration }

// priorities are those of tickets, the most urgent first.
var priorities = []string{"urgent", "high", "normal", "low"}

// defaultTargets are for a day of eight or nine working hours.
func defaultTargets() map[string]Target {
	return map[string]Target{
		"urgent": {30 * time.Minute, 4 * time.Hour},
		"high":   {time.Hour, 8 * time.Hour},
		"normal": {4 * time.Hour, 24 * time.Hour},
		"low":    {8 * time.Hour, 40 * time.Hour},
	}
}

// longestTarget is a working year, and more than anybody promises.
const longestTarget = 2000 * time.Hour

// setTargets reads {urgent: {response: 30m, solve: 4h}}. What isn't named keeps its default.
func setTargets(c *Config, v value) problem {
	given, bad := v.fields(priorities...)
	targets := defaultTargets()
	for _, priority := range priorities {
		of, named := given[priority]
		if !named {
			continue
		}
		target, wrong := readTarget(of, targets[priority])
		for i := range wrong {
			wrong[i].below = "." + priority + wrong[i].below
			if wrong[i].at == (place{}) {
				wrong[i].at = of.at
			}
		}
		bad, targets[priority] = append(bad, wrong...), target
	}
	if bad == nil {
		c.Service.Targets = targets
	}
	return bad
}

func readTarget(v value, target Target) (Target, problem) {
	given, bad := v.fields("response", "solve")
	for _, part := range []struct {
		name string
		at   *time.Duration
	}{{"response", &target.Response}, {"solve", &target.Solve}} {
		of, named := given[part.name]
		if !named {
			continue
		}
		text, refused := of.text()
		if refused == nil {
			*part.at, refused = workingTime(text)
		}
		for _, w := range refused {
			bad = append(bad, wrong{of.at, "." + part.name, w.message})
		}
	}
	if bad == nil && target.Response > 0 && target.Solve > 0 && target.Solve < target.Response {
		return target, wrongf("is to be solved within %s, before it is answered within %s; a solution is an answer too", shortly(target.Solve), shortly(target.Response))
	}
	return target, bad
}

// workingTime reads a time such as 30m, 4h or 1h30m; 0 is no target.
func workingTime(text string) (time.Duration, problem) {
	text = strings.TrimSpace(text)
	if text == "0" {
		return 0, nil
	}
	work, err := time.ParseDuration(text)
	if err != nil || work < 0 || work > longestTarget || work%time.Minute != 0 {
		return 0, wrongf("%q is not a working time such as 30m, 4h or 1h30m, in whole minutes, at most %s; 0 is no target", text, shortly(longestTarget))
	}
	return work, nil
}

// shortly is a time without the parts that are zero.
func shortly(d time.Duration) string {
	text := strings.TrimSuffix(d.String(), "0s")
	if rest, whole := strings.CutSuffix(text, "h0m"); whole {
		return rest + "h"
	}
	return text
}

// emojiForm is an emoji's name as Slack takes it, also one of the workspace's own.
var emojiForm = regexp.MustCompile(`^[\pL\pN_+'-]{1,100}$`)

// emojiName takes the name of an emoji, with or without colons; "" is none.
func emojiName(given string) (string, problem) {
	name := strings.Trim(strings.TrimSpace(given), ":")
	if strings.TrimSpace(given) != "" && (!emojiForm.MatchString(name) || name != strings.ToLower(name)) {
		return "", wrongf("%q is not the name of an emoji, such as ticket or admission_tickets", given)
	}
	return name, nil
}
