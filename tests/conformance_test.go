package tests

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/cli"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// Every kind of record, and every field of it, goes every way: through the form, a one-line change, the audit log, the history,
// undo, a conflict, the export and an erasure. Where a field goes a way not, its row in the kind's table says so.

// sample is a value of a field: in a form, in a command, and as it is kept.
type sample struct{ entered, typed, kept string }

// samples are three values of a field, by its type.
func samples(spec models.FieldSpec) [3]sample {
	var list [3]sample
	for i := range list {
		n := i + 1
		text := fmt.Sprintf("Sample %d of %s", n, strings.NewReplacer("_", " ", ".", " ").Replace(string(spec.Key)))
		switch spec.Key {
		case models.FieldPhone:
			text = fmt.Sprintf("138-1234-567%d", n)
		case models.FieldEmail:
			text = fmt.Sprintf("sample%d@mail.example", n)
		case models.FieldWebsite:
			text = fmt.Sprintf("sample%d.example", n)
		}
		list[i] = sample{text, `"` + text + `"`, text}
		switch spec.Type {
		case models.TypeNumber:
			list[i] = sample{fmt.Sprint(100 * n), fmt.Sprint(100 * n), fmt.Sprint(100 * n)}
		case models.TypeMoney:
			amount := fmt.Sprint(100*n, " CNY")
			list[i] = sample{amount, amount, amount}
		case models.TypeDate:
			day := fmt.Sprintf("2026-12-0%d", n)
			list[i] = sample{day, day, day}
		case models.TypeTime:
			clock := fmt.Sprintf("1%d:00", n)
			list[i] = sample{clock, clock, clock}
		case models.TypePerson:
			name := [...]string{"bob", "alice", "wangwei"}[i]
			id := "U0" + strings.ToUpper(name)
			list[i] = sample{name, "<@" + id + "|" + name + ">", id}
		case models.TypeContact:
			list[i] = sample{"primary", "First", "primary"}
		case models.TypeYesNo:
			list[i] = [...]sample{{"Yes", "yes", "yes"}, {"No", "no", "no"}, {"Yes", "yes", "yes"}}[i]
		case models.TypeChoice, models.TypeChoices:
			list[i] = chosen(spec, i)
		}
	}
	return list
}

// chosen is one of a choice's values; where there are fewer it begins again.
func chosen(spec models.FieldSpec, i int) sample {
	if f := spec.Custom; f != nil {
		option := f.Options[i%len(f.Options)]
		return sample{option.EN, option.EN, option.Key}
	}
	stages := models.NewPipelines([]models.Pipeline{{ID: 1}}, []models.Stage{{ID: 1, PipelineID: 1}, {ID: 2, PipelineID: 1}, {ID: 3, PipelineID: 1}})
	keys := spec.Choices(models.Rules{Industries: []string{"retail", "finance", "energy"}, Pipelines: stages, LostReasons: []string{"price"}})
	key := keys[i%len(keys)]
	return sample{key, key, key}
}

// english is what an English reader is shown, with the words of every feature.
func english(t *testing.T) *i18n.Printer {
	t.Helper()
	frame, err := commands.New(commands.Parts{}, cli.Features()...)
	if err != nil {
		t.Fatal(err)
	}
	return frame.In(i18n.English)
}

// customFields defines a custom field of every kind for a kind of record, and returns them as the team has them; before is how many there are
// already.
func customFields(admin *sandboxtest.Room, entity string, before int64) *models.CustomFields {
	for _, field := range everyKind {
		admin.Command("/crm field " + entity + " add " + field).Ephemeral("Added the field")
	}
	options := func(text string) []models.Option {
		var f models.CustomField
		f.AddOptions(models.ParseOptions(text))
		return f.Options
	}
	list := []models.CustomField{
		{ID: 1, Kind: models.CustomText, LabelEN: "Contract"},
		{ID: 2, Kind: models.CustomNumber, LabelEN: "Budget"},
		{ID: 3, Kind: models.CustomDate, LabelEN: "Signed on"},
		{ID: 4, Kind: models.CustomChoice, LabelEN: "City", Options: options("北京=Beijing, 上海=Shanghai")},
		{ID: 5, Kind: models.CustomChoices, LabelEN: "Products", Options: options("甲=Alpha, 乙=Beta, 丙=Gamma")},
		{ID: 6, Kind: models.CustomYesNo, LabelEN: "Paid"},
		{ID: 7, Kind: models.CustomUser, LabelEN: "Adviser"},
	}
	for i := range list {
		list[i].ID, list[i].Entity = list[i].ID+before, entity
	}
	return models.NewCustomFields(list)
}

// enter puts a value into a field's input, as its type is entered.
func enter(form *sandboxtest.Modal, spec models.FieldSpec, s sample) {
	key := string(spec.Key)
	switch spec.Type {
	case models.TypeChoice, models.TypeYesNo, models.TypeContact:
		option := s.entered
		for _, placed := range blockkit.Elements(form.View().Blocks) {
			for _, offered := range placed.Element.List("options") {
				if placed.BlockID == key && offered.Text("value") == s.kept {
					option = offered.Object("text").Text("text")
				}
			}
		}
		form.Select(key, option)
	case models.TypeChoices, models.TypeTags:
		form.Check(key, s.entered)
	case models.TypeDate, models.TypeTime, models.TypePerson:
		form.Pick(key, s.entered)
	default:
		form.Fill(key, s.entered)
	}
}

// called is what a field is called in a command.
func called(spec models.FieldSpec) string {
	if spec.Custom != nil {
		return strings.ReplaceAll(spec.Custom.LabelEN, " ", "-")
	}
	return string(spec.Key)
}

// has reports whether a form has an input for a field.
func has(form *sandboxtest.Modal, key models.Field) bool {
	for _, placed := range blockkit.Elements(form.View().Blocks) {
		if placed.BlockID == string(key) {
			return true
		}
	}
	return false
}

// exported is the data-subject's JSON.
type exported struct {
	Customer     map[string]any                `json:"customer"`
	CustomFields []struct{ Key, Value string } `json:"custom_fields"`
	Contacts     []map[string]any              `json:"contacts"`
	Interactions []map[string]any              `json:"interactions"`
	FollowUps    []map[string]any              `json:"follow_ups"`
	Deals        []map[string]any              `json:"deals"`
	Tickets      []map[string]any              `json:"tickets"`
	Memberships  []map[string]any              `json:"campaign_memberships"`
	Statuses     []map[string]any              `json:"status_history"`
	Audit        []struct {
		Entity, Field, Old, New string
	} `json:"audit_log"`
	book []byte
}

// of is a field of the customer.
func (e exported) of(key models.Field) any {
	for _, f := range e.CustomFields {
		if f.Key == string(key) {
			return f.Value
		}
	}
	return e.Customer[string(key)]
}

// audited reports an entry of the audit log.
func (e exported) audited(entity string, key models.Field, before, after string) bool {
	for _, entry := range e.Audit {
		if entry.Entity == entity && entry.Field == string(key) && strings.HasPrefix(entry.Old, before) && strings.HasPrefix(entry.New, after) {
			return true
		}
	}
	return false
}

// export takes the data-subject's files of C001; times is how often that was done before.
func (w *world) export(room *sandboxtest.Room, times int) exported {
	w.t.Helper()
	alice := w.User("alice")
	room.Command("/crm privacy export C001").Ephemeral("in your direct messages")
	w.Eventually("the files come", func() bool {
		count := 0
		for _, message := range alice.DM().Messages() {
			if len(message.Files) > 0 {
				count++
			}
		}
		return count > times
	})
	files := w.files(alice, "All that is held on")
	var data exported
	if err := json.Unmarshal(files["json"], &data); err != nil {
		w.t.Fatal(err)
	}
	data.book = files["xlsx"]
	return data
}

func TestEveryFieldOfACustomerGoesEveryWay(t *testing.T) {
	storetest.WithoutRace(t)
	each(t, func(t *testing.T, w *world) {
		alice, bob := w.admin("sales"), w.User("bob").In("sales")
		alice.Command("/crm role <@U0BOB> manager").Ephemeral("Manager")
		fields := models.Customers.With(customFields(alice, models.EntityCustomer, 0)).Fields
		words := english(t)
		label := func(spec models.FieldSpec) string {
			if spec.Custom != nil {
				return spec.Custom.LabelEN
			}
			return words.T("field." + string(spec.Key))
		}

		form := alice.Command("/crm new").Modal() // the form
		for _, spec := range fields {
			if spec.Given == has(form, spec.Key) {
				t.Errorf("%s is given by the system: %v; it stands in the form: %v", spec.Key, spec.Given, !spec.Given)
			}
			if !spec.Given {
				enter(form, spec, samples(spec)[0])
			}
		}
		form.Submit().ExpectClosed()
		card := alice.ExpectMessage("Created *C001*")
		for _, spec := range fields {
			if shown := card.Contains("*" + label(spec) + "*"); shown != (spec.Card != 0) {
				t.Errorf("%s has the place %d on the card; it stands there: %v", spec.Key, spec.Card, shown)
			}
		}
		first := w.export(alice, 0) // the export, with what was entered
		record := sheet(t, first.book, "Record")
		for _, spec := range fields {
			if !spec.Given && first.of(spec.Key) != samples(spec)[0].kept {
				t.Errorf("%s was entered as %q and exported as %v", spec.Key, samples(spec)[0].entered, first.of(spec.Key))
			}
			name := label(spec)
			if spec.Sheet != "" {
				name = words.T(spec.Sheet)
			}
			if shown := told(record, name); shown != (spec.Sheet != models.NoColumn) {
				t.Errorf("the sheet of the record has a row %q: %v", name, shown)
			}
		}
		for _, spec := range fields { // the search
			if spec.Given || spec.Of != "" {
				continue
			}
			found := alice.Command("/crm find " + called(spec) + ":" + samples(spec)[0].typed)
			if spec.ByValue() || spec.Filter == models.FilterWords || spec.Type == models.TypeDate || spec.Type == models.TypeNumber {
				found.Ephemeral("1 customer", "C001")
			} else {
				found.Ephemeral("can't be searched by")
			}
		}
		for _, spec := range fields { // one line each, its history, and undo
			if spec.Given || spec.Of != "" {
				continue
			}
			change := alice.Command("/crm edit C001 " + called(spec) + "=" + samples(spec)[1].typed)
			if spec.Apart {
				change.Modal().Expect("/crm status").Close() // the form, with what is wrong above it
				continue
			}
			change.Ephemeral("Saved")
			alice.Command("/crm history C001").Ephemeral(label(spec) + ": ")
			undo := alice.Command("/crm undo").Ephemeral("Your last change", label(spec)+": ")
			undo.PressLabel("Take it back")
			undo.Expect("Took back", label(spec)+": ")
		}
		second := w.export(alice, 1)
		for _, spec := range fields {
			if spec.Given {
				continue
			}
			before, after := samples(spec)[0].kept, samples(spec)[1].kept
			if second.of(spec.Key) != before {
				t.Errorf("%s is %v after its change was taken back, want %s", spec.Key, second.of(spec.Key), before)
			}
			for _, pair := range [][2]string{{before, after}, {after, before}} {
				if spec.Of == "" && !spec.Apart && !second.audited(models.EntityCustomer, spec.Key, pair[0], pair[1]) {
					t.Errorf("the audit log doesn't have the change of %s from %s to %s", spec.Key, pair[0], pair[1])
				}
			}
		}

		form = alice.Command("/crm edit C001").Modal() // the conflict
		line := "/crm edit C001"
		for _, spec := range fields {
			if spec.Given || spec.Apart {
				continue
			}
			if spec.Of == "" {
				line += " " + called(spec) + "=" + samples(spec)[1].typed
			}
			enter(form, spec, samples(spec)[2])
		}
		bob.Command(line).Ephemeral("Saved")
		form.Submit()
		form.Expect("Somebody else")
		for _, spec := range fields {
			differs := samples(spec)[1].kept != samples(spec)[2].kept && samples(spec)[0].kept != samples(spec)[2].kept
			asked := has(form, models.Field("keep."+string(spec.Key)))
			if can := !spec.Given && !spec.Apart && spec.Of == ""; can && differs && !asked || !can && spec.Of == "" && asked {
				t.Errorf("two people changed %s, and a choice between their values is offered: %v", spec.Key, asked)
			}
		}
		form.Close()

		erase := alice.Command("/crm privacy erase C001").Modal() // the erasure, but of the name
		erase.Fill("code", "C001").Fill("erasure_reason", "asked").Clear("erasure_name").Submit().ExpectClosed()
		after, before := w.export(alice, 2), second
		for _, spec := range fields {
			kept, was := after.of(spec.Key), before.of(spec.Key)
			switch {
			case spec.Erasure == models.Erased && kept != "" && kept != nil:
				t.Errorf("%s is erased, and is %v", spec.Key, kept)
			case spec.Erasure != models.Erased && !spec.Given && kept == "" && was != "":
				t.Errorf("%s stays (%s), and is gone", spec.Key, spec.Erasure)
			}
		}
		for _, entry := range after.Audit {
			if entry.Old != "" || entry.New != "" && entry.New != "asked" {
				t.Errorf("the audit log goes on having %q and %q of %s", entry.Old, entry.New, entry.Field)
			}
		}
	})
}

// What belongs to a customer goes through the form in which it is made, the history, the export and an erasure.
func TestEveryFieldOfWhatBelongsToACustomerGoesEveryWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.admin("sales")
		alice.Command("/crm new Northwind contact_name=First !").Ephemeral("C001")
		deals := models.Deals.With(customFields(alice, models.EntityDeal, 0)).Description
		tickets := models.Tickets.With(customFields(alice, models.EntityTicket, 7)).Description
		kinds := []struct {
			kind    models.Description
			open    string // the command that opens its form
			records func(exported) []map[string]any
			saved   string
		}{
			{models.Contacts.Description, "/crm contact C001 new", func(e exported) []map[string]any { return e.Contacts }, "Added to C001"},
			{deals, "/crm deal C001 new", func(e exported) []map[string]any { return e.Deals }, "was opened"},
			{tickets, "/crm ticket C001 new", func(e exported) []map[string]any { return e.Tickets }, "was raised"},
			{models.Interactions.Description, "/crm log C001", func(e exported) []map[string]any { return e.Interactions }, "Logged"},
			{models.FollowUps.Description, "/crm follow C001", func(e exported) []map[string]any { return e.FollowUps }, "Follow-up"},
			{models.StatusChanges.Description, "/crm status C001 churned", func(e exported) []map[string]any { return e.Statuses[1:] }, "Changed the status"},
		}
		for _, k := range kinds {
			form := alice.Command(k.open).Modal()
			for _, spec := range k.kind.Fields {
				switch can := !spec.Given && !spec.Apart; {
				case can != has(form, spec.Key):
					t.Errorf("%s of the %s: it is entered in its form %v, and stands there %v", spec.Key, k.kind.Name, can, !can)
				case can:
					enter(form, spec, samples(spec)[0])
				}
			}
			form.Submit().ExpectClosed()
			alice.ExpectMessage(k.saved)
			if k.kind.Subject != "" {
				spec, _ := k.kind.Find(k.kind.Subject)
				subject := samples(spec)[0].kept
				if spec.Personal() { // histories show masks in every privacy mode
					subject = strings.ReplaceAll(spec.Mask(subject), "*", "")
				}
				history := alice.Command("/crm history C001").Ephemeral()
				if shown := strings.NewReplacer("*", "", "\u2060", "").Replace(history.Rendered()); !strings.Contains(shown, subject) {
					t.Errorf("the history of the %s doesn't say %q:\n%s", k.kind.Name, subject, shown)
				}
			}
		}
		before := w.export(alice, 0)
		erase := alice.Command("/crm privacy erase C001").Modal()
		erase.Fill("code", "C001").Fill("erasure_reason", "asked").Submit().ExpectClosed()
		after := w.export(alice, 1)
		for _, k := range kinds {
			if len(k.records(before)) == 0 {
				t.Fatalf("the export has no %s", k.kind.Name)
			}
			was, is := k.records(before)[0], k.records(after)[0]
			for _, spec := range k.kind.Fields {
				value, there := was[string(spec.Key)]
				switch want := samples(spec)[0].kept; {
				case !there:
					t.Errorf("the export of the %s has no %s", k.kind.Name, spec.Key)
				case !spec.Given && !spec.Apart && fmt.Sprint(value) != want:
					t.Errorf("%s of the %s was entered as %q and exported as %v", spec.Key, k.kind.Name, want, value)
				}
				closes := spec.Key == models.FieldState || spec.Key == models.FieldDealState || spec.Key == models.FieldClosedAt || spec.Key == models.FieldClosedBy // what was open is cancelled, or shelved
				switch gone := is[string(spec.Key)]; {
				case spec.Erasure == models.Erased && gone != "" && gone != nil:
					t.Errorf("%s of the %s is erased, and is %v", spec.Key, k.kind.Name, gone)
				case spec.Erasure == models.Kept && !closes && gone != value:
					t.Errorf("%s of the %s stays, was %v and is %v", spec.Key, k.kind.Name, value, gone)
				}
			}
		}
	})
}

// A campaign, which is no customer's, goes through its form, a one-line change of each field, its history and undo; a membership through the customer's
// history, export and erasure, which leaves both.
func TestEveryFieldOfACampaignGoesEveryWay(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.admin("sales")
		alice.Command("/crm new Northwind contact_name=First !").Ephemeral("C001")
		alice.Command("/crm list save").Modal().Fill("search_name", "Everybody").Fill("search_query", "sort:name").Select("search_team", "The team sees it").Submit().ExpectClosed()
		words, rules := english(t), models.Rules{Channels: models.OptionKeys(models.FirstChannels())}
		value := func(spec models.FieldSpec, i int) sample {
			switch {
			case spec.Type == models.TypeSearch:
				return sample{"Everybody", "Everybody", "1"}
			case spec.Key == models.FieldEnds: // behind the day on which it begins
				return samples(spec)[i+1]
			case spec.Key == models.FieldChannel:
				key := spec.Choices(rules)[i]
				return sample{key, key, key}
			}
			return samples(spec)[i]
		}
		form := alice.Command("/crm campaign new").Modal()
		for _, spec := range models.Campaigns.Fields {
			if spec.Given == has(form, spec.Key) {
				t.Errorf("%s is given by the system: %v; it stands in the form: %v", spec.Key, spec.Given, !spec.Given)
			}
			switch {
			case spec.Type == models.TypeSearch:
				form.Select(string(spec.Key), "Everybody")
			case !spec.Given:
				enter(form, spec, value(spec, 0))
			}
		}
		form.Submit().ExpectClosed()
		alice.ExpectMessage("*M001* was made")
		for _, spec := range models.Campaigns.Fields {
			if spec.Given || spec.Type == models.TypeSearch {
				continue
			}
			name := strings.TrimPrefix(string(spec.Key), "campaign_")
			alice.Command("/crm campaign M001 " + name + "=" + value(spec, 1).typed).Ephemeral("was saved")
			label := words.T("field." + string(spec.Key))
			alice.Command("/crm campaign M001 history").Ephemeral(label + ": ")
			undo := alice.Command("/crm undo").Ephemeral("M001", label+": ")
			undo.PressLabel("Take it back")
			undo.Expect("Took back", label+": ")
		}
		alice.Command("/crm campaign M001 add C001 contact:First attended").Ephemeral("attended 1")
		alice.Command("/crm history C001").Ephemeral("Added to a campaign", "attended")
		member := func(e exported) map[string]any {
			if len(e.Memberships) != 1 {
				t.Fatalf("the export has %d memberships", len(e.Memberships))
			}
			return e.Memberships[0]
		}
		before := w.export(alice, 0)
		for key, want := range map[models.Field]string{models.FieldMemberCampaign: "M001", models.FieldMemberContact: "primary", models.FieldMemberState: "attended"} {
			if got := member(before)[string(key)]; got != want {
				t.Errorf("%s of the membership is exported as %v", key, got)
			}
		}
		erase := alice.Command("/crm privacy erase C001").Modal()
		erase.Fill("code", "C001").Fill("erasure_reason", "asked").Submit().ExpectClosed()
		after := member(w.export(alice, 1))
		for _, spec := range models.CampaignMembers.Fields {
			if was, is := member(before)[string(spec.Key)], after[string(spec.Key)]; spec.Erasure != models.Kept || was != is {
				t.Errorf("%s of the membership was %v and is %v", spec.Key, was, is)
			}
		}
		alice.Command("/crm campaign M001").Ephemeral(value(models.Campaigns.Fields[1], 0).kept, "attended 1")
	})
}
