package sheets

import (
	"io"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/models"
)

// The floor is the same customers in a CSV file.
func BenchmarkTenThousandCustomers(b *testing.B) {
	c := models.Customer{ID: 1, Code: "C001", CreatedAt: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	for field, value := range map[models.Field]string{
		models.FieldName: "北京星河科技有限公司", models.FieldPhone: "+86 138 1234 5678", models.FieldEmail: "a@b.example", models.FieldStatus: "active", models.FieldIndustry: "technology",
		models.FieldNextFollowUp: "2027-03-05", models.FieldNotes: "要报价", models.FieldOwner: "U0123ABC", models.CustomFieldKey(2): "12", models.CustomFieldKey(4): "o2",
	} {
		if err := c.Set(field, value); err != nil {
			b.Fatal(err)
		}
	}
	for name, begin := range map[string]func(io.Writer, Reader, models.Rules, bool) (Records[*models.Customer], error){"floor: csv": NewCustomersCSV, "xlsx": NewCustomersXLSX} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				sheet, err := begin(io.Discard, sheetReader("zh"), sheetRules, true)
				for range 10_000 {
					if err == nil {
						err = sheet.Add(&c)
					}
				}
				if err == nil {
					err = sheet.Close()
				}
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
