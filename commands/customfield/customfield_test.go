package customfield

import (
	"fmt"
	"testing"

	"github.com/guanxi-crm/guanxi/commands/commandstest"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
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
