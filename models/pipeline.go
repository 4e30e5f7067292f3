package models

import (
	"slices"
	"strconv"
	"time"
)

// Limits of the team's pipelines.
const (
	MaxPipelines   = 20 // in use at the same time
	MaxStages      = 30 // of a pipeline, retired ones included
	MaxLostReasons = 50 // for which deals are lost, retired ones included
	MaxStageLabel  = 40 // characters of a pipeline's, a stage's or a reason's label
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

// Labels returns the pipeline's names, as of a custom field.
func (p Pipeline) Labels() []LabelAt { return labelsAt(p.LabelZH, p.LabelEN) }

// Labels returns the stage's names, as of a custom field.
func (s Stage) Labels() []LabelAt { return labelsAt(s.LabelZH, s.LabelEN) }

// Lacks returns the kind of which the pipeline has no stage in use; "" where it has one of each: a deal has to begin somewhere, and to end.
func (p Pipeline) Lacks() StageKind {
	for _, kind := range StageKinds() {
		if len(p.Offered(kind)) == 0 {
			return kind
		}
	}
	return ""
}

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

// PipelineCalled returns the pipeline of a name in either language; one in use before a retired one.
func (p *Pipelines) PipelineCalled(name string) (Pipeline, bool) {
	wanted := SqueezeLabel(name)
	for _, list := range [][]Pipeline{p.Active(), p.All()} {
		for _, found := range list {
			if wanted != "" && (wanted == SqueezeLabel(found.LabelEN) || wanted == SqueezeLabel(found.LabelZH)) {
				return found, true
			}
		}
	}
	return Pipeline{}, false
}

// StagesCalled returns the stages of a name in either language, retired ones too, in their order. With its pipeline's name before it a name
// means the stage of that pipeline alone.
func (p *Pipelines) StagesCalled(name string) []Stage {
	wanted := SqueezeLabel(name)
	var list, within []Stage
	for _, pipeline := range p.All() {
		for _, s := range pipeline.Stages {
			for _, label := range s.Labels() {
				own := SqueezeLabel(label.Text)
				if own == wanted {
					list = append(list, s)
					break
				}
				if own != "" && (wanted == SqueezeLabel(pipeline.LabelEN)+own || wanted == SqueezeLabel(pipeline.LabelZH)+own) {
					within = append(within, s)
					break
				}
			}
		}
	}
	if len(list) == 0 {
		return within
	}
	return list
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
func (p Pipeline) Validate() Errors { return validateLabels(p.Labels()) }

// Validate returns every rule that the stage's definition breaks, each at its input.
func (s Stage) Validate() Errors {
	errs := validateLabels(s.Labels())
	if !slices.Contains(StageKinds(), s.Kind) {
		errs = append(errs, Invalid(InputStageKind, "error.unknown_stage_kind", "Value", Shorten(string(s.Kind), 20)))
	}
	if s.Probability < 0 || s.Probability > 100 {
		errs = append(errs, Invalid(InputStageChance, "error.probability", "Value", s.Probability))
	}
	return errs
}

func validateLabels(labels []LabelAt) (errs Errors) {
	for _, label := range labels {
		errs = append(errs, validateLabel(label.Input, label.Text, MaxStageLabel)...)
	}
	return errs
}

// Settle gives a stage of a kind that ends deals its probability: what is won is certain.
func (s *Stage) Settle() {
	switch s.Kind {
	case StageWon:
		s.Probability = 100
	case StageLost:
		s.Probability = 0
	}
}

// Spread are probabilities that grow evenly over so many open stages.
func Spread(stages int) []int {
	spread := make([]int, stages)
	for i := range spread {
		spread[i] = (100*(i+1)/(stages+1) + 2) / 5 * 5
	}
	return spread
}
