package bot

import (
	"encoding/json"
	"slices"
	"strconv"
)

// elementState is the value of one interactive element, in a state or in an action
// (docs.slack.dev/reference/interaction-payloads/view-interactions-payload).
type elementState struct {
	Type                  string          `json:"type"`
	Value                 *string         `json:"value"`
	SelectedOption        *optionState    `json:"selected_option"`
	SelectedOptions       []optionState   `json:"selected_options"`
	SelectedDate          *string         `json:"selected_date"`
	SelectedTime          *string         `json:"selected_time"`
	SelectedDateTime      *int64          `json:"selected_date_time"`
	SelectedUser          *string         `json:"selected_user"`
	SelectedUsers         []string        `json:"selected_users"`
	SelectedChannel       *string         `json:"selected_channel"`
	SelectedChannels      []string        `json:"selected_channels"`
	SelectedConversation  *string         `json:"selected_conversation"`
	SelectedConversations []string        `json:"selected_conversations"`
	RichText              json.RawMessage `json:"rich_text_value"`
	Files                 []identified    `json:"files"`
}

type optionState struct {
	Value string `json:"value"`
}

// values returns what was entered or chosen, nil when nothing was.
func (e elementState) values() []string {
	for _, single := range []*string{
		e.Value, e.SelectedDate, e.SelectedTime, e.SelectedUser, e.SelectedChannel, e.SelectedConversation,
	} {
		if single != nil && *single != "" {
			return []string{*single}
		}
	}
	for _, several := range [][]string{e.SelectedUsers, e.SelectedChannels, e.SelectedConversations} {
		if len(several) > 0 {
			return several
		}
	}
	var values []string
	for _, option := range e.SelectedOptions {
		values = append(values, option.Value)
	}
	for _, file := range e.Files {
		values = append(values, file.ID)
	}
	switch {
	case e.SelectedOption != nil:
		values = append(values, e.SelectedOption.Value)
	case e.SelectedDateTime != nil:
		values = append(values, strconv.FormatInt(*e.SelectedDateTime, 10))
	case len(e.RichText) > 0 && string(e.RichText) != "null":
		values = append(values, string(e.RichText))
	}
	return values
}

// form reads a state: of each block the first element that has a value. Blocks without one are absent.
func (s *statePayload) form() Form {
	form := Form{}
	if s == nil {
		return form
	}
	for block, elements := range s.Values {
		for _, action := range sortedKeys(elements) {
			var element elementState
			if json.Unmarshal(elements[action], &element) != nil {
				continue
			}
			if values := element.values(); len(values) > 0 {
				form[block] = values
				break
			}
		}
	}
	return form
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
