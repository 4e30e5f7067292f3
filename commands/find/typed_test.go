package find

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

// Whatever people type is only text.
func TestTypedTextIsOnlyText(t *testing.T) {
	viewstest.OnlyText(t, func(typed viewstest.Typed) viewstest.Shown {
		c := typed.Card.Customer
		return viewstest.Shown{Messages: map[string]surface.Message{
			"found": found(typed.To, c.Name, views.Asked{Text: c.Name}, models.CustomerPage{Customers: []models.Customer{c}, Total: 1}, "", true), "none": found(typed.To, c.Name, views.Asked{Text: c.Name}, models.CustomerPage{}, "", true),
		}}
	}, os.DirFS("."))
}
