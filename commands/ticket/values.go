package ticket

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// priorities are what people call the priorities.
var priorities = map[string]models.Priority{
	"urgent": models.PriorityUrgent, "critical": models.PriorityUrgent, "p0": models.PriorityUrgent, "p1": models.PriorityUrgent, "紧急": models.PriorityUrgent, "特急": models.PriorityUrgent, "加急": models.PriorityUrgent,
	"high": models.PriorityHigh, "p2": models.PriorityHigh, "高": models.PriorityHigh, "较高": models.PriorityHigh,
	"normal": models.PriorityNormal, "medium": models.PriorityNormal, "p3": models.PriorityNormal, "中": models.PriorityNormal, "普通": models.PriorityNormal, "一般": models.PriorityNormal, "正常": models.PriorityNormal,
	"low": models.PriorityLow, "p4": models.PriorityLow, "低": models.PriorityLow, "较低": models.PriorityLow,
}

// stateNames are what the state is called before a colon. A custom field that is called so goes first.
var stateNames = []string{"state", "status", "状态", "工单状态"}

// described is a text that describes a ticket, taken apart: its fields, and what else was said, as it was typed.
type described struct {
	assigned []commands.Assignment
	words    string
}

// text is what would say the same, with the words before the fields.
func (d described) text() string {
	text := d.words
	for _, assigned := range d.assigned {
		text += " " + assigned.Name + ":" + assigned.Value
	}
	return text
}

// describe takes a text apart. A priority, a state and a person are one word: what stands behind it is said besides, so that fields may stand
// before the rest.
func (h handlers) describe(cl commands.Call, text string, knowsState bool) (d described) {
	args := commands.ParseArguments(text, func(name string) bool { _, known := h.fieldOf(name, knowsState); return known })
	d.words = args.Words
	for _, assigned := range args.Assignments {
		key, _ := h.fieldOf(assigned.Name, knowsState)
		first, rest := commands.CutWord(assigned.Value)
		_, err := h.value(cl, key, first, commands.People{})
		if rest != "" && (err == nil || commands.MeansNone(first)) && (key == models.FieldPriority || key == models.FieldTicketState || key == models.FieldTicketAssignee) {
			assigned.Value, d.words = first, strings.TrimSpace(d.words+" "+rest)
		}
		d.assigned = append(d.assigned, assigned)
	}
	return d
}

// fieldOf is the field of a ticket that is called so.
func (h handlers) fieldOf(name string, knowsState bool) (models.Field, bool) {
	key, known := h.RecordField(models.EntityTicket, name)
	if !known && knowsState && slices.Contains(stateNames, models.SqueezeLabel(name)) {
		return models.FieldTicketState, true
	}
	return key, known
}

// valuesOf reads the fields that a text describes of a ticket of a customer with some contacts.
func (h handlers) valuesOf(cl commands.Call, d described, people commands.People) (map[models.Field]string, models.Errors) {
	return commands.Arguments{Assignments: d.assigned}.Read(func(name, text string) (map[models.Field]string, error) {
		key, _ := h.fieldOf(name, true)
		value, err := h.value(cl, key, text, people)
		return map[models.Field]string{key: value}, commands.AtField(key, err)
	})
}

// told takes the words that change a ticket by themselves out of what was said: a state, a priority, who has it, and that it is taken.
func told(cl commands.Call, words string, values map[models.Field]string) (left string) {
	for words != "" {
		var word string
		word, words = commands.CutWord(words)
		name := models.NormaliseText(commands.Unescape(word))
		person, err := commands.Person(cl, word)
		state, moves := states[name]
		priority, urges := priorities[name]
		switch {
		case moves:
			values[models.FieldTicketState] = string(state)
		case urges:
			values[models.FieldPriority] = string(priority)
		case slices.Contains(takeWords, name):
			values[models.FieldTicketAssignee] = cl.User.ID
		case err == nil && strings.HasPrefix(word, "<@"):
			values[models.FieldTicketAssignee] = person
		default:
			left += " " + word
		}
	}
	return strings.TrimSpace(left)
}

// value is what somebody wrote for a field, as it is kept; what can't be read of it comes back with the refusal, for the form.
func (h handlers) value(cl commands.Call, key models.Field, text string, people commands.People) (string, error) {
	text = strings.TrimSpace(text)
	if custom, known := h.CRM.AllFields().Find(key); known {
		return h.OwnValue(cl, custom, text)
	}
	switch {
	case key == models.FieldPriority && text == "": // there is always one
		return string(models.PriorityNormal), nil
	case text == "":
		return "", nil
	case key == models.FieldPriority:
		if priority, known := priorities[models.NormaliseText(commands.Unescape(text))]; known {
			return string(priority), nil
		}
		return "", models.Invalid(key, "error.unknown_priority", "Value", models.Shorten(commands.Unescape(text), 60))
	case key == models.FieldTicketState:
		if state, known := states[models.NormaliseText(commands.Unescape(text))]; known {
			return string(state), nil
		}
		return "", models.Invalid(key, "error.unknown_ticket_state", "Value", models.Shorten(commands.Unescape(text), 60))
	case key == models.FieldTicketContact:
		return people.Called(cl.Printer, key, commands.Unescape(text))
	case key == models.FieldTicketAssignee:
		return commands.Person(cl, text)
	}
	return commands.Unescape(text), nil
}
