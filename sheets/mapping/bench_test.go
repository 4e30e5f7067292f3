package mapping

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// manyRows is how many customers are read by the benchmarks.
const manyRows = 100_000

var manyHeader = []string{"客户名称", "联系人姓名", "职位", "公司名称", "行业", "电话", "邮箱", "地址", "客户状态", "销售机会", "下次跟进日期", "备注", "合同金额", "网址"}

func manyCells(i int) []string {
	n := strconv.Itoa(i)
	return []string{
		"北京星河科技" + n + "有限公司", "王经理" + n, "采购经理", "北京星河科技" + n + "有限公司", "科技", "138" + strconv.Itoa(10_000_000+i), "a" + n + "@example.com", "北京市朝阳区建国路" + n + "号", "潜在客户",
		"年度采购 " + n, "2027/3/" + strconv.Itoa(1+i%28), "第" + n + "位客户，要报价", "¥" + n + ",200.50", "https://www.c" + n + ".example",
	}
}

func manyCSV(tb testing.TB) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	write := func(cells []string) {
		if err := w.Write(cells); err != nil {
			tb.Fatal(err)
		}
	}
	write(manyHeader)
	for i := range manyRows {
		write(manyCells(i))
	}
	w.Flush()
	return b.Bytes()
}

func manyXLSX(tb testing.TB) []byte {
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	for i := range manyRows + 1 {
		texts := manyHeader
		if i > 0 {
			texts = manyCells(i)
		}
		cells := make([]any, len(texts))
		for j, text := range texts {
			cells[j] = text
		}
		if err := w.SetRow("A"+strconv.Itoa(i+1), cells); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// The floor is the bytes of the rows read once by the standard library's CSV reader.
func BenchmarkHundredThousandRows(b *testing.B) {
	text := manyCSV(b)
	b.Run("floor: encoding/csv", func(b *testing.B) {
		for b.Loop() {
			if rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll(); err != nil || len(rows) != manyRows+1 {
				b.Fatal(err)
			}
		}
	})
	for name, file := range map[string][]byte{"csv": text, "xlsx": manyXLSX(b)} {
		b.Run(name+": read", func(b *testing.B) {
			for b.Loop() {
				readAll(b, file, func(read.Row) {})
			}
		})
		b.Run(name+": read and map", func(b *testing.B) {
			fields := testFields()
			for b.Loop() {
				survey := NewSurvey(readAll(b, file, func(read.Row) {}))
				readAll(b, file, survey.Add)
				m := Suggest(survey, fields)
				readAll(b, file, func(row read.Row) {
					if r := m.Read(row, fields); r.Refused != nil {
						b.Fatal(r.Refused)
					}
				})
			}
		})
	}
}

func readAll(b *testing.B, file []byte, each func(read.Row)) read.Header {
	b.Helper()
	book, err := read.Open(b.Context(), bytes.NewReader(file), int64(len(file)), "", read.Options{Named: names.Known})
	if err != nil {
		b.Fatal(err)
	}
	header, err := book.Preselected().Header(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for row, err := range book.Preselected().Rows(b.Context()) {
		if err != nil {
			b.Fatal(err)
		}
		each(row)
		n++
	}
	if n != manyRows {
		b.Fatalf("%d rows", n)
	}
	return header
}
