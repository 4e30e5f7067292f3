package when_test

import (
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

// A text begins with a date, in either language, and goes on with what is to be done. It is Tuesday, 24 November 2026.
func ExampleParse() {
	now := when.Reference{Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)}
	for _, text := range []string{"下周三上午十点 送报价", "in 3 days call them", "tuesday send the contract"} {
		w, err := when.Parse(text, now)
		if err != nil {
			fmt.Println(err)
			continue
		}
		for _, reading := range w.Readings {
			fmt.Printf("%s %q\n", reading.Day.Format("2006-01-02 Mon"), reading.Time)
		}
		fmt.Println("  then:", w.Rest)
	}
	// Output:
	// 2026-12-02 Wed "10:00"
	//   then: 送报价
	// 2026-11-27 Fri ""
	//   then: call them
	// 2026-11-24 Tue ""
	// 2026-12-01 Tue ""
	//   then: send the contract
}

// A run of days has names in both languages, which mean the same days wherever they are typed.
func ExampleDays_Span() {
	today := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, name := range []string{"this week", "本周", "last-month", "下季度"} {
		days, known := when.DaysNamed(name)
		first, last := days.Span(today)
		fmt.Println(name, known, first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	// Output:
	// this week true 2026-11-23 2026-11-29
	// 本周 true 2026-11-23 2026-11-29
	// last-month true 2026-10-01 2026-10-31
	// 下季度 true 2027-01-01 2027-03-31
}
