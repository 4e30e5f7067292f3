package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
)

// maxBody is the largest request body in bytes the Web API reads.
const maxBody = 2 << 20

// arguments are a call's parameters, whichever way they were sent. Values from
// forms are strings that may hold JSON; those from JSON bodies are typed.
// https://docs.slack.dev/apis/web-api#basics
type arguments struct {
	values  map[string]any
	warning string
	raw     string
}

// readArguments reads query, form, multipart or JSON parameters.
func readArguments(r *http.Request) (arguments, error) {
	args := arguments{values: map[string]any{}}
	args.add(r.URL.Query())
	if r.Method != http.MethodPost {
		args.raw = r.URL.RawQuery
		return args, nil
	}
	kind, parameters, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		switch err := r.ParseMultipartForm(maxBody); {
		case tooLarge(err):
			return args, failure("request_too_large").as(http.StatusRequestEntityTooLarge)
		case err != nil:
			return args, failure("invalid_form_data")
		}
		args.add(r.PostForm)
		return args, nil
	}
	body, readErr := io.ReadAll(r.Body)
	if tooLarge(readErr) {
		return args, failure("request_too_large").as(http.StatusRequestEntityTooLarge)
	}
	if readErr != nil {
		return args, failure("request_timeout")
	}
	args.raw = string(body)
	switch {
	case len(body) == 0:
		return args, nil
	case err != nil && r.Header.Get("Content-Type") != "":
		return args, failure("invalid_post_type")
	case kind == "application/json":
		if parameters["charset"] == "" {
			args.warning = "missing_charset"
		}
		return args, args.addJSON(body)
	case kind == "application/x-www-form-urlencoded" || kind == "":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return args, failure("invalid_form_data")
		}
		args.add(form)
		return args, nil
	}
	return args, failure("invalid_post_type")
}

func tooLarge(err error) bool {
	limit := new(http.MaxBytesError)
	return errors.As(err, &limit)
}

func (a arguments) add(form url.Values) {
	for name, values := range form {
		if len(values) > 0 {
			a.values[name] = values[0]
		}
	}
}

// logged is the parameters as the log shows them: JSON as it came, forms as
// JSON of their fields, tokens never.
func (a arguments) logged() string {
	if strings.HasPrefix(strings.TrimSpace(a.raw), "{") {
		return a.raw
	}
	shown := make(map[string]any, len(a.values))
	for name, value := range a.values {
		text, ok := value.(string)
		switch {
		case name == "token":
		case ok && (strings.HasPrefix(text, "[") || strings.HasPrefix(text, "{")) && json.Valid([]byte(text)):
			shown[name] = json.RawMessage(text)
		default:
			shown[name] = value
		}
	}
	if len(shown) == 0 {
		return ""
	}
	encoded, err := json.Marshal(shown)
	if err != nil {
		return a.raw
	}
	return string(encoded)
}

func (a arguments) addJSON(body []byte) error {
	value, err := blockkit.Decode(body)
	if err != nil {
		return failure("invalid_json")
	}
	object, ok := value.(blockkit.Object)
	if !ok {
		return failure("json_not_object")
	}
	for name, inner := range object {
		a.values[name] = inner
	}
	return nil
}

// has tells whether the parameter was given and is not null or empty.
func (a arguments) has(name string) bool {
	value, ok := a.values[name]
	return ok && value != nil && value != ""
}

// text is a string parameter; numbers and booleans are taken as written.
func (a arguments) text(name string) string {
	switch value := a.values[name].(type) {
	case string:
		return value
	case json.Number:
		return value.String()
	case bool:
		return strconv.FormatBool(value)
	}
	return ""
}

// hasBlock tells whether a block of a type is among the arguments, wherever.
func (a arguments) hasBlock(kind string) bool {
	text, _ := json.Marshal(a.values) // they came as JSON, or as text
	return strings.Contains(strings.ReplaceAll(string(text), `\`, ""), `"type":"`+kind+`"`)
}

// flag is a boolean parameter: true, "true" or "1".
func (a arguments) flag(name string) bool {
	text := a.text(name)
	return text == "true" || text == "1"
}

// number is a whole-number parameter, or otherwise when it is absent; it is
// an error when it is something else.
func (a arguments) number(name string, otherwise int) (int, error) {
	text := a.text(name)
	if text == "" {
		return otherwise, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return 0, invalidArguments("[ERROR] must be an integer [json-pointer:/" + name + "]")
	}
	return value, nil
}

// list is a comma-separated or JSON list of strings.
func (a arguments) list(name string) []string {
	if items, ok := a.values[name].([]any); ok {
		return blockkit.Object{name: items}.Strings(name)
	}
	var list []string
	for item := range strings.SplitSeq(a.text(name), ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// structure is a parameter that is JSON, given as such or as a string.
func (a arguments) structure(name string) (any, error) {
	text, ok := a.values[name].(string)
	if !ok {
		return a.values[name], nil
	}
	if text == "" {
		return nil, nil
	}
	return blockkit.Decode([]byte(text))
}
