package crm

import (
	"errors"

	"github.com/guanxi-crm/guanxi/store"
)

// Unavailable reports whether a use case failed because the database can't be reached: nothing was saved, and trying
// again later is the right advice.
func Unavailable(err error) bool { return errors.Is(err, store.ErrUnavailable) }
