package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sheets/names"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// A blank sheet is written in the language that is asked for, and is read as a header without rows.
func TestTemplate(t *testing.T) {
	for _, c := range []struct{ file, language, want string }{
		{"a.xlsx", "zh", "客户ID|客户名称|联系人姓名|"}, {"a.xlsx", "en", "Customer ID|Customer name|Contact|"}, {"a.csv", "zh", "客户ID|客户名称|联系人姓名|"},
	} {
		file := filepath.Join(t.TempDir(), c.file)
		status, stdout, stderr := run(t, nil, "template", "--lang", c.language, "--out", file)
		if status != 0 || !strings.Contains(stdout, file) {
			t.Fatalf("status %d: %s%s", status, stdout, stderr)
		}
		written, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		book, err := read.Open(t.Context(), bytes.NewReader(written), int64(len(written)), file, read.Options{Named: names.Known})
		if err != nil {
			t.Fatal(err)
		}
		header, err := book.Preselected().Header(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var titles strings.Builder
		for _, column := range header.Columns {
			titles.WriteString(column.Name + "|")
		}
		if !strings.HasPrefix(titles.String(), c.want) {
			t.Errorf("%s in %s: %s", c.file, c.language, titles.String())
		}
		for range book.Preselected().Rows(t.Context()) {
			t.Errorf("%s has a row", c.file)
		}
	}
}

// A file that can't be written so is refused before anything is made.
func TestTemplateMisused(t *testing.T) {
	for _, args := range [][]string{{"template", "--out", "a.pdf"}, {"template", "--lang", "fr"}, {"template", "--out", filepath.Join(t.TempDir(), "none", "a.xlsx")}} {
		if status, stdout, _ := run(t, nil, args...); status != 2 || stdout != "" && !strings.Contains(stdout, "Usage") {
			t.Errorf("%v: status %d, %s", args, status, stdout)
		}
	}
}
