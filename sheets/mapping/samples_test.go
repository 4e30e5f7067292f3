package mapping

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// sample is what is made of one of the files of other systems. testdata/samples/ORIGIN.md says where they are from.
type sample struct {
	file     string
	sheet    string // "" is the preselected one
	asks     bool   // which sheet is meant
	encoding string // "" is not looked at
	header   int
	refused  string         // the file is, for this reason
	columns  string         // what becomes of columns: "Name=field", "Name=new:kind", "Name=tags", "Name=nothing"; all others are new
	doubts   string         // "Name?doubt", or "?doubt" about the file, that must be among them
	change   func(*Mapping) // what a person decides
	accepted int
	rejected map[int]string // keys of refusals by line
	notes    map[int]string // keys of notes by line, that must be among them
	rows     map[int]string // values by line, as "field=value|…", that must be among them
}

// to is a person's choice of a field for a column.
func to(m *Mapping, name string, field models.Field) {
	for i := range m.Columns {
		if c := &m.Columns[i]; c.Name == name {
			c.Use, c.Field, c.Role = ToField, field, names.Role(field)
		}
	}
}

var samples = []sample{
	{
		file: "01_salesforce_upsertAccountSmall.csv", encoding: "UTF-8", header: 1, accepted: 10,
		columns: "NAME=name PHONE=phone WEBSITE=website ANNUALREVENUE=new:number TYPE=new:choice",
		rows:    map[int]string{2: "name=account Upsert #0|phone=415-555-0000|new ORACLE_ID__C=1-000000"},
	},
	{
		file: "02_hubspot_contacts_sample_import.csv", header: 1, accepted: 11,
		columns: "First_Name=contact_name Last_Name=contact_name Email=email Phone_Number=phone Street_Address=address City=address State=address Lead_Status=status Contact_Owner=owner hubspot_owner_email=nothing",
		doubts:  "Lifecycle_Stage?second Lead_Status?choices hubspot_owner_email?empty ?stand_in",
		rows:    map[int]string{2: "name=Leslie Knope|contact_name=Leslie Knope|address=68 Street Rd, Pawnee, IN|owner=joe@hubspot.com|left Lead Status=Unqualified"},
	},
	{
		file: "05_atomic_crm_contacts.csv", header: 1, accepted: 500,
		columns: "first_name=contact_name last_name=contact_name title=contact_title background=notes status=status tags=tags company=nothing company_name=company sales=owner email_work=nothing " +
			"email_home=nothing email_other=email phone_work=phone phone_home=phone phone_other=phone first_seen=new:date last_seen=new:date linkedin_url=nothing has_newsletter=new:yesno gender=new:choice",
		doubts: "company?twin status?choices email_work?empty phone_home?further ?stand_in",
		rows: map[int]string{
			2: "name=Shelley Kerluke|company=Gottlieb and Sons|phone=1-955-371-0847 x371|email=Shelley_Kerluke47@hotmail.com|owner=Jane Doe|new first_seen=2024-08-13",
			3: "phone=(415) 293-3313|left phone_home=(980) 494-7423",
		},
	},
	{
		file: "06_krayin_sample_leads.csv", header: 1, doubts: "?no_name status?no_text", rejected: map[int]string{2: "row_name", 3: "row_name"},
		columns: "title=opportunity description=notes expected_close_date=deal lead_value=new:number lost_reason=nothing",
	},
	{
		file: "06_krayin_sample_leads.csv", header: 1, accepted: 2, change: func(m *Mapping) { to(m, "title", models.FieldName) },
		columns: "title=name description=notes expected_close_date=deal lost_reason=nothing",
		rows:    map[int]string{3: "name=Need more information About Product -> CyberGuard Pro"},
	},
	{
		file: "07_evocrm_import_contacts_sample_pt.csv", header: 1, accepted: 5,
		columns: "nome=name primeiro_nome=contact_name sobrenome=contact_name email=email telefone=phone website=website segmento_industria=industry cidade=address pais=address descricao=notes " +
			"empresas_vinculadas=company cpf_cnpj=new:text facebook=nothing instagram=nothing twitter=nothing",
		rows: map[int]string{2: "name=João Silva|contact_name=João Silva|phone=5511999999999|company=Empresa X|Outra Empresa", 3: "name=Empresa X|new cpf_cnpj=12345678000190"},
	},
	{
		file: "09_northwind_customers.csv", header: 1, accepted: 91,
		columns: "companyName=company contactName=contact_name contactTitle=contact_title address=address city=address region=address postalCode=address country=address phone=phone fax=new:text",
		doubts:  "?nothing ?stand_in customerID?no_code",
		rows: map[int]string{
			2: "name=Alfreds Futterkiste|address=Obere Str. 57, Berlin, 12209, Germany|new customerID=ALFKI", 3: "address=Avda. de la Constitución 2222, México D.F., 05021, Mexico",
			4: "name=Antonio Moreno Taquería|no new fax",
		},
	},
	{
		file: "10_outlook_shared_contacts.csv", header: 1, accepted: 3,
		columns: "Name=name E-mail_Address=email Notes=notes E-mail_2_Address=email E-mail_3_Address=email Mobile_Phone=phone Company=company Job_Title=contact_title Home_Phone=phone Home_Phone_2=phone " +
			"Business_Phone=phone Business_Phone_2=phone Business_Address=address Other_Phone=nothing Other_Fax=nothing Other_Address=nothing",
		doubts: "Business_Phone?further Home_Address?other_address",
		notes:  map[int]string{3: "sheet_short", 4: "sheet_short"},
		rows:   map[int]string{2: "name=Adam Glacius|phone=+1 555 3227 8544|left Business Phone=+1 555 3227 8547|address=8999 Corporate Way|new Action=add", 3: "name=Daniel Ireland|contact_title=Receptionist"},
	},
	{
		file: "16_客户导入模板.xlsx", sheet: "Sheet1", header: 1,
		columns: "客户名称=name 地址=address 联系人=contact_name 联系方式=phone 客服姓名=owner",
	},
	{
		file: "18_gbk_people.csv", encoding: "GB18030", header: 1, accepted: 4,
		columns: "序号=nothing 姓名=contact_name title=contact_title 年龄=new:number", doubts: "?stand_in",
		rows: map[int]string{2: "name=张三|contact_title=小组长|new 职业=丐帮", 5: "name=秦六"},
	},
	{
		file: "19_malformed_rows.csv", header: 1, accepted: 13, rejected: map[int]string{5: "row_long", 9: "row_quote"}, notes: map[int]string{13: "sheet_short"},
		columns: "first_name=contact_name last_name=contact_name email=email phone=phone company=company status=status",
		rows:    map[int]string{10: "name=Fiona Doe|company=Stark Industries", 13: "name=John Doe", 16: "name=Bob Johnson"},
	},
	{
		file: "20_leads_tab_missing.tsv", header: 1, accepted: 15, notes: map[int]string{15: "map_unreachable"},
		columns: "first_name=contact_name last_name=contact_name email=email phone=phone company=company status=status",
		doubts:  "status?choices",
	},
	{
		file: "21_duplicate_email_columns.csv", header: 1, accepted: 15, doubts: "email_(2)?twin",
		columns: "first_name=contact_name last_name=contact_name email=email email_(2)=nothing phone=phone company=company status=status",
		rows:    map[int]string{2: "email=fiona.moore@hooli.com"},
	},
	{
		file: "22_readxl_deaths_header_row5.xlsx", sheet: "arts", asks: true, header: 5, accepted: 11, rejected: map[int]string{17: "row_name", 18: "row_name", 19: "row_name"},
		columns: "Name=name Profession=contact_title Has_kids=new:yesno Date_of_birth=new:date Date_of_death=new:date",
		notes:   map[int]string{16: "map_note"},
		rows:    map[int]string{6: "name=David Bowie|contact_title=musician|new Age=69|new Has kids=yes|new Date of birth=1947-01-08"},
	},
	{
		file: "23_poi_51626_contact.xlsx", header: 1, accepted: 1, rejected: map[int]string{5: "row_name"},
		columns: "First_Name=contact_name Last_Name=contact_name Company=company Address_1=address City=address State=address Postal_Code=address Office=phone Mobile=phone E-Mail_Address=email " +
			"Address_2=nothing Home=nothing Fax=nothing XactNet_Address=nothing",
		rows: map[int]string{3: "name=Company Co.|contact_name=Frank2 McKee|phone=999-999-5555|left Office=801-555-7712x4563;801-555-9999|address=St Peters, Acton, ME, 04001"},
	},
	{file: "24_pass_protected.xlsx", refused: "sheet_password"},
	{file: "26_apple_address_book.vcf", refused: "sheet_vcard"},
	{
		file: "27_chatwoot_invalid_contacts.csv", header: 1, accepted: 25, notes: map[int]string{5: "sheet_short"},
		columns: "first_name=contact_name last_name=contact_name email=email phone_number=phone gender=new:choice",
		rows:    map[int]string{4: "email=cuzzell0@mozilla.org|phone=+91848484848"},
	},
}

func openSample(t *testing.T, name string) (*read.Book, error) {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", "samples", name))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = file.Close() })
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	return read.Open(t.Context(), file, info.Size(), name, read.Options{Named: names.Known})
}

func testFields() *Fields {
	return NewFields(nil, models.Rules{Industries: []string{"technology", "manufacturing", "retail"}, Today: models.NewDate(2026, 11, 27)})
}

// Each file of another system is read, mapped and asked about as a good importer does it.
func TestFilesOfOtherSystems(t *testing.T) {
	for _, s := range samples {
		t.Run(s.file, func(t *testing.T) {
			book, err := openSample(t, s.file)
			if s.refused != "" {
				if errs := models.AsErrors(err); len(errs) != 1 || errs[0].Key != "error."+s.refused {
					t.Fatalf("refused with %v, want %s", err, s.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			sheet := book.Preselected()
			for _, other := range book.Sheets() {
				if other.Name == s.sheet {
					sheet = other
				}
			}
			if book.Asks() != s.asks || s.encoding != "" && book.Encoding != s.encoding {
				t.Errorf("asks for the sheet: %v; read as %s", book.Asks(), book.Encoding)
			}
			s.check(t, sheet)
		})
	}
}

func (s sample) check(t *testing.T, sheet *read.Sheet) {
	t.Helper()
	header, err := sheet.Header(t.Context())
	if err != nil || header.Row != s.header {
		t.Fatalf("the header is row %d: %v", header.Row, err)
	}
	survey := NewSurvey(header)
	var rows []read.Row
	for row, err := range sheet.Rows(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		survey.Add(row)
		rows = append(rows, row)
	}
	fields := testFields()
	m := Suggest(survey, fields)
	if s.change != nil {
		s.change(&m)
	}
	s.checkColumns(t, m)
	rejected := map[int]string{}
	accepted := 0
	for _, row := range rows {
		record := m.Read(row, fields)
		if record.Refused != nil {
			rejected[row.Number] = strings.TrimPrefix(record.Refused.Key, "error.")
		} else {
			accepted++
		}
		s.checkRecord(t, m, record)
	}
	if accepted != s.accepted || !maps.Equal(rejected, s.rejected) {
		t.Errorf("%d accepted, rejected %v; want %d and %v", accepted, rejected, s.accepted, s.rejected)
	}
}

func (s sample) checkColumns(t *testing.T, m Mapping) {
	t.Helper()
	want, got := map[string]string{}, map[string]string{}
	for pair := range strings.FieldsSeq(s.columns) {
		name, use, _ := strings.Cut(strings.ReplaceAll(pair, "_", " "), "=")
		want[name] = strings.ReplaceAll(use, " ", "_")
	}
	doubts := map[string]bool{}
	for _, d := range m.Doubts {
		doubts["?"+strings.TrimPrefix(d.Key, "notice.map_")] = true
	}
	for _, c := range m.Columns {
		name := strings.ReplaceAll(c.Name, "_", " ")
		use := string(c.Use)
		switch c.Use {
		case ToField:
			use = string(c.Field)
		case ToNew:
			if use = "new:" + string(c.Kind); want[name] == "" {
				use = ""
			}
		}
		if use != "" {
			got[name] = use
		}
		for _, d := range c.Doubts {
			doubts[strings.ReplaceAll(name, " ", "_")+"?"+strings.TrimPrefix(d.Key, "notice.map_")] = true
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
	for doubt := range strings.FieldsSeq(s.doubts) {
		if !doubts[doubt] {
			t.Errorf("%s isn't asked; asked are %v", doubt, slices.Sorted(maps.Keys(doubts)))
		}
	}
}

func (s sample) checkRecord(t *testing.T, m Mapping, record Record) {
	t.Helper()
	if want := s.notes[record.Number]; want != "" && !slices.ContainsFunc(record.Notes, func(n Remark) bool { return n.Key == "notice."+want }) {
		t.Errorf("row %d lacks the note %s: %v", record.Number, want, record.Notes)
	}
	said := map[string]string{}
	for field, value := range record.Values {
		said[string(field)] = value
	}
	for _, c := range m.Columns {
		said["new "+c.Name], said["left "+c.Name] = record.New[c.Index], record.Left[c.Index]
	}
	for _, pair := range splitPairs(s.rows[record.Number]) {
		key, value, _ := strings.Cut(pair, "=")
		if key = strings.TrimPrefix(key, "no "); said[key] != value {
			t.Errorf("row %d: %s is %q, want %q", record.Number, key, said[key], value)
		}
	}
}

// splitPairs takes "a=b|c=d" apart; a bar within a value stays.
func splitPairs(text string) []string {
	var pairs []string
	for part := range strings.SplitSeq(text, "|") {
		switch {
		case part == "":
		case strings.Contains(part, "=") || strings.HasPrefix(part, "no "):
			pairs = append(pairs, part)
		default:
			pairs[len(pairs)-1] += "|" + part
		}
	}
	return pairs
}
