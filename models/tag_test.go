package models_test

import (
	"slices"
	"testing"

	"github.com/guanxi-crm/guanxi/models"
)

// Tags are read as people write them.
func TestParseTags(t *testing.T) {
	for text, want := range map[string][]string{
		"VIP, key account":     {"VIP", "key account"},
		`"key account"`:        {"key account"},
		"“重点客户”、「老客户」":         {"重点客户", "老客户"},
		`'a' ; "b"`:            {"a", "b"},
		`"VIP", vip`:           {"VIP"},
		`5" screen`:            {`5" screen`},
		`"`:                    {`"`},
		`""`:                   nil,
		"#展会 ＃老客户":             {"展会 ＃老客户"},
		`#"key account"`:       {"key account"},
		"a\nb；c":               {"a", "b", "c"},
		` "  key   account " `: {"key account"},
	} {
		if got := models.ParseTags(text); !slices.Equal(got, want) {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// Values of a field say the same, however they are written.
func TestSameValue(t *testing.T) {
	for _, c := range []struct {
		field      models.Field
		one, other string
		same       bool
	}{
		{models.FieldPhone, "138-1234-5678", "+86 13812345678", true},
		{models.FieldPhone, "13812345678", "138 1234 5678", true},
		{models.FieldPhone, "010-88887777 转 801", "010-88887777", false},
		{models.FieldPhone, "(415) 555-0132 ext. 9", "+1 415 555 0132 x9", true},
		{models.FieldPhone, "13812345678", "13812345679", false},
		{models.FieldPhone, "", "13812345678", false},
		{models.FieldEmail, "Wang@Example.com", "wang@example.com", true},
		{models.FieldEmail, "wang@example.com", "wang@example.org", false},
		{models.FieldWeChat, "Wang_1", "wang_1", true},
		{models.FieldName, "Acme Ltd", "ACME Ltd", false},
		{models.FieldWebsite, "https://a.example/x", "a.example", false},
	} {
		if got := models.SameValue(c.field, c.one, c.other); got != c.same {
			t.Errorf("%s: %q and %q: %v", c.field, c.one, c.other, got)
		}
	}
}
