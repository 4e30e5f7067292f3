package bot

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestForm(t *testing.T) {
	t.Parallel()
	var state statePayload
	err := json.Unmarshal([]byte(`{"values":{
		"text": {"v":{"type":"plain_text_input","value":"王经理"}},
		"empty": {"v":{"type":"plain_text_input","value":null}},
		"blank": {"v":{"type":"plain_text_input","value":""}},
		"number": {"v":{"type":"number_input","value":"12.5"}},
		"date": {"v":{"type":"datepicker","selected_date":"2026-12-01"}},
		"no date": {"v":{"type":"datepicker","selected_date":null}},
		"time": {"v":{"type":"timepicker","selected_time":"09:30"}},
		"moment": {"v":{"type":"datetimepicker","selected_date_time":1795000000}},
		"choice": {"v":{"type":"static_select","selected_option":{"text":{"type":"plain_text","text":"A"},"value":"a"}}},
		"no choice": {"v":{"type":"static_select","selected_option":null}},
		"several": {"v":{"type":"checkboxes","selected_options":[{"value":"a"},{"value":"b"}]}},
		"none": {"v":{"type":"checkboxes","selected_options":[]}},
		"user": {"v":{"type":"users_select","selected_user":"U1"}},
		"users": {"v":{"type":"multi_users_select","selected_users":["U1","U2"]}},
		"channel": {"v":{"type":"channels_select","selected_channel":"C1"}},
		"conversations": {"v":{"type":"multi_conversations_select","selected_conversations":["C1"]}},
		"files": {"v":{"type":"file_input","files":[{"id":"F1"},{"id":"F2"}]}},
		"two elements": {"a":{"type":"datepicker","selected_date":null},"b":{"type":"timepicker","selected_time":"10:00"}},
		"odd": {"v":"?"}
	}}`), &state)
	if err != nil {
		t.Fatal(err)
	}
	want := Form{
		"text": {"王经理"}, "number": {"12.5"}, "date": {"2026-12-01"}, "time": {"09:30"}, "moment": {"1795000000"},
		"choice": {"a"}, "several": {"a", "b"}, "user": {"U1"}, "users": {"U1", "U2"}, "channel": {"C1"},
		"conversations": {"C1"}, "files": {"F1", "F2"}, "two elements": {"10:00"},
	}
	if diff := cmp.Diff(want, state.form()); diff != "" {
		t.Error(diff)
	}
	if got := (*statePayload)(nil).form(); len(got) != 0 {
		t.Errorf("no state: %v", got)
	}
}
