package reports_test

import (
	"context"
	"errors"
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
)

// metricsRow matches a row of the tables in docs/metrics.md: the figure's name, its key, and what it counts.
var metricsRow = regexp.MustCompile("(?m)^\\| [^|]+ \\| `([a-z_]+)` \\| [^|]+ \\|")

func TestEveryFigureIsDefinedInWords(t *testing.T) {
	document, err := os.ReadFile("../docs/metrics.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented, listed []string
	for _, row := range metricsRow.FindAllStringSubmatch(string(document), -1) {
		documented = append(documented, row[1])
	}
	for _, d := range reports.Definitions() {
		listed = append(listed, d.Key)
	}
	for _, d := range reports.DealDefinitions() {
		listed = append(listed, d.Key)
	}
	for _, d := range reports.TicketDefinitions() {
		listed = append(listed, d.Key)
	}
	if !slices.Equal(documented, listed) {
		t.Errorf("docs/metrics.md defines %v; the list of figures has %v", documented, listed)
	}
}

func TestEveryRateIsAShareOfAFigure(t *testing.T) {
	keys := map[string]bool{}
	for _, d := range reports.Definitions() {
		if keys[d.Key] {
			t.Errorf("two figures have the key %s", d.Key)
		}
		keys[d.Key] = true
	}
	whole := map[string]bool{}
	for _, d := range reports.Definitions() {
		whole[d.RateOf] = d.Total || d.ByPerson || d.MyWeek
	}
	for _, d := range reports.Definitions() {
		if d.RateOf != "" && !keys[d.RateOf] {
			t.Errorf("%s is a share of %s, which is no figure", d.Key, d.RateOf)
		}
		if !d.Total && !d.ByPerson && !d.MyWeek && !whole[d.Key] {
			t.Errorf("%s is shown nowhere", d.Key)
		}
	}
}

// awaySource is a source whose database is away.
type awaySource struct {
	reports.HappenedSource
	reports.CampaignSource
	reports.TicketSource
	err error
}

func (s awaySource) Count(context.Context, models.Counted, models.CountSpan) ([]models.Count, error) {
	return nil, s.err
}

func (s awaySource) CountDeals(context.Context, models.DealCounted, models.DealScope) ([]models.DealCount, error) {
	return nil, s.err
}

func (s awaySource) Pipelines(context.Context) (*models.Pipelines, error) { return nil, s.err }

func (s awaySource) SourcesWritten(context.Context, []string) (map[string]string, error) {
	return nil, s.err
}

func TestAnErrorOfTheSourceIsPassedOn(t *testing.T) {
	away := errors.New("away")
	service := reports.New(awaySource{err: away})
	if _, err := service.Report(context.Background(), models.ReportQuestion{}, reports.Week(date("2026-11-24"), time.UTC), on("2026-11-24", time.UTC)); !errors.Is(err, away) {
		t.Errorf("a report without a database: %v", err)
	}
	if _, err := service.Personal(context.Background(), alice, date("2026-11-24"), time.UTC); !errors.Is(err, away) {
		t.Errorf("a person's week without a database: %v", err)
	}
}
