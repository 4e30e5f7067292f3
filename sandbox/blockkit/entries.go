package blockkit

import (
	"fmt"
	"net/mail"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
)

// CheckEntries is what the Slack client itself finds wrong with what was
// entered into a view's input blocks when it is submitted, by block_id; the
// app is asked only when there is nothing.
func CheckEntries(blocks []Object, values map[string]map[string]Object) map[string]string {
	found := map[string]string{}
	for _, placed := range Elements(blocks) {
		if !placed.Input() {
			continue
		}
		state := values[placed.BlockID][placed.ActionID()]
		switch {
		case Filled(state):
			if wrong := wrongEntry(placed.Element, state); wrong != "" {
				found[placed.BlockID] = wrong
			}
		case !placed.Block.Bool("optional"):
			found[placed.BlockID] = "Please complete this required field."
		}
	}
	return found
}

// entryChecks are the client's checks by element type.
var entryChecks = map[string]func(element Object, value string) string{
	"plain_text_input": textFits,
	"number_input":     numberFits,
	"email_text_input": func(_ Object, value string) string {
		if address, err := mail.ParseAddress(value); err != nil || address.Address != value {
			return "Please enter a valid email address."
		}
		return ""
	},
	"url_text_input": func(_ Object, value string) string {
		if parsed, err := url.Parse(value); err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
			return "Please enter a valid URL."
		}
		return ""
	},
	"datepicker": func(_ Object, value string) string {
		if !datePattern.MatchString(value) {
			return "Please enter a valid date."
		}
		return ""
	},
	"timepicker": func(_ Object, value string) string {
		if !timePattern.MatchString(value) {
			return "Please enter a valid time."
		}
		return ""
	},
}

func wrongEntry(element, state Object) string {
	if items, ok := state[ValueKey(state.Text("type"))].([]any); ok {
		if state.Text("type") == "file_input" {
			return filesFit(element, items)
		}
		if most, limited := element.Int("max_selected_items"); limited && int64(len(items)) > most {
			return fmt.Sprintf("Please select no more than %d.", most)
		}
		return ""
	}
	if check := entryChecks[element.Text("type")]; check != nil {
		value, _ := state[ValueKey(state.Text("type"))].(string)
		return check(element, value)
	}
	return ""
}

func textFits(element Object, value string) string {
	least, _ := element.Int("min_length")
	most, limited := element.Int("max_length")
	if !limited {
		most = int64(Limits[TextMaxLength].Max)
	}
	switch size := int64(length(value)); {
	case size > most:
		return fmt.Sprintf("Please enter no more than %d characters.", most)
	case size < least:
		return fmt.Sprintf("Please enter at least %d characters.", least)
	}
	return ""
}

func numberFits(element Object, value string) string {
	number, err := strconv.ParseFloat(value, 64)
	if err != nil {
		return "Please enter a number."
	}
	if _, err := strconv.ParseInt(value, 10, 64); err != nil && !element.Bool("is_decimal_allowed") {
		return "Please enter a whole number."
	}
	if least, err := strconv.ParseFloat(element.Text("min_value"), 64); err == nil && number < least {
		return "Please enter a number of at least " + element.Text("min_value") + "."
	}
	if most, err := strconv.ParseFloat(element.Text("max_value"), 64); err == nil && number > most {
		return "Please enter a number of at most " + element.Text("max_value") + "."
	}
	return ""
}

// maxInputFile is how large in bytes a file at a file input may be.
// https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
const maxInputFile = 10 << 20

// filesFit: as many files as the file input takes, of its kinds, none too large.
func filesFit(element Object, files []any) string {
	most, limited := element.Int("max_files")
	if !limited {
		most = int64(Limits[FileCount].Max)
	}
	if int64(len(files)) > most {
		return fmt.Sprintf("Please add no more than %d files.", most)
	}
	kinds := element.Strings("filetypes")
	for _, file := range files {
		file, _ := file.(Object)
		name := file.Text("name")
		if kind := strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")); len(kinds) > 0 && !slices.Contains(kinds, kind) {
			return fmt.Sprintf("%s: only files of type %s can be added here.", name, strings.Join(kinds, ", "))
		}
		if size, _ := file.Int("size"); size > maxInputFile {
			return name + " is larger than 10 MB."
		}
	}
	return ""
}
