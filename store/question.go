package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
)

// questionRow is a personal value that a person has searched for on a day.
type questionRow struct {
	UserID   string
	AskedOn  models.Date
	Question string // its blind index; "" in the row by which others wait
}

// TableName names the table.
func (questionRow) TableName() string { return "personal_questions" }

// AskPersonal counts the different personal values that a person has asked on a day, including these. When
// they are more than most, within is false and these are not counted. Other questions of the same person wait until the
// transaction ends. Questions of other days are deleted, except of the day before and after, since the person's zone may
// change.
func (tx *Tx) AskPersonal(ctx context.Context, userID string, day models.Date, asked []models.Question, most int) (within bool, err error) {
	names, err := tx.privacy.questions(asked)
	if err != nil {
		return false, wrap("name questions", err)
	}
	lock := questionRow{UserID: userID, AskedOn: day}
	conflict := clause.OnConflict{
		Columns:   []clause.Column{{Name: "user_id"}, {Name: "asked_on"}, {Name: "question"}},
		DoUpdates: clause.AssignmentColumns([]string{"asked_on"}),
	}
	if err := tx.session(ctx).Clauses(conflict).Create(&lock).Error; err != nil {
		return false, wrap("wait for questions", err)
	}
	var known []string
	err = tx.session(ctx).Model(&questionRow{}).Clauses(clause.Locking{Strength: clause.LockingStrengthUpdate}).
		Where("user_id = ? AND asked_on = ? AND question <> ''", userID, day).Pluck("question", &known).Error
	if err != nil {
		return false, wrap("read questions", err)
	}
	var fresh []questionRow
	for _, name := range names {
		if !slices.Contains(known, name) {
			fresh = append(fresh, questionRow{userID, day, name})
		}
	}
	switch {
	case len(fresh) == 0:
		return true, nil
	case len(known)+len(fresh) > most:
		return false, nil
	}
	if len(known) == 0 {
		old := tx.session(ctx).Where("user_id = ? AND (asked_on < ? OR asked_on > ?)", userID, day.AddDays(-1), day.AddDays(1)).Delete(&questionRow{})
		if old.Error != nil {
			return false, wrap("forget questions", old.Error)
		}
	}
	return true, wrap("write questions", tx.session(ctx).Create(&fresh).Error)
}

// questions returns names for personal values, from which nobody can learn the values without the key.
func (p privacy) questions(asked []models.Question) ([]string, error) {
	var names []string
	for _, question := range asked {
		field, value := question.Field, question.Value
		if p.vault == nil {
			sum := sha256.Sum256([]byte(value))
			names = append(names, string(field)+" "+hex.EncodeToString(sum[:16]))
			continue
		}
		keys, err := p.keys()
		if err != nil {
			return nil, err
		}
		blind, err := keys.Index("question "+string(field), value)
		if err != nil {
			return nil, err
		}
		names = append(names, string(field)+" "+blind)
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
