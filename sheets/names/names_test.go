package names

import (
	"slices"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Each line says a role that there is, a source and names, and no name has two roles.
func TestTheListsSayWhatThereIs(t *testing.T) {
	seen, within := map[string]string{}, models.ImportKind("")
	for line := range lines(nameList) {
		if kind, begins := section(line); begins {
			if within = kind; !slices.Contains(models.ImportKinds(), kind) {
				t.Errorf("there is no kind %q", kind)
			}
			seen = map[string]string{}
			continue
		}
		parts := strings.Split(line, "|")
		if len(parts) != 3 || strings.TrimSpace(parts[1]) == "" || strings.TrimSpace(parts[2]) == "" {
			t.Errorf("%q isn't role | source | names", line)
			continue
		}
		role := strings.TrimSpace(parts[0])
		if _, field := models.Customers.Find(models.Field(role)); !field && !slices.Contains([]Role{
			ContactFirst, ContactMiddle, ContactLast, AddressStreet, AddressDistrict, AddressCity, AddressRegion, AddressZip, AddressCountry, Tags, DealAmount, DealCurrency, DealClose, DealStage,
			FurtherName, FurtherTitle, FurtherPhone, FurtherEmail, Salutation, Counter, Label, Own,
		}, Role(role)) && !slices.Contains(append(models.ImportDeals.Rows(), within.Rows()...), models.Field(role)) {
			t.Errorf("there is no role %q", role)
		}
		for name := range strings.SplitSeq(parts[2], ";") {
			compared := squeeze(name)
			if other := seen[compared]; compared != "" && other != "" && other != role {
				t.Errorf("%q is %s and %s", strings.TrimSpace(name), other, role)
			}
			seen[compared] = role
		}
	}
	for line := range lines(choiceList) {
		what, words, found := strings.Cut(line, "|")
		field, value, _ := strings.Cut(strings.ReplaceAll(what, "~", "="), "=")
		spec, known := models.Customers.Find(models.Field(strings.TrimSpace(field)))
		if kind, of, is := models.GivenBy(models.Field(strings.TrimSpace(field))); is {
			spec, known = kind.Kind().Find(of)
		}
		if !found || !known || strings.TrimSpace(words) == "" {
			t.Errorf("%q isn't field = value | words", line)
			continue
		}
		if spec.Key != models.FieldIndustry && !slices.Contains(spec.Choices(models.Rules{Channels: models.OptionKeys(models.FirstChannels())}), strings.TrimSpace(value)) {
			t.Errorf("%s has no value %q", field, value)
		}
	}
}

func TestNamesOfColumns(t *testing.T) {
	for name, want := range map[string]Name{
		"客户名称":             {Role: "name"},
		"客户名称*":            {Role: "name"},
		"＊客户名称（必填）":        {Role: "name"},
		"Company_Name__c":  {Role: "company", Group: "work"},
		"E-Mail Address":   {Role: "email"},
		"Business Phone 2": {Role: "phone", Group: "work", Line: 2},
		"phone_home":       {Role: "phone", Group: "home"},
		"Phone 3 - Value":  {Role: "phone", Group: "3"},
		"Address 2":        {Role: AddressStreet, Line: 2},
		"Home Address 2":   {Role: "address", Group: "home", Line: 2},
		"Work ZipCode":     {Role: AddressZip, Group: "work"},
		"联系人手机号":           {Role: "phone"},
		"公司电话":             {Role: "phone", Group: "work"},
		"下次跟进时间":           {Role: "next_follow_up"},
	} {
		found, ok := Find(name)
		if !ok || found.Role != want.Role || found.Group != want.Group || found.Line != want.Line {
			t.Errorf("%s is %+v, want %+v", name, found, want)
		}
	}
	for _, name := range []string{"", "12", "2026-03-05", "wubble", "@", "a@b.example", "客服联系方式2x"} {
		if found, ok := Find(name); ok {
			t.Errorf("%q is %+v", name, found)
		}
	}
}
