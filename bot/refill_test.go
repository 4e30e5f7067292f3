package bot

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRefill(t *testing.T) {
	t.Parallel()
	options := `[{"text":{"type":"plain_text","text":"A"},"value":"a","description":{"type":"plain_text","text":"first"}},{"text":{"type":"plain_text","text":"B"},"value":"b"}]`
	cases := []struct {
		name    string
		element string // without action_id
		state   string
		want    string // the presetting property and its value; "" when there must be none
	}{
		{"text", `{"type":"plain_text_input"}`, `{"type":"plain_text_input","value":"ABC公司"}`, `"initial_value":"ABC公司"`},
		{"text emptied", `{"type":"plain_text_input","initial_value":"old"}`, `{"type":"plain_text_input","value":null}`, ""},
		{"text replaced", `{"type":"plain_text_input","initial_value":"old"}`, `{"type":"plain_text_input","value":"new"}`, `"initial_value":"new"`},
		{"number", `{"type":"number_input","is_decimal_allowed":false}`, `{"value":"12"}`, `"initial_value":"12"`},
		{"email", `{"type":"email_text_input"}`, `{"value":"a@b.c"}`, `"initial_value":"a@b.c"`},
		{"url", `{"type":"url_text_input"}`, `{"value":"https://a.b"}`, `"initial_value":"https://a.b"`},
		{"date", `{"type":"datepicker"}`, `{"selected_date":"2026-12-01"}`, `"initial_date":"2026-12-01"`},
		{"date cleared", `{"type":"datepicker","initial_date":"2026-12-01"}`, `{"selected_date":null}`, ""},
		{"time", `{"type":"timepicker"}`, `{"selected_time":"10:00"}`, `"initial_time":"10:00"`},
		{"moment", `{"type":"datetimepicker"}`, `{"selected_date_time":1795000000}`, `"initial_date_time":1795000000`},
		{
			"option is the element's own", `{"type":"static_select","options":` + options + `}`, `{"selected_option":{"text":{"type":"plain_text","text":"A","emoji":true},"value":"a"}}`,
			`"initial_option":{"description":{"text":"first","type":"plain_text"},"text":{"text":"A","type":"plain_text"},"value":"a"}`,
		},
		{
			"option in a group", `{"type":"static_select","option_groups":[{"label":{},"options":` + options + `}]}`, `{"selected_option":{"value":"b","text":{}}}`,
			`"initial_option":{"text":{"text":"B","type":"plain_text"},"value":"b"}`,
		},
		{
			"typeahead", `{"type":"external_select","min_query_length":0}`, `{"selected_option":{"value":"7","text":{"type":"plain_text","text":"C007"}}}`,
			`"initial_option":{"text":{"text":"C007","type":"plain_text"},"value":"7"}`,
		},
		{
			"radio", `{"type":"radio_buttons","options":` + options + `}`, `{"selected_option":{"value":"b"}}`,
			`"initial_option":{"text":{"text":"B","type":"plain_text"},"value":"b"}`,
		},
		{
			"checkboxes", `{"type":"checkboxes","options":` + options + `}`, `{"selected_options":[{"value":"b"}]}`,
			`"initial_options":[{"text":{"text":"B","type":"plain_text"},"value":"b"}]`,
		},
		{"checkboxes unticked", `{"type":"checkboxes","options":` + options + `,"initial_options":[{"value":"b"}]}`, `{"selected_options":[]}`, ""},
		{"user", `{"type":"users_select"}`, `{"selected_user":"U1"}`, `"initial_user":"U1"`},
		{"users", `{"type":"multi_users_select"}`, `{"selected_users":["U1","U2"]}`, `"initial_users":["U1","U2"]`},
		{"channel", `{"type":"channels_select"}`, `{"selected_channel":"C1"}`, `"initial_channel":"C1"`},
		{"conversation", `{"type":"conversations_select"}`, `{"selected_conversation":"C1"}`, `"initial_conversation":"C1"`},
		{"files can't be preset", `{"type":"file_input"}`, `{"files":[{"id":"F1"}]}`, ""},
		{"unknown element", `{"type":"hologram"}`, `{"value":"x"}`, ""},
		{"broken state", `{"type":"plain_text_input"}`, `[]`, ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			element := `{"action_id":"x",` + c.element[1:]
			blocks := `[{"type":"input","block_id":"b","label":{"type":"plain_text","text":"L"},"element":` + element + `}]`
			got, err := refill(json.RawMessage(blocks), map[string]map[string]json.RawMessage{"b": {"x": json.RawMessage(c.state)}}, nil)
			if err != nil {
				t.Fatal(err)
			}
			text := marshal(t, got)
			if c.want == "" && strings.Contains(text, "initial_") {
				t.Errorf("preset: %s", text)
			}
			if !strings.Contains(text, c.want) {
				t.Errorf("no %s in %s", c.want, text)
			}
		})
	}
}

func TestRefillErrors(t *testing.T) {
	t.Parallel()
	blocks := json.RawMessage(`[
		{"type":"header","block_id":"h","text":{"type":"plain_text","text":"H"}},
		{"type":"context","block_id":"refill.error.name","elements":[]},
		{"type":"input","block_id":"name","element":{"type":"plain_text_input","action_id":"v"}},
		{"type":"input","block_id":"mail","element":{"type":"email_text_input","action_id":"v"}},
		{"type":"hologram","block_id":"new","depth":3}
	]`)
	got, err := refill(blocks, nil, map[string]string{"mail": "<!channel> & co", "gone": "elsewhere"})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, block := range got {
		order = append(order, block.ID())
	}
	want := []string{"refill.error.gone", "h", "name", "mail", "refill.error.mail", "new"}
	if diff := cmp.Diff(want, order); diff != "" {
		t.Error(diff)
	}
	text := marshal(t, got[4])
	if want := `{"block_id":"refill.error.mail","elements":[{"text":"⚠ \u003c!channel\u003e \u0026 co","type":"plain_text"}],"type":"context"}`; text != want {
		t.Errorf("got %s", text)
	}
	if text := marshal(t, got[5]); text != `{"block_id":"new","depth":3,"type":"hologram"}` {
		t.Errorf("block has lost something: %s", text)
	}
}

func TestRefillKeepsActionsAndAccessories(t *testing.T) {
	t.Parallel()
	blocks := json.RawMessage(`[
		{"type":"actions","block_id":"a","elements":[{"type":"button","action_id":"b"},{"type":"datepicker","action_id":"d"}]},
		{"type":"section","block_id":"s","accessory":{"type":"users_select","action_id":"u"}}
	]`)
	got, err := refill(blocks, map[string]map[string]json.RawMessage{
		"a": {"d": json.RawMessage(`{"selected_date":"2026-12-01"}`)},
		"s": {"u": json.RawMessage(`{"selected_user":"U1"}`)},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	text := marshal(t, got)
	for _, want := range []string{`"initial_date":"2026-12-01"`, `"initial_user":"U1"`} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
}

func FuzzRefill(f *testing.F) {
	f.Add(`[{"type":"input","block_id":"b","element":{"type":"checkboxes","action_id":"x","options":[{}]}}]`, `{"b":{"x":{"selected_options":[null,1]}}}`, "b")
	f.Add(`[{"type":"section","accessory":{"type":"static_select","option_groups":[1,{"options":2}]}}]`, `{"":{"":{"selected_option":[]}}}`, "")
	f.Fuzz(func(t *testing.T, blocks, state, id string) {
		var values map[string]map[string]json.RawMessage
		if json.Unmarshal([]byte(state), &values) != nil {
			return
		}
		got, err := refill(json.RawMessage(blocks), values, map[string]string{id: "wrong"})
		if err != nil {
			return
		}
		if _, err := json.Marshal(got); err != nil {
			t.Fatal(err)
		}
	})
}

func marshal(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
