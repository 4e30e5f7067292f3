package reports

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
)

// A rate counts its own records over those of the figure that it is a share of, for everybody and by person.
func TestARateIsAShareOfAnotherFigure(t *testing.T) {
	list := []Definition{{Key: "late_share", From: models.CountedDone, Only: late, RateOf: KeyDone}}
	now := tally{models.CountedDone: {{Person: "U1", N: 6}, {Person: "U1", Late: true, N: 2}, {Person: "U2", Late: true, N: 4}}}
	before := tally{models.CountedDone: {{Person: "U1", Late: true, N: 1}}}
	for person, want := range map[string]models.Figure{
		"":   {Key: "late_share", Rate: true, Now: models.FigureValue{N: 6, Of: 12}, Before: models.FigureValue{N: 1, Of: 1}},
		"U1": {Key: "late_share", Rate: true, Now: models.FigureValue{N: 2, Of: 8}, Before: models.FigureValue{N: 1, Of: 1}},
		"U2": {Key: "late_share", Rate: true, Now: models.FigureValue{N: 4, Of: 4}},
		"U3": {Key: "late_share", Rate: true},
	} {
		if diff := cmp.Diff([]models.Figure{want}, figures(list, now, before, person)); diff != "" {
			t.Errorf("of %q (-want +got):\n%s", person, diff)
		}
	}
	if kinds := counted(list); len(kinds) != 1 || kinds[0] != models.CountedDone {
		t.Errorf("asks for %v", kinds)
	}
}
