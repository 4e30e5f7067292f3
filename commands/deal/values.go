package deal

import (
	"strings"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// valuesOf reads the text that describes a deal of a pipeline, 0 for any, and of a customer with some contacts: its fields, and what else was said.
func (h handlers) valuesOf(cl commands.Call, text string, pipelineID int64, people commands.People) (values map[models.Field]string, words string, errs models.Errors) {
	args := commands.ParseArguments(text, func(name string) bool { _, known := h.RecordField(models.EntityDeal, name); return known })
	values, errs = args.Read(func(name, text string) (map[models.Field]string, error) {
		key, _ := h.RecordField(models.EntityDeal, name)
		value, err := h.value(cl, key, text, pipelineID, people)
		return map[models.Field]string{key: value}, commands.AtField(key, err)
	})
	return values, commands.Unescape(args.Words), errs
}

// value is what somebody wrote for a field, as it is kept; what can't be read of it comes back with the refusal, for the form.
func (h handlers) value(cl commands.Call, key models.Field, text string, pipelineID int64, people commands.People) (string, error) {
	text = strings.TrimSpace(text)
	if custom, known := h.CRM.AllFields().Find(key); known {
		return h.OwnValue(cl, custom, text)
	}
	switch {
	case text == "":
		return "", nil
	case key == models.FieldStage:
		stage, known := h.stage(text, pipelineID)
		if !known {
			return "", models.Invalid(key, "error.stage_named", "Value", models.Shorten(commands.Unescape(text), 60), "Stages", h.stageNames(cl, pipelineID))
		}
		return stage.Key(), nil
	case key == models.FieldProbability:
		return strings.TrimSpace(strings.TrimRight(commands.Unescape(text), "%％")), nil
	case key == models.FieldAmount:
		text = commands.Unescape(text)
		amount, err := models.ParseMoney(text, h.CRM.Currency())
		if err != nil {
			return text, err
		}
		return amount.String(), nil
	case key == models.FieldDealContact:
		return people.Called(cl.Printer, key, commands.Unescape(text))
	case key == models.FieldOwner:
		return commands.Person(cl, text)
	case key == models.FieldExpectedClose:
		if day, err := models.ParseDate(text); err == nil { // also one that has passed
			return day.String(), nil
		}
		day, err := h.DayPhrase(cl, text)
		return day.String(), err
	}
	return commands.Unescape(text), nil
}
