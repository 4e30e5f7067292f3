package interaction

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		return viewstest.Shown{Messages: map[string]surface.Message{"logged": loggedMessage(typed.To.Printer, typed.Card.Customer, *typed.Card.Events[0].Interaction)}}
	}, os.DirFS("."))
}
