package models_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/models"
)

func TestMasks(t *testing.T) {
	cases := []struct {
		mask          func(string) string
		plain, masked string
	}{
		{models.MaskName, "王经理", "*经理"},
		{models.MaskName, "Anna Smith", "A*** S***"},
		{models.MaskName, "", ""},
		{models.MaskPhone, "138-1234-5678", "138****5678"},
		{models.MaskPhone, "13812341234", "138****1234"},
		{models.MaskPhone, "+86 138-1234-1234", "+86 138****1234"},
		{models.MaskPhone, "0086 13812341234", "+86 138****1234"},
		{models.MaskPhone, "１３８１２３４１２３４", "138****1234"},
		{models.MaskPhone, "010-12345678", "010-****5678"},
		{models.MaskPhone, "021 1234 5678 转 801", "021-****5678"},
		{models.MaskPhone, "(0755) 8765 1234", "(0755) ****1234"},
		{models.MaskPhone, "0571-8765123", "0571-****5123"},
		{models.MaskPhone, "+86 10 1234 5678", "+86 10-****5678"},
		{models.MaskPhone, "(+86) 755 8765 1234", "+86 755-****1234"},
		{models.MaskPhone, "(+86) 138 1234 1234", "+86 138****1234"},
		{models.MaskPhone, "138–1234–1234", "138****1234"},
		{models.MaskPhone, "+44 (0)20 7946 4321", "+44 20****4321"},
		{models.MaskPhone, "+44 20 7946 4321", "+44 20****4321"},
		{models.MaskPhone, "+1 (212) 555-0123", "+1 21****0123"},
		{models.MaskPhone, "+852 2345 6789", "+852 ****6789"},
		{models.MaskPhone, "123-456-7890", "123****7890"},
		{models.MaskPhone, "123-456-7890 ext. 12", "123****7890"},
		{models.MaskPhone, "400-800-1234", "400****1234"},
		{models.MaskPhone, "8765 4321", "****4321"},
		{models.MaskPhone, "+", "+****"},
		{models.MaskPhone, "abc", "****"},
		{models.MaskPhone, "12345", "****45"},
		{models.MaskPhone, "13812345678 / 13987654321", "138****4321"},
		{models.MaskPhone, "王小明13812345678", "138****5678"},
		{models.MaskPhone, "1", "****"},
		{models.MaskPhone, "", ""},
		{models.MaskEmail, "zhang@example.com", "z***@example.com"},
		{models.MaskEmail, "张三@example.com", "张***@example.com"},
		{models.MaskEmail, "a@b.c", "***@b.c"},
		{models.MaskEmail, "@", "***"},
		{models.MaskEmail, "nobody", "***"},
		{models.MaskEmail, "wang@example.com 王小明", "***"},
		{models.MaskEmail, "Wang Wei <wang@example.com>", "***"},
		{models.MaskEmail, "*wang@example.com", "***@example.com"},
		{models.MaskEmail, `"Wang Wei"@example.com`, "***@example.com"},
		{models.MaskEmail, "a@b@example.com", "a***@example.com"},
		{models.MaskEmail, "", ""},
		{models.MaskAddress, "广东省深圳市南山区科技园", "广东省深圳市南山区***"},
		{models.MaskAddress, "", ""},
	}
	for _, c := range cases {
		if got := c.mask(c.plain); got != c.masked {
			t.Errorf("%q is masked as %q, want %q", c.plain, got, c.masked)
		}
	}
}

// plausible are texts that look like what people type into personal fields, and texts that don't.
var plausible = rapid.OneOf(
	rapid.StringMatching(`(\+|00)?[0-9]{1,3}[ -]?\(?[0-9]{0,4}\)?[ -]?[0-9]{0,4}[ -]?[0-9]{0,4}( ?(ext\. |x|转)[0-9]{1,4})?`),
	rapid.StringMatching(`[a-z.]{0,10}@?[a-z]{0,8}(\.com)?`),
	rapid.StringMatching(`[欧阳王张司马娜经理市省区 ·,A-Za-z*]{0,20}`),
	rapid.String(),
)

// No mask shows a text whole, or more than was there, or nothing of something, whatever it is.
func TestMasksHide(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkMasks(t, strings.TrimSpace(plausible.Draw(t, "plain"))) })
}

func FuzzMasks(f *testing.F) {
	for _, seed := range []string{"王经理", "欧阳娜娜", "+86 138-1234-5678", "(0755) 8765 1234 转 12", "zhang@example.com", "广东省深圳市南山区", "*", "+", "\xff", "e", "·"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, plain string) { checkMasks(t, strings.TrimSpace(plain[:min(len(plain), 300)])) })
}

func checkMasks(t interface{ Fatalf(string, ...any) }, plain string) {
	for _, field := range models.PersonalFields() {
		masked := models.Mask(field, plain)
		if (masked == "") != (plain == "") {
			t.Fatalf("%s: %q is masked as %q", field, plain, masked)
		}
		whole := field == models.FieldContactName || field == models.FieldAddress // a post or a country is shown: models/mask tells
		if masked == plain && !strings.Contains(plain, "*") && plain != "" && !whole {
			t.Fatalf("%s shows %q", field, masked)
		}
		if utf8.ValidString(plain) && !utf8.ValidString(masked) {
			t.Fatalf("%s breaks %q into %q", field, plain, masked)
		}
		if rest := added(norm.NFKC.String(plain)+norm.NFKD.String(plain)+plain, masked); rest != "" && field != models.FieldPhone || strings.ContainsFunc(rest, unicode.IsLetter) {
			t.Fatalf("%s of %q shows %q, which has %q too much", field, plain, masked, rest)
		}
		if digits := len(justDigits(plain)); field == models.FieldPhone && digits > 3 && len(justDigits(masked)) > digits-2 {
			t.Fatalf("of %q %q is shown", plain, masked)
		}
	}
	if masked := models.MaskName(plain); models.MaskName(masked) != masked {
		t.Fatalf("%q is masked as %q and then as %q", plain, masked, models.MaskName(masked))
	}
}

// added is what a mask has besides a text's own characters and what masks are made of.
func added(plain, masked string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("*+-() ·,"+plain, r) || strings.ContainsRune(plain, '・') || r == utf8.RuneError {
			return -1
		}
		return r
	}, norm.NFKC.String(masked))
}

func justDigits(text string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, norm.NFKC.String(text)))
}

// In a team that keeps placeholders only, what could be a real person's number or address is refused, unless it was
// there before.
func TestPlaceholdersOnly(t *testing.T) {
	rules := models.Rules{Placeholder: true}
	check := func(phone, email string, want ...models.Input) {
		t.Helper()
		c := models.Customer{Name: "x", Status: models.StatusPotential}
		_ = c.Set(models.FieldPhone, phone)
		_ = c.Set(models.FieldEmail, email)
		var refused []models.Input
		for _, err := range c.Validate(nil, rules) {
			refused = append(refused, err.Input)
		}
		if !slices.Equal(refused, want) {
			t.Errorf("%q, %q: refused %v, want %v", phone, email, refused, want)
		}
		if errs := c.Validate(&c, rules); len(errs) > 0 {
			t.Errorf("%q, %q can't be left alone: %v", phone, email, errs)
		}
		if errs := c.Validate(nil, models.Rules{}); len(errs) > 0 {
			t.Errorf("%q, %q are refused in other modes: %v", phone, email, errs)
		}
	}
	for _, phone := range []string{"", "123-456-7890", "111-1111-1111", "22222", "(212) 555-0123", "+1 212 555 0199", "555-0100"} {
		check(phone, "")
	}
	for _, phone := range []string{"138-1234-5678", "021-5555-0101", "+44 20 7946 0000", "212-555-0200", "555-01000", "1234567891"} {
		check(phone, "", models.FieldPhone.Input())
	}
	for _, email := range []string{"", "a@example.com", "A@EXAMPLE.ORG", "a@mail.example.net", "a@shop.example", "a@x.test", "a@b.invalid"} {
		check("", email)
	}
	for _, email := range []string{"a@gmail.com", "a@example.co", "a@myexample.com", "a@example.com.cn", "a@contest.com", "a@x.latest"} {
		check("", email, models.FieldEmail.Input())
	}
	check("13812345678", "a@qq.com", models.FieldPhone.Input(), models.FieldEmail.Input())
}

// Personal data does not get out by printing, logging or encoding.
func TestPersonalMasksItself(t *testing.T) {
	customer := models.Customer{ContactName: "王经理", Phone: "138-1234-5678", Email: "wang@example.com", Address: "北京市海淀区"}
	encoded, err := json.Marshal(customer)
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x", "customer", customer, "phone", customer.Phone)
	texts := []string{string(encoded), logged.String(), fmt.Sprint(customer), fmt.Sprintf("%v %+v %#v %s %q %x", customer, customer, customer.Phone, customer.Phone, customer.Phone, customer.Phone)}
	for _, text := range texts {
		for _, personal := range []string{"王经理", "1234", "wang", "海淀", fmt.Sprintf("%x", "138-1234-5678")} {
			if strings.Contains(text, personal) {
				t.Errorf("%q got out in %s", personal, text)
			}
		}
	}
}

func TestNormalise(t *testing.T) {
	names := [][]string{
		{"北京星河科技有限公司", "北京星河科技股份有限公司", "北京星河科技", "北京 星河科技（有限公司）"},
		{"Northwind Trading Ltd", "northwind  trading", "Northwind Trading, Inc.", "ＮＯＲＴＨＷＩＮＤ Trading Co., Ltd", "Northwind Trading Company Limited", "Northwind Trading (Pte.) Ltd."},
		{"北京星河科技集团", "北京星河科技集团股份有限公司", "北京星河科技集团有限公司", "北京星河科技公司"},
		{"Company", "Company Inc", "Company, Ltd."},
	}
	for _, same := range names {
		for _, name := range same[1:] {
			if models.NormaliseStem(name) != models.NormaliseStem(same[0]) {
				t.Errorf("%q and %q are different: %q, %q", name, same[0], models.NormaliseStem(name), models.NormaliseStem(same[0]))
			}
		}
	}
	for phone, want := range map[string]string{
		"138-1234-5678": "13812345678", "+86 138 1234 5678": "13812345678", "0086-13812345678": "13812345678", "１３８１２３４５６７８": "13812345678", "+44 20 7946 0000": "+442079460000", "": "",
		"(+86) 138 1234 5678": "13812345678", "86-138-1234-5678": "13812345678", "+86 10 8888 7777": "01088887777", "010-8888 7777": "01088887777", "+86 (0)755 8765 1234": "075587651234",
		"+86 0755 8765 1234": "075587651234", "+86 400 800 1234": "4008001234", "+44 (0)20 7946 0000": "+442079460000", "138–1234–5678": "13812345678", "(020) 7946 0000": "02079460000",
	} {
		if got := models.NormalisePhone(phone); got != want {
			t.Errorf("%q normalises to %q, want %q", phone, got, want)
		}
	}
	if got := models.NormaliseText("\u1680\u0300"); models.NormaliseText(got) != got { // a mark on white space
		t.Errorf("it normalises to %q and then to %q", got, models.NormaliseText(got))
	}
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		for name, normalise := range map[string]func(string) string{"text": models.NormaliseText, "phone": models.NormalisePhone, "email": models.NormaliseEmail} {
			if once := normalise(text); normalise(once) != once {
				t.Fatalf("%s: %q normalises to %q and then to %q", name, text, once, normalise(once))
			}
		}
		models.NormaliseStem(text)
	})
}

func TestNoSensitiveWords(t *testing.T) {
	if _, found := (models.SensitiveWords{}).Find("福利"); found {
		t.Error("an empty list finds something")
	}
}

// Every length is refused by one character too many and taken at the limit, counted in characters.
func TestLengths(t *testing.T) {
	rules := models.Rules{}
	for _, field := range append(models.CustomerFields(), models.FieldSource) {
		limit := models.MaxLength(field)
		if limit == 0 || field == models.FieldPhone || field == models.FieldEmail {
			continue
		}
		for length, wrong := range map[int]bool{limit: false, limit + 1: true} {
			c := models.Customer{Name: "x", Status: models.StatusPotential}
			if err := c.Set(field, strings.Repeat("客", length)); err != nil {
				t.Fatal(err)
			}
			errs := c.Validate(nil, rules)
			if refused := len(errs) == 1 && errs[0].Key == "error.too_long" && errs[0].Input == field.Input(); refused != wrong || (!wrong && len(errs) > 0) {
				t.Errorf("%s with %d characters: %v", field, length, errs)
			}
		}
	}
}

func TestRules(t *testing.T) {
	today := models.NewDate(2026, 11, 24)
	rules := models.Rules{Industries: []string{"retail"}, Today: today, Sensitive: models.NewSensitiveWords([]string{"发票"})}
	cases := []struct {
		field models.Field
		value string
		want  string // the refusal's key; "" is fine
	}{
		{models.FieldName, " ", "error.required"},
		{models.FieldName, "\u200b\ufeff", "error.required"},
		{models.FieldName, "\u3164", "error.required"},
		{models.FieldName, "a\x00b", "error.control_characters"},
		{models.FieldName, "a\u202eb", "error.control_characters"},
		{models.FieldName, "a\nb", "error.control_characters"},
		{models.FieldNotes, "a\nb", ""},
		{models.FieldNotes, "发 票", "error.sensitive_word"},
		{models.FieldAddress, "发票", ""},
		{models.FieldOpportunity, "发票", "error.sensitive_word"},
		{models.FieldIndustry, "retail", ""},
		{models.FieldIndustry, "magic", "error.unknown_industry"},
		{models.FieldStatus, "asleep", "error.unknown_status"},
		{models.FieldPhone, "123-456-7890", ""},
		{models.FieldPhone, "010-12345678转801", ""},
		{models.FieldPhone, "+1 (555) 010-0100", ""},
		{models.FieldPhone, "138–1234—5678", ""},
		{models.FieldPhone, "030/1234567", ""},
		{models.FieldPhone, "010-8888777/8888778", "error.bad_phone"},
		{models.FieldPhone, "1234", "error.bad_phone"},
		{models.FieldPhone, "call me", "error.bad_phone"},
		{models.FieldEmail, "a@example.com", ""},
		{models.FieldEmail, "张三@例子.公司", ""},
		{models.FieldEmail, "a@example.com。", "error.bad_email"},
		{models.FieldEmail, "a@example..com", "error.bad_email"},
		{models.FieldEmail, "a@example.com,b@example.com", "error.bad_email"},
		{models.FieldEmail, "a@exam_ple!.com", "error.bad_email"},
		{models.FieldEmail, "a@localhost", "error.bad_email"},
		{models.FieldEmail, "a b@example.com", "error.bad_email"},
		{models.FieldEmail, "A <a@example.com>", "error.bad_email"},
		{models.FieldNextFollowUp, "2026-11-24", ""},
		{models.FieldNextFollowUp, "2026-11-23", "error.past_date"},
		{models.FieldNextFollowUp, "2036-11-25", "error.far_date"},
	}
	for _, c := range cases {
		customer := models.Customer{Name: "x", Status: models.StatusPotential}
		if err := customer.Set(c.field, c.value); err != nil {
			t.Fatalf("%s %q: %v", c.field, c.value, err)
		}
		errs := customer.Validate(nil, rules)
		got := ""
		if len(errs) > 0 {
			got = errs[0].Key
		}
		if got != c.want || len(errs) > 1 {
			t.Errorf("%s %q: %v, want %q", c.field, c.value, errs, c.want)
		}
	}
	old := models.Customer{Name: "x", Status: models.StatusActive, NextFollowUp: today.AddDays(-3)}
	if errs := old.Validate(&old, rules); len(errs) > 0 {
		t.Errorf("a date that became past meanwhile is refused: %v", errs)
	}
	old.Phone, old.Email = "call me", "a@example.com。" // saved under older rules
	if errs := old.Validate(&old, rules); len(errs) > 0 {
		t.Errorf("what was there before is refused: %v", errs)
	}
}

func TestDates(t *testing.T) {
	for _, bad := range []string{"", "2026-02-31", "2026-13-01", "26-01-01", "tomorrow", "2026-1-1"} {
		if d, err := models.ParseDate(bad); err == nil {
			t.Errorf("%q was read as %v", bad, d)
		}
	}
	for _, bad := range []string{"24:00", "9:60", "noon"} {
		if at, err := models.ParseTimeOfDay(bad); err == nil {
			t.Errorf("%q was read as %v", bad, at)
		}
	}
	if got := models.NewDate(2026, 1, 31).AddMonths(1).String(); got != "2026-02-28" {
		t.Errorf("a month after 31 January is %s", got)
	}
	for clock, want := range map[models.TimeOfDay]string{"01:59": "01:59 EST", "02:30": "03:00 EDT", "03:00": "03:00 EDT", "": "00:00 EST"} {
		newYork, err := time.LoadLocation("America/New_York")
		if err != nil {
			t.Fatal(err)
		}
		if got := models.NewDate(2026, 3, 8).At(clock, newYork).Format("15:04 MST"); got != want {
			t.Errorf("%q when the clocks jump is %s, want %s", clock, got, want)
		}
	}
	zones := []string{"UTC", "Asia/Shanghai", "America/New_York", "Europe/Berlin", "America/Sao_Paulo", "Australia/Lord_Howe", "Pacific/Apia"}
	rapid.Check(t, func(t *rapid.T) {
		d := models.NewDate(2000, 1, 1).AddDays(rapid.IntRange(0, 15000).Draw(t, "day"))
		n := rapid.IntRange(-400, 400).Draw(t, "n")
		if d.AddDays(n).DaysSince(d) != n || d.AddDays(n).AddDays(-n) != d {
			t.Fatalf("%v and %d days", d, n)
		}
		read, err := models.ParseDate(d.String())
		if err != nil || read != d {
			t.Fatalf("%v was written and read as %v: %v", d, read, err)
		}
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		if got := models.DateOf(d.In(zone)); got != d && zone.String() != "Pacific/Apia" { // Apia skipped 30 December 2011
			t.Fatalf("%v begins on %v in %v", d, got, zone)
		}
	})
}

// Whatever people type, its normal form is stable: comparing what was compared before changes nothing, and a legal
// suffix, width or case makes no other customer of one.
func FuzzNormalise(f *testing.F) {
	for _, seed := range []string{"", "ＡＢＣ 有限公司", "Co., Ltd", "+86 138-1234-5678", "0086 10 1234", "İstanbul Inc", "ﬀ\u0345", "a\u0300\u0301", "王经理", "\xff\xfe", "x@EXAMPLE.com"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := models.NormaliseText(text)
		if utf8.ValidString(text) && models.NormaliseText(once) != once {
			t.Errorf("text %q: %q becomes %q", text, once, models.NormaliseText(once))
		}
		if phone := models.NormalisePhone(text); models.NormalisePhone(phone) != phone {
			t.Errorf("phone %q: %q becomes %q", text, phone, models.NormalisePhone(phone))
		}
		if name := models.NormaliseStem(text); strings.ContainsAny(name, ",()") {
			t.Errorf("name %q keeps %q", text, name)
		}
		if stem := models.NormaliseStem("Acme " + text); stem != "" && models.NormaliseStem("ACME "+text+" Co., Ltd.") != stem {
			t.Errorf("name %q with a suffix is %q, without %q", text, models.NormaliseStem("ACME "+text+" Co., Ltd."), stem)
		}
		if key := models.NormaliseEmail(text); utf8.ValidString(text) && key != models.NormaliseEmail(strings.ToUpper(key)) && isASCII(text) {
			t.Errorf("email %q is another in capitals", text)
		}
	})
}

func isASCII(s string) bool { return strings.IndexFunc(s, func(r rune) bool { return r > 126 }) < 0 }

func TestShorten(t *testing.T) {
	for _, test := range []struct {
		text string
		most int
		want string
	}{
		{"", 3, ""}, {"abc", 3, "abc"}, {"abcd", 3, "abc"}, {"客户关系", 3, "客户关"}, {"客户", 3, "客户"}, {"a\xffb", 3, "a�b"}, {"a\xff\xfebc", 3, "a�b"}, {"abc", 0, ""},
	} {
		if got := models.Shorten(test.text, test.most); got != test.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", test.text, test.most, got, test.want)
		}
	}
}
