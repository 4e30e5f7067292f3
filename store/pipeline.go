package store

import (
	"context"

	"github.com/guanxi-crm/guanxi/models"
)

// Pipelines returns the team's pipelines with their stages, retired ones too.
func (q Queries) Pipelines(ctx context.Context) (*models.Pipelines, error) {
	var pipelines []models.Pipeline
	if err := q.session(ctx).Order("position, id").Find(&pipelines).Error; err != nil {
		return nil, wrap("list pipelines", err)
	}
	var stages []models.Stage
	if err := q.session(ctx).Order("pipeline_id, position, id").Find(&stages).Error; err != nil {
		return nil, wrap("list stages", err)
	}
	return models.NewPipelines(pipelines, stages), nil
}

// InsertPipeline inserts a pipeline with its stages, and gives them their IDs.
func (tx *Tx) InsertPipeline(ctx context.Context, p *models.Pipeline) error {
	p.ID = 0
	if err := tx.session(ctx).Create(p).Error; err != nil {
		return wrap("insert pipeline", err)
	}
	for i := range p.Stages {
		p.Stages[i].PipelineID = p.ID
		if err := tx.InsertStage(ctx, &p.Stages[i]); err != nil {
			return err
		}
	}
	return nil
}

// InsertStage inserts a stage and gives it its ID.
func (tx *Tx) InsertStage(ctx context.Context, s *models.Stage) error {
	s.ID = 0
	return wrap("insert stage", tx.session(ctx).Create(s).Error)
}

// UpdatePipeline writes everything of a pipeline but its stages. ErrStale when the stored version isn't previous.Version any more;
// p.Version should be greater.
func (tx *Tx) UpdatePipeline(ctx context.Context, previous, p models.Pipeline) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).Select("*").Omit("ID").UpdateColumns(&p)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update pipeline", ErrStale)
	}
	return wrap("update pipeline", result.Error)
}

// UpdateStage writes everything of a stage but whose it is and its kind. ErrStale as of UpdatePipeline.
func (tx *Tx) UpdateStage(ctx context.Context, previous, s models.Stage) error {
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).
		Select("*").Omit("ID", "PipelineID", "Kind").UpdateColumns(&s)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update stage", ErrStale)
	}
	return wrap("update stage", result.Error)
}
