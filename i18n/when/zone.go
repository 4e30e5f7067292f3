package when

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"time"
)

// zonesText is the table of what clocks are called.
//
//go:embed zones.txt
var zonesText string

// zone is a clock that was named.
type zone struct {
	location *time.Location
	short    string // the abbreviation, in capitals, when it was named by one
}

// zoneWord is a name of clocks.
type zoneWord struct {
	word     string   // folded
	zones    []string // IANA
	short    bool     // an abbreviation: read behind a time
	capitals bool     // read in capitals only
}

// zoneWords are the names in zones.txt, longer ones first.
var zoneWords = readZones(zonesText)

func readZones(table string) []zoneWord {
	var words []zoneWord
	add := func(w zoneWord, name string) {
		at := slices.IndexFunc(words, func(other zoneWord) bool { return other.word == w.word && other.short == w.short })
		if at < 0 {
			at = len(words)
			words = append(words, w)
		}
		words[at].zones = append(words[at].zones, name)
	}
	for line := range strings.Lines(table) {
		columns := strings.Split(strings.TrimSpace(line), "|")
		if strings.HasPrefix(line, "#") || len(columns) != 3 {
			continue
		}
		name := strings.TrimSpace(columns[0])
		for _, short := range strings.Fields(columns[1]) {
			bare, capitals := strings.CutSuffix(short, "!")
			add(zoneWord{word: strings.ToLower(bare), short: true, capitals: capitals}, name)
		}
		for city := range strings.SplitSeq(columns[2], ",") {
			if city = strings.TrimSpace(city); city != "" {
				add(zoneWord{word: city}, name)
			}
		}
	}
	slices.SortStableFunc(words, func(a, b zoneWord) int { return len(b.word) - len(a.word) })
	return words
}

// ZonesNamed returns the IANA zones that a text names, as 北京, new york, EST or UTC+8 do, in the order of the table; none where it
// names none. What has no IANA name, as UTC+5:45, isn't among them.
func ZonesNamed(text string) []string {
	s := fold(strings.TrimSpace(text))
	whole := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(s.text, "时间"), " time"))
	var names []string
	for _, w := range zoneWords {
		if w.word == whole {
			names = append(names, w.zones...)
		}
	}
	p := phrase{scanner: s}
	if len(names) < 2 && p.eatOffset() && p.at == len(p.text) && len(p.zones) == 1 && strings.HasPrefix(p.zones[0].location.String(), "Etc/") {
		return []string{p.zones[0].location.String()}
	}
	return names
}

// zoneHere reads whose clock a time is said by: 9am EST, 9:00 (UTC+8), 北京时间9点, 3pm New York time.
func (p *phrase) zoneHere() bool {
	start := p.at
	bracket := p.eat("(")
	if !p.namedZone() && !p.eatOffset() && !p.shortZone() && !p.ianaZone() {
		return p.back(start)
	}
	if bracket && !p.eat(")") || !p.timed() && !p.timeComes() {
		p.zones = nil
		return p.back(start)
	}
	return true
}

func (p *phrase) timed() bool { return p.clock != nil || p.part != nil }

// namedZone reads a name in front of time or 时间.
func (p *phrase) namedZone() bool {
	start := p.at
	for _, w := range zoneWords {
		if w.short || !p.eat(w.word) {
			continue
		}
		if p.then("standard time", "daylight time", "local time", "time", "时间") {
			return p.zonesOf(w)
		}
		p.at = start
	}
	return false
}

// timeComes looks ahead for a time, perhaps behind a day.
func (p *phrase) timeComes() bool {
	ahead := *p
	ahead.zones = []zone{{}}
	ahead.pieces()
	return ahead.timed()
}

// shortZone reads an abbreviation.
func (p *phrase) shortZone() bool {
	start := p.at
	for _, w := range zoneWords {
		if !w.short || !p.eat(w.word) {
			continue
		}
		written := p.source[p.origin[start]:p.origin[p.at]]
		if (w.capitals || !p.timed()) && written != strings.ToUpper(written) {
			p.at = start
			continue
		}
		return p.zonesOf(w)
	}
	return false
}

// ianaZone reads a name such as America/New_York.
func (p *phrase) ianaZone() bool {
	at := p.at
	for at < len(p.text) && (isAlnum(p.text[at]) || strings.IndexByte("/_+-", p.text[at]) >= 0) {
		at++
	}
	written := p.source[p.origin[p.at]:p.origin[at]]
	if !strings.Contains(written, "/") {
		return false
	}
	location, err := time.LoadLocation(written)
	if err != nil {
		return false
	}
	p.at, p.zones = at, []zone{{location: location}}
	return true
}

// zonesOf names the zones of a word. Of several, the person's own is meant where it is called so.
func (p *phrase) zonesOf(w zoneWord) bool {
	short := ""
	if w.short {
		short = strings.ToUpper(w.word)
		if _, known := offsetOf(p.home(), short, p.instant); known && len(w.zones) > 1 {
			p.zones = []zone{{p.home(), short}}
			return true
		}
	}
	for _, name := range w.zones {
		location, err := time.LoadLocation(name)
		if err == nil { // a system may lack one
			p.zones = append(p.zones, zone{location, short})
		}
	}
	return len(p.zones) > 0
}

// home is where the person lives.
func (p *phrase) home() *time.Location {
	if p.lives != nil {
		return p.lives
	}
	return p.instant.Location()
}

// eatOffset reads UTC+8, GMT-5 and 东八区.
func (p *phrase) eatOffset() bool {
	start := p.at
	if p.eat("东八区") {
		p.at = start + len("东八区")
		return p.fixed(8 * time.Hour)
	}
	if !strings.HasPrefix(p.text[p.at:], "utc") && !strings.HasPrefix(p.text[p.at:], "gmt") {
		return false
	}
	p.at += len("utc")
	p.skip(blanks)
	return (p.next() == '+' || p.next() == '-') && p.offset() || p.back(start)
}

// furthest is how far a zone may lie from UTC.
const furthest = 14

// offset reads +8, +08:00 or -0530.
func (p *phrase) offset() bool {
	start, sign := p.at, time.Duration(1)
	if p.next() == '-' {
		sign = -1
	}
	p.at++
	n, length := p.digits(4)
	hour, minute := n, 0
	if length > 2 {
		hour, minute = n/100, n%100
	} else if p.eat(":") {
		minute, _ = p.digits(2)
	}
	if length == 0 || hour > furthest || minute > 59 || p.goesOn(p.at) {
		return p.back(start)
	}
	return p.fixed(sign * (time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute))
}

// fixed names the clock so far from UTC, by its IANA name where it has one.
func (p *phrase) fixed(offset time.Duration) bool {
	location := time.FixedZone("", int(offset/time.Second))
	if offset%time.Hour == 0 {
		if named, err := time.LoadLocation(fmt.Sprintf("Etc/GMT%+d", -int(offset/time.Hour))); err == nil {
			location = named
		}
	}
	p.zones = []zone{{location: location}}
	return true
}

// offsetOf returns how far an abbreviation lies from UTC in a zone, in seconds, in the year around a moment; false where
// the zone's clocks don't go by it then.
func offsetOf(location *time.Location, short string, around time.Time) (seconds int, known bool) {
	for month := range 12 {
		name, offset := around.AddDate(0, month, 0).In(location).Zone()
		if name == short {
			return offset, true
		}
	}
	return 0, false
}

// inZones returns what the phrase may mean by the clocks it names, on the person's own clock, and whether all of it is past.
// only is the one clock it is; nil where there are several, or the clock has no name.
func (p *phrase) inZones(ref Reference, following *phrase) (readings []Moment, past bool, only *time.Location) {
	var all []Moment
	for _, z := range p.zones {
		for _, m := range p.facesIn(z.location, ref, following) {
			all = append(all, p.onOwnClock(m, z)...)
		}
	}
	var coming []Moment
	for _, m := range all {
		if !p.isPast(m) {
			coming = append(coming, m)
		}
	}
	if len(coming) == 0 {
		coming, past = all[:min(1, len(all))], true
	}
	if len(coming) == 0 {
		p.fail(NoSuchTime)
	}
	readings = unique(coming)
	if len(readings) == 1 && len(p.zones) == 1 && p.zones[0].location.String() != "" {
		only = p.zones[0].location
	}
	return readings, past, only
}

// facesIn returns what the phrase means to who lives by a clock, as that clock shows it. Where it is another day there, a
// word such as tomorrow means the person's own day first.
func (p *phrase) facesIn(location *time.Location, ref Reference, following *phrase) []Moment {
	there := func(day time.Time) []Moment {
		q := newPhrase(p.source, Reference{ref.Now.In(location), ref.Locale, ref.Calendar})
		q.lives = p.instant.Location()
		if day.After(q.today) {
			q.now = 0
		} else if day.Before(q.today) {
			q.now = wholeDay
		}
		q.today, q.anchor = day, day
		q.follow(following)
		q.pieces()
		q.inherit(following)
		moments, _ := q.readings()
		if q.wrong != "" {
			p.fail(q.wrong)
		}
		return moments
	}
	own, theirs := p.today, midnight(ref.Now.In(location))
	if p.days == nil || own.Equal(theirs) {
		return there(theirs)
	}
	return append(there(own), there(theirs)...)
}

// onOwnClock returns what the person's clock shows when that of a zone shows a moment; and, where the zone's clocks don't go by
// the abbreviation then (9am EST in July), also what it shows when they would.
func (p *phrase) onOwnClock(m Moment, z zone) []Moment {
	if m.Time == "" {
		return []Moment{m}
	}
	hour, minute := m.hourMinute()
	at := time.Date(m.Day.Year(), m.Day.Month(), m.Day.Day(), hour, minute, 0, 0, z.location)
	moments := []Moment{momentOf(at.In(p.instant.Location()))}
	if name, now := at.Zone(); z.short != "" && name != z.short {
		if offset, known := offsetOf(z.location, z.short, at); known && offset != now {
			moments = append(moments, momentOf(at.Add(time.Duration(now-offset)*time.Second).In(p.instant.Location())))
		}
	}
	return moments
}

func momentOf(at time.Time) Moment { return Moment{midnight(at), at.Format("15:04")} }

// hourMinute are the numbers of the moment's time.
func (m Moment) hourMinute() (hour, minute int) {
	return 10*int(m.Time[0]-'0') + int(m.Time[1]-'0'), 10*int(m.Time[3]-'0') + int(m.Time[4]-'0')
}
