package mapping

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/names"
)

// What rows are is found by the codes that stand in a column, or by names that only lists of such records have; a list of customers stays one whatever
// its further columns are called.
func TestWhatRowsAre(t *testing.T) {
	for file, want := range map[string]models.ImportKind{
		"客户名称,电话,优先级,状态\nA,13812345678,高,潜在\n":                                                  models.ImportCustomers,
		"Company,Email,Subject,Priority,Industry\nA,a@b.example,x,High,Retail\n":                models.ImportCustomers,
		"Name,Start Date,End Date\nA,2026-01-01,2026-02-01\n":                                   models.ImportCustomers,
		"客户名称,活动名称,电话\nA,展会,13812345678\n":                                                      models.ImportCustomers,
		"Name,Campaign,Status,Email\nA,Fair,Lead,a@b.example\n":                                 models.ImportCustomers,
		"客户名称,开始日期,预算,电话\nA,2026-01-01,5,13812345678\n":                                         models.ImportCustomers,
		"Deal Name,Amount,Priority,Sales Stage\nLicences,5,High,New\n":                          models.ImportDeals,
		"Opportunity Name,Account Name,Campaign,Amount\nLicences,A,Fair,5\n":                    models.ImportDeals,
		"Subject,Requester,Status,Priority,Assignee,Created at\nx,A,Open,High,,\n":              models.ImportTickets,
		"Case Number,Account Name,Subject,Status,Date/Time Opened\n7,A,x,New,\n":                models.ImportTickets,
		"Ticket name,Ticket status,Create date,Associated Company\nx,New,,A\n":                  models.ImportTickets,
		"工单,主题,客户,优先级,状态,负责人,创建时间,解决时间\n1,x,A,高,已解决,,,\n":                                       models.ImportTickets,
		"编号,工单标题,客户名称,状态\n1,x,A,待处理\n":                                                          models.ImportTickets,
		"Ticket ID,Ticket Subject,Customer\nT001,x,A\n":                                         models.ImportTickets,
		"Name,Type,Status,Start Date,End Date,Budgeted Cost,Actual Cost\nA,,,2026-01-01,,5,6\n": models.ImportCampaigns,
		"活动名称,渠道,开始日期,结束日期,预算,费用\nA,邮件,2026-01-01,,5,6\n":                                       models.ImportCampaigns,
		"Campaign Name,Budget\nA,5\n":                                                           models.ImportCampaigns,
		"Campaign ID,Owner\nM001,x\n":                                                           models.ImportCampaigns,
		"Campaign,Company,Member Status\nFair,A,Sent\n":                                         models.ImportMembers,
		"市场活动,客户名称,反馈\nM001,A,已参加\n":                                                            models.ImportMembers,
	} {
		if m, _ := mapped(t, file, testFields()); m.Rows() != want {
			t.Errorf("%q is taken for %s, want %s: %+v", file, m.Rows(), want, m.Columns)
		}
	}
}

// Whatever stands in a file of such a kind, a person may say that rows are another; columns that say nothing of it give nothing.
func TestAPersonSaysWhatRowsAre(t *testing.T) {
	for _, kind := range models.ImportKinds() {
		file := "Subject,Company,Status,Begin Date,Campaign,Phone,wubble\nx,A,Open,2026-01-01,Fair,13812345678,z\n"
		header := strings.Split(strings.SplitN(file, "\n", 2)[0], ",")
		survey, _ := surveyed(t, file)
		fields := testFields()
		survey.Say(kind)
		m := Suggest(survey, fields)
		if m.Rows() != kind || len(m.Columns) != len(header) {
			t.Fatalf("%s: %s, %d columns", kind, m.Rows(), len(m.Columns))
		}
		for _, c := range m.Columns {
			if _, _, ofRecord := models.GivenBy(models.Field(c.Role)); c.Use == ToRecord && kind.Records() && !c.Role.Of(kind) || !ofRecord && c.Use == ToRecord {
				t.Errorf("%s: %s gives %s", kind, c.Name, c.Role)
			}
		}
		if last := m.Columns[len(header)-1]; kind.Records() != (last.Use == ToNothing) {
			t.Errorf("%s: wubble is %s", kind, last.Use)
		}
	}
}

// Times are read with their seconds and zones; what is none is a fault of its cell.
func TestInstantsOfCells(t *testing.T) {
	for text, want := range map[string]string{
		"2026-03-02 09:00": "2026-03-02 09:00:00", "2026-03-02T09:00:05Z": "2026-03-02T09:00:05Z", "2026-03-02 09:00:05 +0800": "2026-03-02T01:00:05Z", "2026-03-02T00:30:00-05:30": "2026-03-02T06:00:00Z",
		"2026/3/2 下午2:30": "fault", "2026/3/2 2:30 PM": "2026-03-02 14:30:00", "12:05 am": "fault", "3/2/2026 12:05 am": "2026-02-03 00:05:00", "2026年3月2日 9时05分": "2026-03-02 09:05:00",
		"2026-03-02": "2026-03-02", "46083.375": "2026-03-02", "Mar 2, 2026 10:15": "2026-03-02 10:15:00", "2026-03-02 25:00": "fault", "2026-02-30 10:00": "fault", "soon": "fault", "2026-03-02 00:00:00": "2026-03-02 00:00:00",
	} {
		_, records := mapped(t, "Subject,Priority,Customer,Created at\nx,High,A,\""+text+"\"\n", testFields())
		got := records[0].Record[names.Role(models.ImportTickets.Gives(models.FieldRaisedAt))]
		if len(records[0].Faults) > 0 {
			got = "fault"
		}
		if got != want {
			t.Errorf("%s is read as %q, want %q: %v", text, got, want, records[0].Faults)
		}
		if _, _, ok := models.ParseImported(got, time.UTC); got != "fault" && !ok {
			t.Errorf("%q isn't understood", got)
		}
	}
}

// Words of other systems for priorities, states and answers are known, in both languages; another is a fault of its cell, and asked about.
func TestWordsOfTickets(t *testing.T) {
	file := "Subject,Customer,Priority,Status,Satisfaction\na,A,P1,On Hold,Good\nb,B,中,已完成,差评\nc,C,whatever,Parked,\n"
	m, records := mapped(t, file, testFields())
	var got []string
	for _, r := range records {
		got = append(got, string(r.Record["ticket.priority"]+" "+r.Record["ticket.ticket_state"]+" "+r.Record["ticket.satisfaction"]))
	}
	if want := []string{"urgent waiting good", "normal solved poor", "  "}; !slices.Equal(got, want) || len(records[2].Faults) != 2 {
		t.Errorf("%q, %v", got, records[2].Faults)
	}
	if !slices.Equal(m.Columns[3].Unknown, []string{"Parked"}) {
		t.Errorf("asked are %q", m.Columns[3].Unknown)
	}
	m.Columns[3].Choices = map[string]string{"parked": "waiting"}
	_, rows := surveyed(t, file)
	if decided := m.Read(rows[2], testFields()); decided.Record["ticket.ticket_state"] != "waiting" {
		t.Errorf("%v", decided.Record)
	}
}
