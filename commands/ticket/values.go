package ticket

import (
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

// valuesOf reads the text that describes a ticket of a customer with some contacts: its fields, and what else was said.
func (h handlers) valuesOf(cl commands.Call, text string, people commands.People) (values map[models.Field]string, words string, errs models.Errors) {
	args := commands.ParseArguments(text, func(name string) bool { _, known := h.RecordField(models.EntityTicket, name); return known })
	values, errs = args.Read(func(name, text string) (map[models.Field]string, error) {
		key, _ := h.RecordField(models.EntityTicket, name)
		value, err := h.value(cl, key, text, people)
		return map[models.Field]string{key: value}, commands.AtField(key, err)
	})
	return values, commands.Unescape(args.Words), errs
}

// value is what somebody wrote for a field, as it is kept; what can't be read of it comes back with the refusal, for the form.
func (h handlers) value(cl commands.Call, key models.Field, text string, people commands.People) (string, error) {
	text = strings.TrimSpace(text)
	if custom, known := h.CRM.AllFields().Find(key); known {
		return h.OwnValue(cl, custom, text)
	}
	switch {
	case text == "":
		return "", nil
	case key == models.FieldPriority:
		if priority, known := priorities[models.NormaliseText(commands.Unescape(text))]; known {
			return string(priority), nil
		}
		return "", models.Invalid(key, "error.unknown_priority", "Value", models.Shorten(commands.Unescape(text), 60))
	case key == models.FieldTicketContact:
		return people.Called(cl.Printer, key, commands.Unescape(text))
	case key == models.FieldTicketAssignee:
		return commands.Person(cl, text)
	}
	return commands.Unescape(text), nil
}
