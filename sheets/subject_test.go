package sheets_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets"
)

var at = time.Date(2026, 11, 24, 15, 4, 5, 0, time.UTC)

// sharp are texts that a careless sheet or file would break at, or work out.
var sharp = []string{"=1+1", "+1", "-1", "@SUM(A1)", "=HYPERLINK(\"http://x\")", "\t=1", "_x0041_", "a\nb", "<b>&amp;", "'", "\"", "😀\u202e", strings.Repeat("长", 2000), "\x01\x0bX", "00123", "1e5", "TRUE"}

func held() models.Subject {
	c := models.Customer{ID: 7, Code: "C007", Status: models.StatusActive, Owner: "U0BOB", CreatedBy: "U0BOB", CreatedAt: at, UpdatedAt: at, NextFollowUp: models.NewDate(2026, 12, 1)}
	for _, set := range []struct {
		field models.Field
		value string
	}{{models.FieldName, "=cmd|' /C calc'!A0"}, {models.FieldPhone, "+86 138 1234 5678"}, {models.FieldIndustry, "gone"}, {"custom.1", "1234.5"}, {"custom.2", "2026-12-01"}, {"custom.3", "o1,o2"}, {"custom.4", "yes"}, {"custom.5", "12345678901234.5678"}, {"custom.6", "1850-05-01"}, {"custom.7", "1900-02-28"}} {
		if err := c.Set(set.field, set.value); err != nil {
			panic(err)
		}
	}
	s := models.Subject{Customer: c, At: at}
	for _, text := range []string{"=1+1", "王经理"} {
		contact := models.Contact{ID: 4, CreatedAt: at, UpdatedAt: at}
		_ = contact.Set(models.FieldContactName, text)
		s.Contacts = append(s.Contacts, contact)
	}
	for i, kind := range []models.CustomKind{models.CustomNumber, models.CustomDate, models.CustomChoices, models.CustomYesNo, models.CustomNumber, models.CustomDate, models.CustomDate} {
		f := models.CustomField{ID: int64(i + 1), Kind: kind, LabelEN: fmt.Sprint("Own ", i+1), LabelZH: fmt.Sprint("自定 ", i+1)}
		if f.Chooses() {
			f.AddOptions(models.ParseOptions("北京=Beijing,上海=Shanghai"))
		}
		s.Fields = append(s.Fields, f)
	}
	for i, text := range sharp {
		s.Interactions = append(s.Interactions, models.Interaction{ID: int64(i), Kind: models.InteractionCall, Text: text, HappenedAt: at, CreatedAt: at})
		s.Audit = append(s.Audit, models.AuditEntry{ID: int64(i), At: at, Entity: models.EntityCustomer, Action: models.ActionUpdate, Field: "notes", OldValue: text, NewValue: "x" + text})
	}
	s.Audit = append(s.Audit, models.AuditEntry{At: at, Actor: "U0BOB", Entity: models.EntityCustomer, Action: models.ActionReveal})
	s.FollowUps = []models.FollowUp{{ID: 1, Title: "=2", DueOn: models.NewDate(2026, 12, 1), DueTime: "10:00", State: models.FollowUpPlanned, CreatedAt: at}}
	s.Changes = []models.StatusChange{{ToStatus: models.StatusActive, Reason: "=3", ChangedAt: at}}
	s.Sightings = []models.Sighting{{UserID: "U0LINA", SeenAt: at.Add(-time.Hour)}}
	return s
}

func reader(t *testing.T) sheets.Reader {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string]string{"status.active": "Active", "customfield.yes": "Yes", "list.separator": ", "}
	return sheets.Reader{Language: "en", Zone: zone, Word: func(key string) (string, bool) { word, known := words[key]; return word, known }}
}

// Text stays text whatever it begins with, days are days, instants are the reader's, and numbers numbers.
func TestSubjectXLSX(t *testing.T) {
	book, err := sheets.SubjectXLSX(held(), reader(t))
	if err != nil {
		t.Fatal(err)
	}
	file, err := excelize.OpenReader(bytes.NewReader(book))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = file.Close() }()
	if got := len(file.GetSheetList()); got != 10 {
		t.Errorf("there are %d sheets", got)
	}
	for _, name := range file.GetSheetList() {
		rows, err := file.GetRows(name)
		if err != nil {
			t.Fatal(err)
		}
		for i, row := range rows {
			for j := range row {
				cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
				if formula, _ := file.GetCellFormula(name, cell); formula != "" {
					t.Errorf("%s!%s is the formula %q", name, cell, formula)
				}
			}
		}
	}
	for i, text := range sharp {
		cell := fmt.Sprint("C", i+2)
		got, err := file.GetCellValue("sheet.interactions", cell, excelize.Options{RawCellValue: true})
		kind, _ := file.GetCellType("sheet.interactions", cell)
		if want := strings.NewReplacer("\x01", "", "\x0b", "").Replace(text); err != nil || got != want || kind == excelize.CellTypeNumber || kind == excelize.CellTypeBool || kind == excelize.CellTypeFormula {
			t.Errorf("%q became %q, type %v, %v", text, got, kind, err)
		}
	}
	if name, err := file.GetCellValue("sheet.contacts", "A2"); err != nil || name != "=1+1" {
		t.Errorf("the contact is %q, %v", name, err)
	}
	record, err := file.GetRows("sheet.record", excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	shown, _ := file.GetRows("sheet.record")
	want := map[string][2]string{ // raw and shown
		"name": {"=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"}, "phone": {"+86 138 1234 5678", "+86 138 1234 5678"}, "status": {"Active", "Active"}, "industry": {"gone", "gone"},
		"next_follow_up": {"46357", "2026-12-01"}, "Own 1": {"1234.5", "1234.5"}, "Own 2": {"46357", "2026-12-01"}, "Own 3": {"Beijing, Shanghai", "Beijing, Shanghai"},
		"Own 4": {"Yes", "Yes"}, "Own 5": {"12345678901234.5678", "12345678901234.5678"},
		"Own 6": {"1850-05-01", "1850-05-01"}, "Own 7": {"1900-02-28", "1900-02-28"},
	}
	for i, row := range record {
		expected, known := want[row[0]]
		if !known {
			continue
		}
		if row[1] != expected[0] || shown[i][1] != expected[1] {
			t.Errorf("%s is %q, shown %q; want %q", row[0], row[1], shown[i][1], expected)
		}
		delete(want, row[0])
	}
	if len(want) > 0 {
		t.Errorf("not there: %v", want)
	}
	if when, _ := file.GetCellValue("sheet.interactions", "A2"); when != "2026-11-24 23:04:05" {
		t.Errorf("an instant shows as %s", when)
	}
	if looks, _ := file.GetRows("sheet.looks"); len(looks) != 3 || looks[1][1] != "U0LINA" || looks[2][1] != "U0BOB" {
		t.Errorf("who looked: %v", looks)
	}
}

// The JSON has everything plain, under keys that stay.
func TestSubjectJSON(t *testing.T) {
	data, err := sheets.SubjectJSON(held())
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"format", "exported_at", "customer", "custom_fields", "interactions", "follow_ups", "status_history", "audit_log", "looks"} {
		if _, there := got[key]; !there {
			t.Errorf("%s is missing", key)
		}
	}
	customer := got["customer"].(map[string]any)
	for _, field := range append(models.EditableFields(), models.FieldCode, "created_at", "erased_at") {
		if _, there := customer[string(field)]; !there {
			t.Errorf("the record lacks %s", field)
		}
	}
	if customer["phone"] != "+86 138 1234 5678" || got["exported_at"] != "2026-11-24T15:04:05Z" {
		t.Errorf("phone %v, at %v", customer["phone"], got["exported_at"])
	}
	for i, text := range sharp {
		in := got["interactions"].([]any)[i].(map[string]any)
		if in["text"] != text {
			t.Errorf("%q became %q", text, in["text"])
		}
	}
}

// Ten thousand entries make files of some megabytes in little time.
func TestSubjectIsLarge(t *testing.T) {
	s := held()
	for i := range 10_000 {
		s.Audit = append(s.Audit, models.AuditEntry{ID: int64(i), At: at, Entity: models.EntityCustomer, Action: models.ActionUpdate, Field: "notes", OldValue: strings.Repeat("旧", 100), NewValue: strings.Repeat("新", 100)})
	}
	book, err := sheets.SubjectXLSX(s, reader(t))
	if err != nil {
		t.Fatal(err)
	}
	data, err := sheets.SubjectJSON(s)
	if err != nil {
		t.Fatal(err)
	}
	if len(book) > 5<<20 || len(data) > 20<<20 {
		t.Errorf("%d and %d bytes", len(book), len(data))
	}
}
