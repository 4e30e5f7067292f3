package customfield

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// A new field's name, kind and options, as they are typed in one line.
func TestTypedField(t *testing.T) {
	h := handlers{commandstest.New(t, crm.Access{}, Feature).Frame}
	for typed, want := range map[string]string{
		"预算 number en=Budget": "number 预算/Budget", "Contract date date": "date Contract date/Contract date", "Alone": " Alone/Alone", "x choice options=a=b, c": "choice x/x", "": " /", "中 文本 zh=好": "text 好/中",
	} {
		read := h.typedField(typed)
		draft, errs := read.labelled(i18n.English), read.errs
		if got := fmt.Sprintf("%s %s/%s", draft.Kind, draft.LabelZH, draft.LabelEN); got != want || len(errs) > 0 {
			t.Errorf("%q is %q, %v, want %q", typed, got, errs, want)
		}
	}
}

// The names that commands know already can't be given to a field, in whichever way they are written.
func TestReservedNames(t *testing.T) {
	h := handlers{commandstest.New(t, crm.Access{}, Feature).Frame}
	for _, name := range []string{"Phone", "手机", "sort", "排序", "客户ID", "code", "Next follow-up", "next-follow-up", "跟进时间", "OWNER", "contact_name"} {
		if errs := h.Reserved(models.EntityCustomer, name, "x"); len(errs) != 1 || errs[0].Input != models.InputLabelZH {
			t.Errorf("%s gets %v", name, errs)
		}
	}
	for _, name := range []string{"Amount", "金额", "赢单", "stage"} {
		if errs := h.Reserved(models.EntityDeal, name, "x"); len(errs) != 1 {
			t.Errorf("%s of a deal gets %v", name, errs)
		}
	}
	if errs := h.Reserved(models.EntityCustomer, "预算", "Budget"); len(errs) > 0 {
		t.Errorf("a free name gets %v", errs)
	}
}
