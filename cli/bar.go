package cli

import (
	"fmt"
	"os"
	"strings"
	"time"
)

// bar shows on a terminal how far something is; elsewhere nothing.
type bar struct {
	to    *os.File // nil shows nothing
	began time.Time
	from  int
	last  time.Time
}

func newBar(w any) *bar {
	file, is := w.(*os.File)
	if !is {
		return &bar{}
	}
	if info, err := file.Stat(); err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return &bar{}
	}
	return &bar{to: file}
}

const (
	barWidth = 30
	barEvery = 100 * time.Millisecond
)

// show shows how many rows of how many are done; 0 is not known.
func (b *bar) show(done, total int) {
	now := time.Now()
	if b.to == nil || now.Sub(b.last) < barEvery && (total == 0 || done < total) {
		return
	}
	if b.began.IsZero() {
		b.began, b.from = now, done
	}
	b.last = now
	_, _ = fmt.Fprintf(b.to, "\r\x1b[K%s", b.line(done, total, now.Sub(b.began)))
}

// line is what is shown after some time.
func (b *bar) line(done, total int, passed time.Duration) string {
	rate := 0.0
	if passed > 0 {
		rate = float64(done-b.from) / passed.Seconds()
	}
	if total <= 0 {
		return fmt.Sprintf("%d rows, %.0f a second", done, rate)
	}
	part := min(float64(done)/float64(total), 1)
	full := int(part * barWidth)
	line := fmt.Sprintf("%s%s %3.0f%% %d of %d rows", strings.Repeat("█", full), strings.Repeat("░", barWidth-full), part*100, done, total)
	if rate > 0 && part < 1 {
		line += fmt.Sprintf(", %.0f s left", float64(total-done)/rate)
	}
	return line
}

// clear takes the bar off the line.
func (b *bar) clear() {
	if b.to != nil {
		_, _ = fmt.Fprint(b.to, "\r\x1b[K")
	}
}
