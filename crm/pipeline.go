package crm

import (
	"context"
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
)

// AddPipeline adds a pipeline after the others, with the open stages of the draft, whose probabilities are spread evenly, or else with those
// of the first pipeline; it ends as the first one does.
func (s *Service) AddPipeline(ctx context.Context, op models.Operation, draft models.Pipeline) (models.Pipeline, error) {
	var saved models.Pipeline
	err := s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		saved = models.Pipeline{LabelEN: clean(draft.LabelEN), LabelZH: clean(draft.LabelZH), Version: 1}
		if list := all.All(); len(list) > 0 {
			saved.Position = list[len(list)-1].Position + 1
		}
		saved.Stages = firstStages(draft.Stages, all)
		errs := checkPipeline(saved, all.All())
		for i, stage := range saved.Stages {
			for _, e := range checkStage(stage, saved.Stages[:i]) {
				e.Input = models.InputStages
				errs = append(errs, e)
			}
		}
		if err := errs.Err(); err != nil {
			return err
		}
		if err := c.InsertPipeline(ctx, &saved); err != nil {
			return err
		}
		c.noteLabels(models.ActionCreate, definition{}, ofPipeline(&saved))
		for i := range saved.Stages {
			c.noteStage(models.ActionCreate, models.Stage{}, saved.Stages[i])
		}
		return nil
	})
	return saved, err
}

// firstStages are those of a new pipeline: the open ones of a draft, or else of the first pipeline, then one each in which deals are won and
// lost.
func firstStages(draft []models.Stage, all *models.Pipelines) []models.Stage {
	var model models.Pipeline
	if entry, known := all.Entry(); known {
		model, _ = all.Find(entry.PipelineID)
	}
	var stages []models.Stage
	spread := models.Spread(len(draft))
	for i, stage := range draft {
		stages = append(stages, models.Stage{Kind: models.StageOpen, LabelEN: clean(stage.LabelEN), LabelZH: clean(stage.LabelZH), Probability: spread[i]})
	}
	if len(draft) == 0 {
		stages = append(stages, model.Offered(models.StageOpen)...)
	}
	for _, kind := range []models.StageKind{models.StageWon, models.StageLost} {
		if end := model.Offered(kind); len(end) > 0 {
			stages = append(stages, end[0])
		}
	}
	for i := range stages {
		stages[i].ID, stages[i].Position, stages[i].Version = 0, i, 1
	}
	return stages
}

// EditPipeline gives a pipeline, of which somebody saw a version, other names.
func (s *Service) EditPipeline(ctx context.Context, op models.Operation, id int64, version int, en, zh string) (models.Pipeline, error) {
	return s.changePipeline(ctx, op, id, version, models.ActionUpdate, func(_ *change, p *models.Pipeline) {
		p.LabelEN, p.LabelZH = clean(en), clean(zh)
	})
}

// RetirePipeline takes a pipeline out of use, or into use again. A retired one takes no new deals, and those in it stay, and go on in it. The
// last one in use can't be retired.
func (s *Service) RetirePipeline(ctx context.Context, op models.Operation, id int64, retired bool) (models.Pipeline, error) {
	return s.changePipeline(ctx, op, id, 0, retiring(retired), func(c *change, p *models.Pipeline) { p.RetiredAt = c.retire(p.RetiredAt, retired) })
}

// MovePipeline puts a pipeline before or after its neighbour among those in use. New deals begin in the first one.
func (s *Service) MovePipeline(ctx context.Context, op models.Operation, id int64, up bool) error {
	return s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		found, err := move(c, all.Active(), ofPipeline, id, up, func(before, after models.Pipeline) error { return c.UpdatePipeline(ctx, before, after) })
		if !found {
			return models.NotFound("error.no_such_pipeline")
		}
		return err
	})
}

// AddStage adds a stage to a pipeline, after the others of its kind. Open ones stand before those in which deals end.
func (s *Service) AddStage(ctx context.Context, op models.Operation, pipelineID int64, draft models.Stage) (models.Stage, error) {
	var saved models.Stage
	err := s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		pipeline, known := all.Find(pipelineID)
		if !known {
			return models.NotFound("error.no_such_pipeline")
		}
		saved = models.Stage{
			PipelineID: pipelineID, Kind: draft.Kind, LabelEN: clean(draft.LabelEN), LabelZH: clean(draft.LabelZH), Probability: draft.Probability, Version: 1,
		}
		saved.Settle()
		if err := checkStage(saved, pipeline.Stages).Err(); err != nil {
			return err
		}
		for i, other := range pipeline.Stages {
			if slices.Index(models.StageKinds(), other.Kind) <= slices.Index(models.StageKinds(), saved.Kind) {
				saved.Position = max(saved.Position, i+1)
			}
		}
		for i, other := range pipeline.Stages { // makes room
			place := i
			if i >= saved.Position {
				place = i + 1
			}
			if other.Position == place {
				continue
			}
			pushed := other
			pushed.Position, pushed.Version = place, other.Version+1
			if err := c.UpdateStage(ctx, other, pushed); err != nil {
				return err
			}
		}
		if err := c.InsertStage(ctx, &saved); err != nil {
			return err
		}
		c.noteStage(models.ActionCreate, models.Stage{}, saved)
		return nil
	})
	return saved, err
}

// EditStage gives a stage, of which somebody saw a version, other names and another probability. That of a stage in which deals end stays.
func (s *Service) EditStage(ctx context.Context, op models.Operation, id int64, version int, en, zh string, probability int) (models.Stage, error) {
	return s.changeStage(ctx, op, id, version, models.ActionUpdate, func(_ *change, stage *models.Stage) {
		stage.LabelEN, stage.LabelZH, stage.Probability = clean(en), clean(zh), probability
		stage.Settle()
	})
}

// RetireStage takes a stage out of use, or into use again. The deals in a retired one stay until they are moved. The last of its kind in a
// pipeline can't be retired.
func (s *Service) RetireStage(ctx context.Context, op models.Operation, id int64, retired bool) (models.Stage, error) {
	return s.changeStage(ctx, op, id, 0, retiring(retired), func(c *change, stage *models.Stage) { stage.RetiredAt = c.retire(stage.RetiredAt, retired) })
}

// MoveStage puts a stage before or after its neighbour among those of its kind in use in its pipeline.
func (s *Service) MoveStage(ctx context.Context, op models.Operation, id int64, up bool) error {
	return s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		stage, _ := all.Stage(id)
		pipeline, _ := all.Find(stage.PipelineID)
		found, err := move(c, pipeline.Offered(stage.Kind), ofStage, id, up, func(before, after models.Stage) error { return c.UpdateStage(ctx, before, after) })
		if !found {
			return models.NotFound("error.no_such_stage")
		}
		return err
	})
}

// changePipelines runs a change of the pipelines, one at a time among all processes, and then knows of it.
func (s *Service) changePipelines(ctx context.Context, op models.Operation, fn func(c *change, all *models.Pipelines) error) error {
	return s.changeDefinitions(ctx, op, models.MayManageStages, func(c *change, _ stored) error {
		all, err := c.Pipelines(ctx)
		if err != nil {
			return err
		}
		return fn(c, all)
	})
}

// changePipeline changes one pipeline, when it is changed at all and keeps to the rules.
func (s *Service) changePipeline(ctx context.Context, op models.Operation, id int64, version int, action string, fn func(*change, *models.Pipeline)) (models.Pipeline, error) {
	var saved models.Pipeline
	err := s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		before, known := all.Find(id)
		if !known {
			return models.NotFound("error.no_such_pipeline")
		}
		if err := c.unchanged(ctx, ofPipeline(&before), version); err != nil {
			return err
		}
		saved = before
		fn(c, &saved)
		if err := checkPipeline(saved, all.All()).Err(); err != nil {
			return err
		}
		noted := len(c.audit)
		saved.Version++
		if c.noteDefinition(action, ofPipeline(&before), ofPipeline(&saved)); len(c.audit) == noted {
			saved.Version = before.Version
			return nil
		}
		return c.UpdatePipeline(ctx, before, saved)
	})
	return saved, err
}

// changeStage changes one stage, when it is changed at all and keeps to the rules.
func (s *Service) changeStage(ctx context.Context, op models.Operation, id int64, version int, action string, fn func(*change, *models.Stage)) (models.Stage, error) {
	var saved models.Stage
	err := s.changePipelines(ctx, op, func(c *change, all *models.Pipelines) error {
		before, known := all.Stage(id)
		if !known {
			return models.NotFound("error.no_such_stage")
		}
		if err := c.unchanged(ctx, ofStage(&before), version); err != nil {
			return err
		}
		saved = before
		fn(c, &saved)
		pipeline, _ := all.Find(saved.PipelineID)
		if err := checkStage(saved, pipeline.Stages).Err(); err != nil {
			return err
		}
		noted := len(c.audit)
		saved.Version++
		if c.noteStage(action, before, saved); len(c.audit) == noted {
			saved.Version = before.Version
			return nil
		}
		return c.UpdateStage(ctx, before, saved)
	})
	return saved, err
}

// checkPipeline refuses what breaks a rule, or can't be told from another pipeline.
func checkPipeline(p models.Pipeline, all []models.Pipeline) models.Errors {
	taken, inUse := takenBy(ofPipeline(&p), all, ofPipeline)
	errs := append(p.Validate(), taken...)
	switch {
	case p.Retired() && inUse == 0:
		errs = append(errs, models.Conflict("error.last_pipeline"))
	case !p.Retired() && inUse >= models.MaxPipelines:
		errs = append(errs, limited("error.too_many_pipelines", models.MaxPipelines))
	}
	if kind := p.Lacks(); len(p.Stages) > 0 && kind != "" {
		errs = append(errs, models.Conflict("error.last_stage", "Kind", kind))
	}
	return errs
}

// checkStage refuses what breaks a rule, or can't be told from another stage of its pipeline, and to retire the last one of its kind.
func checkStage(stage models.Stage, all []models.Stage) models.Errors {
	taken, _ := takenBy(ofStage(&stage), all, ofStage)
	errs := append(stage.Validate(), taken...)
	if stage.ID == 0 && len(all) >= models.MaxStages {
		errs = append(errs, limited("error.too_many_stages", models.MaxStages))
	}
	others := slices.ContainsFunc(all, func(o models.Stage) bool { return o.ID != stage.ID && o.Kind == stage.Kind && !o.Retired() })
	if stage.Retired() && !others {
		errs = append(errs, models.Conflict("error.last_stage", "Kind", stage.Kind))
	}
	return errs
}

func limited(key string, most int) *models.Error {
	return &models.Error{Kind: models.KindLimit, Key: key, Args: map[string]any{"Max": most}}
}

// noteStage tells the audit log what changed of a stage.
func (c *change) noteStage(action string, before, after models.Stage) {
	c.noteDefinition(action, ofStage(&before), ofStage(&after))
	if before.Probability != after.Probability {
		c.noteInput(models.EntityStage, after.ID, after.Version, action, models.InputStageChance, strconv.Itoa(before.Probability), strconv.Itoa(after.Probability))
	}
}
