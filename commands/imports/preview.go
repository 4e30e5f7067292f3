package imports

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/views"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// How much a preview shows: the message stays one that is read.
const (
	maxListed  = 5   // rows of each sort
	maxMapped  = 20  // columns that give something
	maxUnasked = 300 // UTF-16 units of names of columns that give nothing
)

// preview shows what an import would do: nothing was written.
func preview(p views.Reader, t models.Task, shown models.ImportPreview) surface.Message {
	text := p.T("import.preview", "File", fileName(t.Title))
	head := "*" + text + "*\n" + p.Count("import.rows", t.Counts.Rows) + p.T("import.colon") + orNothing(p, countsLine(p, t))
	blocks := []slack.Block{views.Section(head)}
	if kind := shown.Args.Of; kind.Records() {
		taken := p.T(mapping.TakenAs(kind))
		if kind == models.ImportMembers && shown.Args.Campaign != "" {
			taken += " " + p.T("import.members_named", "Code", shown.Args.Campaign)
		}
		blocks = append(blocks, views.Footnote(taken))
	}
	blocks = append(blocks, views.Section(mappedText(p, shown)))
	if unsure := unsureText(p, shown); unsure != "" {
		blocks = append(blocks, views.Section(unsure))
	}
	for _, list := range []struct {
		key  string
		rows []models.PreviewRow
		of   int // how many there are; 0 where that isn't known
		say  func(models.PreviewRow) []said
	}{
		{"import.list_refused", shown.Refused, t.Counts.Rejected, func(r models.PreviewRow) []said { return reasons(p, r, shown.Columns) }},
		{"import.list_left", shown.Left, 0, func(r models.PreviewRow) []said { return reasons(p, r, shown.Columns) }},
		{"import.list_duplicates_" + string(shown.Args.Duplicates), shown.Duplicates, 0, func(r models.PreviewRow) []said { return duplicate(p, r, shown.Columns) }},
		{"import.list_changes", shown.Changes, t.Counts.Updated, func(r models.PreviewRow) []said { return changes(p, r) }},
	} {
		if len(list.rows) > 0 {
			blocks = append(blocks, views.Section("*"+p.T(list.key)+"*\n"+listed(p, list.rows, list.of, list.say)))
		}
	}
	return surface.Message{Text: text, Blocks: append(blocks, previewButtons(p, t, shown))}
}

// said is something said of a row, or of a cell.
type said struct {
	at   []string // the rows or cells that it is said of
	text string
}

// maxNamed is how many rows or cells are named of which the same is said.
const maxNamed = 5

// listed are the first rows, a line for each thing that is said, and how many more rows there are.
func listed(p views.Reader, rows []models.PreviewRow, of int, say func(models.PreviewRow) []said) string {
	var lines []said
	shown := map[int64]bool{}
	for _, row := range rows {
		for _, one := range say(row) {
			i := slices.IndexFunc(lines, func(s said) bool { return s.text == one.text })
			switch {
			case i >= 0:
				lines[i].at = append(lines[i].at, one.at...)
			case len(lines) < maxListed:
				lines = append(lines, one)
			default:
				continue
			}
			shown[row.Number] = true
		}
	}
	var text []string
	for _, line := range lines {
		named := p.List(line.at[:min(len(line.at), maxNamed)])
		if len(line.at) > maxNamed {
			named += " …"
		}
		text = append(text, "• "+named+line.text)
	}
	switch more := max(of, len(rows)) - len(shown); {
	case more > 0 && of > 0:
		text = append(text, p.Count("import.and_more", more))
	case more > 0:
		text = append(text, p.T("import.and_others"))
	}
	return strings.Join(text, "\n")
}

// mappedText says which column becomes what, and which become nothing.
func mappedText(p views.Reader, shown models.ImportPreview) string {
	fresh := map[int]bool{}
	for _, f := range shown.Args.NewFields {
		fresh[f.Column] = true
	}
	var kept mapping.Mapping
	_ = json.Unmarshal(shown.Args.Mapping, &kept) // of an older program's columns less is said
	var mapped, not []string
	for _, c := range shown.Columns {
		name, becomes := views.Escape(views.Clip(views.OneLine(c.Name), maxSample)), ""
		switch {
		case fresh[c.Index]:
			becomes = p.T("import.use_new")
		case c.Taken && c.Field != "":
			becomes = views.Escape(views.FieldLabel(p.Printer, c.Field))
		case c.Taken && c.Index < len(kept.Columns):
			becomes = useText(p.Printer, kept.Columns[c.Index])
		case !c.Taken:
			not = append(not, name)
			continue
		}
		if becomes != "" && becomes != name {
			name += " → " + becomes
		}
		mapped = append(mapped, name)
	}
	more := len(mapped) - maxMapped
	text := "*" + p.T("import.mapped") + "*\n" + strings.Join(mapped[:min(len(mapped), maxMapped)], " · ")
	if more > 0 {
		text += " · " + p.Count("import.and_more", more)
	}
	if len(not) > 0 {
		text += "\n" + p.T("import.not_mapped", "Names", views.Clip(p.List(not), maxUnasked))
	}
	return text
}

// unsureText names the columns that a person should look at; "" where there are none.
func unsureText(p views.Reader, shown models.ImportPreview) string {
	var names []string
	for _, c := range shown.Columns {
		if slices.Contains(shown.Args.Unsure, c.Index) {
			names = append(names, views.Escape(views.Clip(views.OneLine(c.Name), maxSample)))
		}
	}
	if len(names) == 0 {
		return ""
	}
	return "⚠️ " + p.Count("import.unsure", len(names), "Names", views.Clip(p.List(names), maxUnasked))
}

// reasons are why a row isn't taken, or not wholly.
func reasons(p views.Reader, row models.PreviewRow, columns []models.ImportColumn) []said {
	var list []said
	for _, e := range row.Reasons {
		list = append(list, said{at: []string{rowText(p, row, e, columns)}, text: p.T("import.colon") + views.Clip(views.Sentence(p.Printer, e, views.Escape), maxReason)})
	}
	if len(list) == 0 {
		list = []said{{at: []string{rowText(p, row, nil, columns)}}}
	}
	return list
}

// maxReason is how much of a reason is shown, in UTF-16 units.
const maxReason = 160

// duplicate is a row with the customer that it is.
func duplicate(p views.Reader, row models.PreviewRow, columns []models.ImportColumn) []said {
	if row.Code != "" {
		return []said{{at: []string{rowText(p, row, nil, columns)}, text: " → " + views.Escape(row.Code)}}
	}
	return reasons(p, row, columns)
}

// changes are what an update would change of a customer.
func changes(p views.Reader, row models.PreviewRow) []said {
	var list []string
	for _, change := range row.Changes {
		spec := imported(change.Field)
		list = append(list, views.Escape(views.FieldLabel(p.Printer, change.Field))+" "+views.HistoryText(p, spec, change.Before)+" → "+views.HistoryText(p, spec, change.After))
	}
	return []said{{at: []string{views.Escape(row.Code)}, text: p.T("import.colon") + views.Clip(strings.Join(list, " · "), maxChanges)}}
}

// imported describes a field of what a row may be.
func imported(field models.Field) models.FieldSpec {
	for _, kind := range models.ImportKinds() {
		if spec, found := kind.Kind().Find(field); found {
			return spec
		}
	}
	return models.FieldSpec{Key: field, Type: models.TypeText}
}

// maxChanges is how much of the changes of a customer is shown, in UTF-16 units: as many as are listed fit a section.
const maxChanges = 500

// previewButtons carry the import out, ask about its columns, or leave it. What isn't sure yet is asked first.
func previewButtons(p views.Reader, t models.Task, shown models.ImportPreview) slack.Block {
	id := views.Itoa(t.ID)
	var buttons []slack.BlockElement
	columns := views.Button(columnsAction, id, p.T("button.import_columns"))
	if taken := t.Counts.Created + t.Counts.Updated; taken > 0 {
		carry := views.Button(goAction, id, p.T("button.import_go", "Count", p.Number(taken)))
		if len(shown.Args.Unsure) > 0 {
			buttons = append(buttons, views.Primary(columns), carry)
		} else {
			buttons = append(buttons, views.Primary(carry), columns)
		}
	} else {
		buttons = append(buttons, columns)
	}
	return views.Actions("", append(buttons, views.Button(cancelAction, id, p.T("button.cancel")))...)
}
