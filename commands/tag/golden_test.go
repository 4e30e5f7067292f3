package tag

import (
	"os"
	"testing"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views/surface"
	"github.com/guanxi-crm/guanxi/views/viewstest"
)

func TestGolden(t *testing.T) {
	viewstest.Golden(t, func(p *i18n.Printer) viewstest.Shown {
		c := viewstest.Customer()
		tagged := c
		tagged.Tags = "VIP,*重点*,<!here>"
		return viewstest.Shown{Messages: map[string]surface.Message{
			"of":      tagsOf(p, ofCustomer(tagged), "tag.of", false),
			"of_none": tagsOf(p, ofCustomer(c), "tag.of", false),
			"tagged":  tagsOf(p, ofCustomer(tagged), "notice.tagged", true),
			"deal":    tagsOf(p, ofDeal(models.Deal{Code: "D001", Title: "<!here> seats", Tags: "VIP"}), "notice.tagged", true),
			"list":    tagList(p, []row{{"VIP", 3, false}, {"<!here>", 1000, true}}, 12, 0, true),
			"none":    tagList(p, nil, 0, 0, true),
		}}
	}, os.DirFS("."))
}
