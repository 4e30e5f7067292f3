package models

import (
	"slices"
	"strconv"
	"time"
)

// Limits of the team's pipelines.
const (
	MaxPipelines  = 20 // in use at the same time
	MaxStages     = 30 // of a pipeline, retired ones included
	MaxStageLabel = 40 // characters of a pipeline's or a stage's label
)

// StageKind says whether a deal in a stage is still open.
type StageKind string

// The kinds of stages.
const (
	StageOpen StageKind = "open"
	StageWon  StageKind = "won"
	StageLost StageKind = "lost"
)

// StageKinds lists the kinds, the open one first.
func StageKinds() []StageKind { return []StageKind{StageOpen, StageWon, StageLost} }

// Pipeline is a way that deals go, from its first stage to one that is won or lost. It is never deleted: a retired one takes no new
// deals, and those in it stay until they are moved.
type Pipeline struct {
	ID        int64
	LabelEN   string
	LabelZH   string
	Position  int // among the pipelines; ties go by ID
	RetiredAt *time.Time
	Version   int     // grows by one with every change
	Stages    []Stage `gorm:"-"` // in the order in which they are shown, retired ones too
}

// Stage is a step of a pipeline. It is never deleted: a retired one keeps its deals until they are moved.
type Stage struct {
	ID          int64
	PipelineID  int64
	Kind        StageKind // never changes: deals were won and lost by it
	LabelEN     string
	LabelZH     string
	Probability int // percent that a deal in it is won, where the deal doesn't say otherwise; 100 of won, 0 of lost
	Position    int
	RetiredAt   *time.Time
	Version     int
}

// Label returns the pipeline's name in a language, "en" or "zh".
func (p Pipeline) Label(language string) string { return labelIn(language, p.LabelEN, p.LabelZH) }

// Label returns the stage's name in a language, "en" or "zh".
func (s Stage) Label(language string) string { return labelIn(language, s.LabelEN, s.LabelZH) }

// Retired reports whether the pipeline takes no new deals.
func (p Pipeline) Retired() bool { return p.RetiredAt != nil }

// Retired reports whether no deal is moved to the stage any more.
func (s Stage) Retired() bool { return s.RetiredAt != nil }

// Key is the stage as a field of a deal has it.
func (s Stage) Key() string { return strconv.FormatInt(s.ID, 10) }

// Offered returns the stages to which deals can be moved, of some kinds.
func (p Pipeline) Offered(kinds ...StageKind) []Stage {
	var list []Stage
	for _, s := range p.Stages {
		if !s.Retired() && slices.Contains(kinds, s.Kind) {
			list = append(list, s)
		}
	}
	return list
}

// Pipelines are the team's pipelines with their stages. They never change; nil is none.
type Pipelines struct {
	all    []Pipeline
	stages map[int64]Stage
}

// NewPipelines puts stages, in their order, into pipelines in theirs.
func NewPipelines(pipelines []Pipeline, stages []Stage) *Pipelines {
	made := &Pipelines{all: slices.Clone(pipelines), stages: make(map[int64]Stage, len(stages))}
	for i := range made.all {
		made.all[i].Stages = nil
		for _, s := range stages {
			if made.stages[s.ID] = s; s.PipelineID == made.all[i].ID {
				made.all[i].Stages = append(made.all[i].Stages, s)
			}
		}
	}
	return made
}

// All returns the pipelines in their order, retired ones too. The list isn't to be changed.
func (p *Pipelines) All() []Pipeline {
	if p == nil {
		return nil
	}
	return p.all
}

// Active returns the pipelines that take new deals.
func (p *Pipelines) Active() []Pipeline {
	return slices.DeleteFunc(slices.Clone(p.All()), Pipeline.Retired)
}

// Find returns the pipeline with an ID.
func (p *Pipelines) Find(id int64) (Pipeline, bool) {
	for _, found := range p.All() {
		if found.ID == id {
			return found, true
		}
	}
	return Pipeline{}, false
}

// Stage returns the stage with an ID.
func (p *Pipelines) Stage(id int64) (Stage, bool) {
	if p == nil {
		return Stage{}, false
	}
	found, known := p.stages[id]
	return found, known
}

// StageOf returns the stage that a field of a deal names.
func (p *Pipelines) StageOf(key string) (Stage, bool) {
	id, err := strconv.ParseInt(key, 10, 64)
	if err != nil {
		return Stage{}, false
	}
	return p.Stage(id)
}

// Entry returns the stage in which new deals begin: the first open one of the first pipeline that takes any.
func (p *Pipelines) Entry() (Stage, bool) {
	for _, pipeline := range p.Active() {
		if open := pipeline.Offered(StageOpen); len(open) > 0 {
			return open[0], true
		}
	}
	return Stage{}, false
}

// Closing returns the stage of a pipeline in which deals are won, or lost. Where all of them are retired, the first one is.
func (p *Pipelines) Closing(pipelineID int64, kind StageKind) (Stage, bool) {
	pipeline, known := p.Find(pipelineID)
	if !known {
		return Stage{}, false
	}
	if offered := pipeline.Offered(kind); len(offered) > 0 {
		return offered[0], true
	}
	at := slices.IndexFunc(pipeline.Stages, func(s Stage) bool { return s.Kind == kind })
	if at < 0 {
		return Stage{}, false
	}
	return pipeline.Stages[at], true
}

// Keys are the stages that a deal can be in, as its field has them: those that are offered first.
func (p *Pipelines) Keys() []string {
	var offered, retired []string
	for _, pipeline := range p.All() {
		for _, s := range pipeline.Stages {
			if pipeline.Retired() || s.Retired() {
				retired = append(retired, s.Key())
			} else {
				offered = append(offered, s.Key())
			}
		}
	}
	return append(offered, retired...)
}

// Validate returns every rule that the pipeline's definition breaks, each at its input.
func (p Pipeline) Validate() Errors { return validateLabels(p.LabelEN, p.LabelZH) }

// Validate returns every rule that the stage's definition breaks, each at its input.
func (s Stage) Validate() Errors {
	errs := validateLabels(s.LabelEN, s.LabelZH)
	if s.Probability < 0 || s.Probability > 100 {
		errs = append(errs, Invalid(FieldProbability, "error.probability", "Value", s.Probability))
	}
	return errs
}

func validateLabels(en, zh string) (errs Errors) {
	for _, label := range (CustomField{LabelEN: en, LabelZH: zh}).Labels() {
		errs = append(errs, validateLabel(label.Input, label.Text, MaxStageLabel)...)
	}
	return errs
}
