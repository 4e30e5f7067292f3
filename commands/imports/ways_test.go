package imports

import (
	"testing"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/commandstest"
)

// What everybody may do here, and may not. Where files come from Slack, tests from outside try the rest (tests/import_test.go).
func TestWays(t *testing.T) {
	task := commandstest.Try{Refused: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "7"} }}
	file := commandstest.Try{Refused: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Value: "F0FILE"} }}
	commandstest.TryWays(t, Feature, commandstest.Tries{
		"typed import":        {Harmless: true, Request: func(commandstest.Scene) bot.Request { return bot.Request{Text: "import"} }},
		"action import.open":  file,
		"action import.leave": {Harmless: true, Request: file.Request},
		"submission customers.import": {Refused: true, Keeps: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(wanted{}), "file", "F0FILE", "duplicates", "skip")
		}},
		"action import.go":       task,
		"action import.cancel":   task,
		"action import.columns":  task,
		"action import.stop":     task,
		"action import.rejected": task,
		"action import.undo":     task,
		"action import.kept":     task,
		"submission import.columns.form": {Refused: true, Keeps: true, Request: func(commandstest.Scene) bot.Request {
			return commandstest.Form(commands.Pack(asking{Preview: 7, Columns: []int{0}}), "use.0", "field:name")
		}},
	})
}

// Whoever writes a file's name, the program looks at its ending only.
func TestWhatAFileIsCalled(t *testing.T) {
	for name, want := range map[string]string{
		"客户.xlsx": "", "LIST.CSV": "", "a.tsv": "", "a.txt": "", "a.xls": "error.sheet_xls", "a.XLSM": "error.sheet_macros", "a.ods": "error.sheet_ods",
		"IMG_1.HEIC": "error.sheet_picture", "a.png": "error.sheet_picture", "a.pdf": "error.sheet_pdf", "a.zip": "error.sheet_packed", "a.vcf": "error.sheet_vcard",
		"a.numbers": "error.sheet_numbers", "noending": "", "": "", ".xlsx": "",
	} {
		key := ""
		if refused := refusedKind(name); refused != nil {
			key = refused.Key
		}
		if key != want {
			t.Errorf("%q: %q, want %q", name, key, want)
		}
	}
}
