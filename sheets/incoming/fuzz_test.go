package incoming

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// inMemory is a file that says when it is closed.
type inMemory struct {
	*bytes.Reader
	closed int
}

func (m *inMemory) Close() error {
	m.closed++
	return nil
}

// titles of the column with the reasons in the two languages.
func known() Known {
	var words []mapping.Word
	for _, title := range []string{"Why it was not imported", "未导入原因"} {
		words = append(words, func(key string) (string, bool) { return title, key == ReasonWord })
	}
	rules := models.Rules{Industries: []string{"technology", "retail"}, Today: models.NewDate(2026, 11, 27)}
	return Known{Fields: mapping.NewFields(nil, rules), Words: words}
}

// fuzzedOpen opens a file, or fails where it is neither opened nor refused with a sentence, or left open.
func fuzzedOpen(t *testing.T, content []byte, name string, args models.ImportArgs) *Incoming {
	t.Helper()
	file := &inMemory{Reader: bytes.NewReader(content)}
	in, err := Open(context.Background(), file, name, args, known())
	if err == nil {
		return in
	}
	if errs := models.AsErrors(err); len(errs) != 1 {
		t.Fatalf("no sentence for: %v", err)
	}
	if file.closed != 1 {
		t.Fatalf("a file that is refused is closed %d times", file.closed)
	}
	return nil
}

func rowsOf(in *Incoming) (rows []models.ImportRow, err error) {
	for row, err := range in.Rows(context.Background(), 0) {
		if err != nil {
			return rows, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// textsOf are the cells of all rows, each without the empty ones behind.
func textsOf(t *testing.T, in *Incoming) (rows [][]string) {
	t.Helper()
	for row, err := range in.Sheet.Rows(context.Background()) {
		if err != nil {
			return nil
		}
		var texts []string
		for _, cell := range in.cells(row) {
			texts = append(texts, lineBreaks.Replace(cell.Text))
		}
		for len(texts) > 0 && texts[len(texts)-1] == "" {
			texts = texts[:len(texts)-1]
		}
		rows = append(rows, texts)
	}
	return rows
}

// Whatever stands in a file: it is opened or refused with a sentence; a process that takes the task over reads the same rows by what was
// written down of it; and the file of its refused rows has the same columns and the same rows, and its reasons are no column of the team's.
func FuzzIncoming(f *testing.F) {
	f.Add([]byte("客户名称,电话,下次跟进日期,金额,颜色\nA,1.38E+10,05/03/2026,\"1.200,50\",red\n=B,1,2026-12-01,3,blue\n"))
	f.Add([]byte("\xef\xbb\xbfName;Email;Tags;Email 2\r\nA;a@b.example;\"x, y\";c@d.example\r\n;;;\r\nB;b;;;;too;many\r\n"))
	f.Add([]byte("A,a@b.example,3月5日\n'-B,c@d.example,46086\n"))
	f.Add([]byte("客户名称,未导入原因\nA,电话: 不对\nB,\n"))
	f.Add([]byte("A,Why it was not imported: x\nB,Why it was not imported: y\n"))
	f.Add([]byte("我们的客户\n\n名称\t电话\n\"两\n行\"\t138\n"))
	// What came back as another table, before the column of the reasons said what it is.
	f.Add([]byte("A,@b.examp^e,3月5日\n-B,c@d.example,46086\n"))
	f.Add([]byte("Name;Email\nA;\"x\ry\"\n\"l 2\r\n\";too\n"))
	f.Add([]byte("=Name,'@b\nA,B\n"))
	f.Add([]byte("Name,a,b,c\n\"x\n=B,1,2,3\",,,\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		if len(content) > 1<<16 || bytes.ContainsFunc(content, func(r rune) bool { return r < ' ' && r != '\n' && r != '\r' && r != '\t' }) {
			return
		}
		in := fuzzedOpen(t, content, "a.csv", models.ImportArgs{Duplicates: models.DuplicatesSkip})
		if in == nil {
			return
		}
		for i, c := range in.Mapping.Columns {
			if c.Use == mapping.ToNew {
				in.Take(i)
			}
		}
		if err := in.Finish(); err != nil {
			t.Fatal(err)
		}
		rows, err := rowsOf(in)
		if err != nil {
			return
		}
		kept, err := json.Marshal(in.Args)
		if err != nil {
			t.Fatal(err)
		}
		var args models.ImportArgs
		if err := json.Unmarshal(kept, &args); err != nil {
			t.Fatal(err)
		}
		if over := fuzzedOpen(t, content, "a.csv", args); over == nil {
			t.Fatal("the process that takes it over doesn't open it")
		} else if again, err := rowsOf(over); err != nil || !cmp.Equal(rows, again) {
			t.Fatalf("the process that takes it over reads other rows: %v\n%s", err, cmp.Diff(rows, again))
		}
		returned(t, in, len(rows))
	})
}

// returned refuses every row and opens the file that comes back.
func returned(t *testing.T, in *Incoming, count int) {
	t.Helper()
	var back bytes.Buffer
	written, err := in.WriteRejected(context.Background(), &back, Rejected{
		Title: "未导入原因",
		Rows: func(yield func(models.TaskRow, error) bool) {
			for row, err := range in.Rows(context.Background(), 0) {
				if err != nil || !yield(models.TaskRow{Number: row.Number, Outcome: models.RowRejected}, nil) {
					return
				}
			}
		},
		Why: func(models.TaskRow, models.ImportRow) models.Errors {
			return models.Errors{models.AtCell(models.Invalid(models.FieldPhone, "error.phone"), 0)}
		},
		Say: func(*models.Error) string { return "=1+1 \"说\"\n,;" },
	})
	if err != nil || written != count {
		t.Fatalf("%d of %d refused rows are written: %v", written, count, err)
	}
	for row, err := range in.Sheet.Rows(context.Background()) {
		if err != nil || row.Refused != nil { // one with a quote of its own, or more cells than columns, is read as it can be
			return
		}
	}
	if count == 0 {
		return
	}
	again := fuzzedOpen(t, back.Bytes(), "b.csv", models.ImportArgs{Duplicates: models.DuplicatesSkip})
	if again == nil {
		t.Fatalf("the file that comes back isn't opened:\n%q", back.String())
	}
	titles := func(h read.Header) (list []string) {
		for _, c := range h.Columns {
			list = append(list, strings.TrimSpace(c.Title))
		}
		return list
	}
	if (in.Header.Row > 0) != (again.Header.Row > 0) || !slices.Equal(titles(in.Header), titles(again.Header)) {
		t.Fatalf("columns %q come back as %q:\n%q", titles(in.Header), titles(again.Header), back.String())
	}
	if want, got := textsOf(t, in), textsOf(t, again); !cmp.Equal(want, got) {
		t.Fatalf("rows come back otherwise:\n%s\n%q", cmp.Diff(want, got), back.String())
	}
}
