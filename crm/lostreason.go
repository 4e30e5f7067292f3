package crm

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
)

// keptReasons are the reasons for which deals are lost, in their order, as they are kept. None are those that a team begins with.
type keptReasons []models.Option

var settingReasons = setting[keptReasons]{name: "lost_reasons"}

func (r keptReasons) check() error { return models.ValidateReasons(r).Err() }

// LostReasons returns the reasons for which deals are lost, retired ones too.
func (s *Service) LostReasons() []models.Option { return s.remembered().lostReasons }

// reasonsOf are the reasons among the settings. Where they are damaged, those that a team begins with: deals have to be closed all the same.
func reasonsOf(all stored) ([]models.Option, error) {
	kept, err := settingReasons.read(all)
	if len(kept) == 0 {
		return models.FirstLostReasons(), err
	}
	return kept, nil
}

// AddLostReason adds a reason after the others.
func (s *Service) AddLostReason(ctx context.Context, op models.Operation, en, zh string) (models.Option, error) {
	en, zh = clean(en), clean(zh)
	return s.changeReasons(ctx, op, func(list []models.Option) ([]models.Option, models.Option, error) {
		added := models.Option{Key: "r" + strconv.Itoa(len(list)+1), EN: cmp.Or(en, zh), ZH: cmp.Or(zh, en)} // reasons are never taken away
		return append(list, added), added, nil
	})
}

// RenameLostReason gives a reason, of which somebody saw the names, others.
func (s *Service) RenameLostReason(ctx context.Context, op models.Operation, seen models.Option, en, zh string) (models.Option, error) {
	en, zh = clean(en), clean(zh)
	return s.changeReason(ctx, op, seen.Key, func(r *models.Option) error {
		if r.EN != seen.EN || r.ZH != seen.ZH {
			return models.Conflict("error.reason_since", "Names", r.ZH+" / "+r.EN)
		}
		r.EN, r.ZH = cmp.Or(en, zh), cmp.Or(zh, en)
		return nil
	})
}

// RetireLostReason takes a reason out of use, or into use again. Deals that were lost for it keep it.
func (s *Service) RetireLostReason(ctx context.Context, op models.Operation, key string, retired bool) (models.Option, error) {
	return s.changeReason(ctx, op, key, func(r *models.Option) error {
		r.Retired = retired
		return nil
	})
}

// MoveLostReason puts a reason before or after its neighbour among those in use.
func (s *Service) MoveLostReason(ctx context.Context, op models.Operation, key string, up bool) error {
	_, err := s.changeReasons(ctx, op, func(list []models.Option) ([]models.Option, models.Option, error) {
		at := slices.IndexFunc(list, func(o models.Option) bool { return o.Key == key && !o.Retired })
		if at < 0 {
			return nil, models.Option{}, models.NotFound("error.no_such_reason")
		}
		step := 1
		if up {
			step = -1
		}
		other := at + step
		for other >= 0 && other < len(list) && list[other].Retired {
			other += step
		}
		if moved := list[at]; other >= 0 && other < len(list) {
			list[at], list[other] = list[other], list[at]
			return list, moved, nil
		}
		return list, list[at], nil
	})
	return err
}

func (s *Service) changeReason(ctx context.Context, op models.Operation, key string, fn func(*models.Option) error) (models.Option, error) {
	return s.changeReasons(ctx, op, func(list []models.Option) ([]models.Option, models.Option, error) {
		at := slices.IndexFunc(list, func(o models.Option) bool { return o.Key == key })
		if at < 0 {
			return nil, models.Option{}, models.NotFound("error.no_such_reason")
		}
		err := fn(&list[at])
		return list, list[at], err
	})
}

// changeReasons runs a change of the reasons, of which fn gets a copy and names the one that it is about.
func (s *Service) changeReasons(ctx context.Context, op models.Operation, fn func([]models.Option) ([]models.Option, models.Option, error)) (about models.Option, err error) {
	err = s.changeDefinitions(ctx, op, models.MayManageStages, func(c *change, all stored) error {
		before, err := reasonsOf(all)
		if err != nil {
			return err
		}
		var after []models.Option
		if after, about, err = fn(slices.Clone(before)); err != nil {
			return err
		}
		if err := models.ValidateReasons(after).Err(); err != nil {
			return err
		}
		if slices.Equal(before, after) {
			return nil
		}
		c.noteReasons(before, after, about)
		return settingReasons.save(ctx, c, after)
	})
	return about, err
}

// noteReasons tells the audit log what became of a reason: its names, or that it is out of use, or its place.
func (c *change) noteReasons(before, after []models.Option, about models.Option) {
	var was models.Option
	if at := slices.IndexFunc(before, func(o models.Option) bool { return o.Key == about.Key }); at >= 0 {
		was = before[at]
	}
	action, old, now := models.ActionUpdate, optionText(was), optionText(about)
	if old == now {
		place := func(list []models.Option) string { return strconv.Itoa(slices.Index(list, about)) }
		action, old, now = models.ActionMove, place(before), place(after)
	}
	c.noteInput(models.EntitySettings, 0, 0, action, models.InputLostReasons, old, now)
}

// lostReasonCalled is the key of the reason that is called so in a language, or is its key.
func (s *Service) lostReasonCalled(name string) (key string, known bool) {
	wanted := models.SqueezeLabel(name)
	for _, reason := range s.LostReasons() {
		if wanted != "" && (reason.Key == name || models.SqueezeLabel(reason.EN) == wanted || models.SqueezeLabel(reason.ZH) == wanted) {
			return reason.Key, true
		}
	}
	return "", false
}
