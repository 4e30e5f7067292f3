package read

import "github.com/guanxi-crm/guanxi/models"

// refuse is a refusal of a file or a row: pairs are the names and values of the sentence's arguments.
func refuse(key string, pairs ...any) *models.Error { return models.Invalid("", key, pairs...) }

// over is the refusal of what is above a limit.
func over(key string, pairs ...any) *models.Error {
	e := refuse(key, pairs...)
	e.Kind = models.KindLimit
	return e
}

func note(key string, pairs ...any) Note { return Note{key, refuse(key, pairs...).Args} }

// damaged is the refusal of a file that is what its beginning says, and can't be read.
func damaged() *models.Error { return refuse("error.sheet_damaged") }
