package commands

import (
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// What people may call a choice, in either language and in short forms. What is unknown comes back as it was typed, for the
// rules to refuse.

// Status is the state that is called so.
func (c *Frame) Status(text string) models.Status {
	return models.Status(choice(c.words.choices["status."], text))
}

// Industry is the key of the industry that is called so.
func (c *Frame) Industry(text string) string { return choice(c.words.choices["industry."], text) }

// CustomerKind is the kind of customers that is called so.
func (c *Frame) CustomerKind(text string) models.CustomerKind {
	return models.CustomerKind(choice(c.words.choices["customer_kind."], text))
}

// InteractionKind is the kind of interaction that is called so.
func (c *Frame) InteractionKind(text string) (kind models.InteractionKind, known bool) {
	key, known := c.words.choices["interaction."][models.NormaliseText(text)]
	return models.InteractionKind(key), known
}

// CustomKind is the kind of a custom field that is called so.
func (c *Frame) CustomKind(text string) (kind models.CustomKind, known bool) {
	key, known := c.words.customKinds[models.NormaliseText(text)]
	return models.CustomKind(key), known
}

// IsCode reports a name of the customer's ID, which nobody sets.
func (c *Frame) IsCode(name string) bool { return c.words.codes[models.NormaliseText(name)] }

// Texts are a message in every language.
func (c *Frame) Texts(key string) []string {
	var texts []string
	for _, language := range i18n.Languages() {
		texts = append(texts, c.catalogues.For(language).T(key))
	}
	return texts
}

// fieldKinds are further words for the kinds of fields, besides their keys and their names.
var fieldKinds = map[string]models.CustomKind{
	"string": models.CustomText, "文字": models.CustomText, "amount": models.CustomNumber, "金额": models.CustomNumber, "数值": models.CustomNumber, "day": models.CustomDate,
	"single": models.CustomChoice, "select": models.CustomChoice, "multi": models.CustomChoices, "multiple": models.CustomChoices, "boolean": models.CustomYesNo, "yes-no": models.CustomYesNo,
	"person": models.CustomUser, "people": models.CustomUser, "成员": models.CustomUser, "用户": models.CustomUser,
}
