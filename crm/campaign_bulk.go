package crm

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// ChangeMembers adds many customers to a campaign, or lets its members come into a state: few at once, many by a task, which tells its end in locale. All
// of it is taken back as one. Whoever has seen the scope has seen who it is of, so there is no preview.
func (s *Service) ChangeMembers(ctx context.Context, op models.Operation, locale string, scope models.BulkScope, campaignID int64, state models.MemberState) (models.Task, error) {
	looking := op
	looking.Key, looking.Also = "", "" // the second step is what happens once
	looked, err := s.PreviewBulk(ctx, looking, locale, scope, models.BulkChange{Campaign: campaignID, Member: state})
	if err != nil {
		return models.Task{}, err
	}
	if looked.Counts.Updated == 0 {
		return looked.Task, nil
	}
	return s.StartBulk(ctx, op, looked.Task.ID)
}
