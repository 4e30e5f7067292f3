package when

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/i18n"
)

// fragments are what phrases are made of, and what stands beside them.
var fragments = []string{
	"下", "上", "这", "个", "周", "星期", "三", "天", "十", "二十", "半", "后", "前", "月", "号", "日", "年", "底", "初", "中", "点", "刻", "分", "下午", "晚上",
	"今天", "明天", "今晚", "差", "过", "2026", "12", "31", "0", "3", ":", "/", "-", ".", " ", "，", "（", ")", "next", "friday", "wed", "in", "at", "the",
	"或", "到", "、", "每", "春节", "元旦", "国庆", "年后", "季度", "工作日", "过几天", "北京时间", "UTC+8", "EST", "CST", "or", "every", "q1", "early", "mid", "christmas", "after", "by",
	"10:00-11:00", "15h", "T14:00", "5.12.", "end of", "month", "week", "days", "hours", "ago", "from", "dec", "feb", "15th", "half", "past", "to", "pm", "midnight", "tonight", "送报价",
	"call Bob", "\x00", "\xff", "\u200b", "İ", "ſ", "K", "𝟛", "零", "二零二六年",
}

func phrases() *rapid.Generator[string] {
	made := rapid.Custom(func(t *rapid.T) string {
		parts := rapid.SliceOfN(rapid.SampledFrom(fragments), 0, 9).Draw(t, "fragments")
		return strings.Join(parts, rapid.SampledFrom([]string{"", " "}).Draw(t, "between"))
	})
	return rapid.OneOf(made, rapid.String())
}

func references() *rapid.Generator[Reference] {
	return rapid.Custom(func(t *rapid.T) Reference {
		name := rapid.SampledFrom([]string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "Pacific/Apia"}).Draw(t, "zone")
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Unix(rapid.Int64Range(1_700_000_000, 2_000_000_000).Draw(t, "now"), 0).In(zone)
		return Reference{Now: now, Locale: rapid.SampledFrom([]string{"", "en", "en-US", "en-GB", "zh-CN", "de-DE"}).Draw(t, "locale"), Calendar: someHolidays}
	})
}

// TestWhatHoldsOfEveryPhrase: nothing past unless it says so, nothing invented, nothing lost.
func TestWhatHoldsOfEveryPhrase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text, ref := phrases().Draw(t, "text"), references().Draw(t, "reference")
		check(t, text, ref)
		checkFound(t, text, ref)
	})
}

type failing interface{ Fatalf(string, ...any) }

// checkFound tells that a date found within a text takes nothing of it but its own words, and is never past behind others.
func checkFound(t failing, text string, ref Reference) {
	w, err := Find(text, ref)
	if err != nil {
		return
	}
	if w.Past && w.Before != "" {
		t.Fatalf("%q: %v is past and stands behind %q", text, w.Moment, w.Before)
	}
	if len(w.Readings) == 0 || len(w.Readings) > maxReadings || w.Moment != w.Readings[0] {
		t.Fatalf("%q: readings %v, first %v", text, w.Readings, w.Moment)
	}
	if today := ref.Now.Format(time.DateOnly); !w.Past && w.Day.Format(time.DateOnly) < today {
		t.Fatalf("%q at %v: %v", text, ref.Now, w.Moment)
	}
	if utf8.ValidString(text) && !utf8.ValidString(w.Before+w.Phrase+w.Rest) {
		t.Fatalf("%q is cut into %q, %q, %q", text, w.Before, w.Phrase, w.Rest)
	}
	words := func(text string) string {
		return strings.Map(func(r rune) rune {
			if strings.ContainsRune(",;:-–—，；：、。.!?！？()（）的", r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) {
				return -1
			}
			return r
		}, strings.ToValidUTF8(text, ""))
	}
	if w.Before == strings.TrimSpace(text) { // several phrases: all of it is left
		return
	}
	if got, want := sorted(words(w.Before+w.Phrase+w.Rest)), sorted(words(text)); got != want { // a day and a time may stand apart
		t.Fatalf("%q is not %q, %q, %q", text, w.Before, w.Phrase, w.Rest)
	}
}

func sorted(text string) string {
	runes := []rune(text)
	slices.Sort(runes)
	return string(runes)
}

func check(t failing, text string, ref Reference) {
	w, err := Parse(text, ref)
	if impossible := (*ImpossibleError)(nil); err != nil {
		if !errors.Is(err, ErrNone) && (!errors.As(err, &impossible) || impossible.Phrase == "" || !strings.Contains(text, impossible.Phrase)) {
			t.Fatalf("%q: %v", text, err)
		}
		return
	}
	if len(w.Readings) == 0 || len(w.Readings) > 3 || w.Moment != w.Readings[0] {
		t.Fatalf("%q: readings %v, first %v", text, w.Readings, w.Moment)
	}
	today, now := ref.Now.Format(time.DateOnly), ref.Now.Format("15:04")
	seen := map[Moment]bool{}
	for _, m := range w.Readings {
		day := m.Day.Format(time.DateOnly)
		if before := day < today || day == today && m.Time != "" && m.Time < now; before != w.Past {
			t.Fatalf("%q at %v: %s %s, past: %v", text, ref.Now, day, m.Time, w.Past)
		}
		if _, err := time.Parse("15:04", m.Time); err != nil && m.Time != "" || !m.Day.Equal(midnight(m.Day)) || m.Day.Location() != time.UTC {
			t.Fatalf("%q: %v", text, m)
		}
		if seen[m] {
			t.Fatalf("%q: %v twice", text, m)
		}
		seen[m] = true
	}
	if !strings.HasSuffix(strings.TrimSpace(text), w.Rest) {
		t.Fatalf("the rest %q is not the end of %q", w.Rest, text)
	}
	if w.Phrase == "" || !strings.Contains(text, w.Phrase) || utf8.ValidString(text) && !utf8.ValidString(w.Phrase+w.Rest) {
		t.Fatalf("phrase %q, rest %q of %q", w.Phrase, w.Rest, text)
	}
}

// TestWhatIsPrintedIsRead: a day and a time, written in every way this program or a person writes them in full.
func TestWhatIsPrintedIsRead(t *testing.T) {
	bundle, err := i18n.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		ref := references().Draw(t, "reference")
		day := midnight(ref.Now).AddDate(0, 0, rapid.IntRange(-1000, 3000).Draw(t, "days"))
		forms := []string{
			bundle.For("en").Day(day), bundle.For("zh").Day(day), day.Format(time.DateOnly), day.Format("2006/1/2"), day.Format("2006年1月2日"),
			day.Format("2006年01月02号"), day.Format("2.1.2006"), day.Format("Jan 2, 2006"), day.Format("2 January 2006"),
			day.Format("Monday, January 2, 2006"), day.Format("Mon 2 Jan 2006"),
		}
		at := time.Duration(rapid.IntRange(0, 24*60-1).Draw(t, "minute")) * time.Minute
		text := rapid.SampledFrom(forms).Draw(t, "form")
		want := Moment{Day: day}
		if layout := rapid.SampledFrom([]string{"", "15:04", "3:04pm", "3:04 PM"}).Draw(t, "clock"); layout != "" {
			want.Time = day.Add(at).Format("15:04")
			text += " " + day.Add(at).Format(layout)
		}
		if years := day.Year() - ref.Now.Year(); max(years, -years) > 9 {
			t.Skip("beside an English date, a year is a near one")
		}
		w, err := Parse(text+" call", ref)
		impossible := (*ImpossibleError)(nil)
		if errors.As(err, &impossible) && impossible.Reason == NoSuchTime && !newPhrase("", ref).exists(want) {
			return
		}
		if err != nil || w.Moment != want || w.Ambiguous() || w.Rest != "call" {
			t.Fatalf("%q at %v: %v %+v, want %v", text, ref.Now, err, w, want)
		}
	})
}

// TestTablesListLongerWordsFirst: otherwise the longer ones are never read.
func TestTablesListLongerWordsFirst(t *testing.T) {
	ordered(t, "relativeDays", relativeDays)
	ordered(t, "relativeParts", relativeParts)
	ordered(t, "weekdayNames", weekdayNames)
	ordered(t, "englishMonths", englishMonths)
	ordered(t, "englishNumbers", englishNumbers)
	ordered(t, "ordinals", ordinals)
	ordered(t, "hanMonths", hanMonths)
	ordered(t, "hanYears", hanYears)
	ordered(t, "monthParts", monthParts)
	ordered(t, "hanUnits", hanUnits)
	ordered(t, "englishUnits", englishUnits)
	ordered(t, "hanParts", hanParts)
	ordered(t, "namedTimes", namedTimes)
	ordered(t, "prepositions", prepositions)
	ordered(t, "feasts", feasts)
	ordered(t, "soonWords", soonWords)
	ordered(t, "soonAfterIn", soonAfterIn)
	ordered(t, "quarterNames", quarterNames)
}

func ordered[T any](t *testing.T, name string, table []entry[T]) {
	t.Helper()
	for i, e := range table {
		for _, before := range table[:i] {
			s := scanner{text: e.word}
			if s.eat(before.word) {
				t.Errorf("%s: %q stands behind %q", name, e.word, before.word)
			}
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"下周三上午十点", "next wed 10:00", "12/1", "in 3 days", "\x00\xff", "十十十天后", "999天后", "差五分三点", "half past three", "２０２６－１２－０１（周二）"} {
		f.Add(seed, int64(1795_000_000), "en")
	}
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, now int64, locale string) {
		ref := Reference{Now: time.Unix(now%4_000_000_000, 0).In(zone), Locale: locale, Calendar: someHolidays}
		check(t, text, ref)
		checkFound(t, text, ref)
	})
}

func BenchmarkParse(b *testing.B) {
	for _, text := range []string{"下周三上午十点 送报价", "next wed 10:00 send quote", "the 15th of december 2027 at half past three", "12/1", "送报价给北京星河科技", strings.Repeat("很长的备注，", 5000)} {
		b.Run(string([]rune(text)[:4]), func(b *testing.B) {
			for b.Loop() {
				_, _ = Parse(text, tuesday)
			}
		})
	}
}
