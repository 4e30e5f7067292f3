package scheduler

import (
	"context"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// threads is a Slack that notes in whose threads messages stand. Its first answer to a workbook is lost.
type threads struct {
	*fakeSlack
	of   map[string]string
	lost bool
}

func (s *threads) Post(ctx context.Context, to string, told Message, key string, stillClaimed func() error) (Posted, error) {
	posted, err := s.fakeSlack.Post(ctx, to, told, key, stillClaimed)
	switch told.Kind {
	case models.ToldReport:
		s.of["report"] = posted.TS
	case models.ToldReportBook:
		s.of["book"] = told.Thread
		if !s.lost {
			s.lost = true
			return Posted{}, failure{ambiguous: true, posted: true}
		}
	}
	return posted, err
}

// A report that was posted gets its workbook in its thread, once: under a key that says the thread, also where an attempt to post it isn't sure
// whether it did. A summary gets none, and neither does a report where nobody shares files.
func TestTheWorkbookOfAReportThatWasPosted(t *testing.T) {
	for name, workbooks := range map[string]bool{"shared": true, "not shared": false} {
		t.Run(name, func(t *testing.T) { workbookOf(t, workbooks) })
	}
}

func workbookOf(t *testing.T, workbooks bool) {
	each(t, "2026-11-27T01:00:00Z", func(t *testing.T, w *world) {
		told := &threads{fakeSlack: w.slack, of: map[string]string{}}
		s := w.scheduler("a", everything(t), func(o *Options) { o.Poster, o.Workbooks = told, workbooks })
		if err := s.Tick(w.ctx); err != nil {
			t.Fatal(err)
		}
		w.plan("UWANG", "2026-12-02", "")
		w.clock.set(moment(t, "2026-11-30T01:00:30Z"))
		for range 3 {
			if err := s.Tick(w.ctx); err != nil {
				t.Log(err)
			}
			w.clock.advance(30 * time.Minute)
		}
		var report, book []post
		for _, p := range w.slack.posts {
			if _, is := models.ThreadOfBook(p.key); is {
				book = append(book, p)
			} else if p.key == "report:#sales:2026-11-30" {
				report = append(report, p)
			}
		}
		if want := map[bool]int{true: 1}[workbooks]; len(report) != 1 || len(book) != want {
			t.Fatalf("%d reports and %d workbooks", len(report), len(book))
		}
		if !workbooks {
			return
		}
		if thread, _ := models.ThreadOfBook(book[0].key); thread != told.of["report"] || told.of["book"] != thread || book[0].to != "#sales" {
			t.Errorf("it stands in the thread %q of %s, by its key in %q; the report is %q", told.of["book"], book[0].to, thread, told.of["report"])
		}
	})
}
