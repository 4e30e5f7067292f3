package commands

import (
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// vocabulary is what people may call fields and choices: the keys, their labels in every language, and short forms.
type vocabulary struct {
	fields   map[string]models.Field
	squeezed map[string]models.Field      // the same by models.SqueezeLabel
	choices  map[string]map[string]string // the values of each choice, by its models.FieldSpec.Words

	customKinds map[string]string
	codes       map[string]bool         // names of the code, which nobody sets
	givens      map[string]models.Field // of what the system sets and a search can ask for, by models.SqueezeLabel
	places      map[string]models.Field // the same of where an address is; a team may have a field of its own that is called so
}

// shortNames are further names of fields.
var shortNames = map[models.Field][]string{
	models.FieldName:         {"名称", "客户", "customer"},
	models.FieldContactName:  {"contact", "联系人", "姓名"},
	models.FieldContactTitle: {"title", "职务", "position"},
	models.FieldCompany:      {"公司"},
	models.FieldPhone:        {"phone", "tel", "mobile", "电话", "手机", "联系电话"},
	models.FieldEmail:        {"email", "mail", "e-mail", "邮箱", "邮件", "电子邮件"},
	models.FieldStatus:       {"状态"},
	models.FieldOpportunity:  {"机会", "deal"},
	models.FieldNextFollowUp: {"due", "next", "跟进", "下次跟进", "follow-up", "followup", "到期"},
	models.FieldNotes:        {"note", "remarks"},
	models.FieldOwner:        {"负责人"},

	models.FieldContactRole: {"contact-role"},
	models.FieldTags:        {"tag", "标签"},
	models.FieldWeChat:      {"微信号", "weixin", "wx"},

	models.FieldCustomerKind: {"type", "kind", "类型"},
	models.FieldSource:       {"campaign", "来源", "活动"},
	models.FieldWebsite:      {"site", "网站", "官网"},

	models.FieldCreatedAt: {"created", "added", "创建", "新建", "创建日期", "创建于"},
	models.FieldUpdatedAt: {"updated", "changed", "modified", "更新", "修改", "更新时间", "修改时间", "最近更新"},
	models.FieldCreatedBy: {"creator", "创建者"},
	models.FieldUpdatedBy: {"editor", "修改人", "更新人"},

	models.FieldProvince: {"province", "省份", "省"},
	models.FieldCity:     {"city", "城市", "市"},
	models.FieldDistrict: {"district", "county", "区县", "区", "县", "區", "縣"},
}

// shortChoices are further names of the values of choices, by the catalogue's keys of their names.
var shortChoices = map[string][]string{
	"customer_kind.business": {"b2b", "company", "企业", "公司"},
	"customer_kind.consumer": {"b2c", "person", "individual", "个人", "消费者"},

	"contact_role.decision_maker": {"decision maker", "decider", "决策者", "决策"},
	"contact_role.user":           {"end user", "使用者", "用户"},
	"contact_role.finance":        {"billing", "accounting", "会计"},

	"status.potential": {"潜在", "lead", "prospect"},
	"status.active":    {"活跃", "成交"},
	"status.churned":   {"流失", "lost"},
}

func newVocabulary(catalogues *i18n.Bundle, industries []string) vocabulary {
	v := vocabulary{
		fields: map[string]models.Field{}, squeezed: map[string]models.Field{}, choices: map[string]map[string]string{},
		customKinds: map[string]string{}, codes: map[string]bool{string(models.FieldCode): true}, givens: map[string]models.Field{}, places: map[string]models.Field{},
	}
	for _, lang := range i18n.Languages() {
		v.codes[models.NormaliseText(catalogues.For(lang).T("field."+string(models.FieldCode)))] = true
	}
	add := func(words map[string]string, key, prefix string, also ...string) {
		also = append(also, key)
		for _, lang := range i18n.Languages() {
			also = append(also, catalogues.For(lang).T(prefix+key))
		}
		for _, word := range also {
			words[models.NormaliseText(word)] = key
		}
	}
	for _, kind := range models.Kinds() {
		for _, spec := range kind.Fields {
			if spec.Type != models.TypeChoice {
				continue
			}
			words := map[string]string{}
			for _, key := range spec.Choices(models.Rules{Industries: industries}) {
				add(words, key, spec.Words, shortChoices[spec.Words+key]...)
			}
			v.choices[spec.Words] = words
		}
	}
	for _, kind := range models.CustomKinds() {
		add(v.customKinds, string(kind), "customfield.kind_")
	}
	for word, kind := range fieldKinds {
		v.customKinds[word] = string(kind)
	}
	names, givens := map[string]string{}, map[string]string{}
	for _, spec := range models.Customers.Fields {
		switch {
		case spec.Given && spec.Filters():
			add(givens, string(spec.Key), "field.", shortNames[spec.Key]...)
		case !spec.Given && spec.Of == "":
			add(names, string(spec.Key), "field.", shortNames[spec.Key]...)
		}
	}
	places := map[string]string{}
	for _, spec := range models.PlaceFields() {
		add(places, string(spec.Key), "field.", shortNames[spec.Key]...)
	}
	for name, field := range names {
		v.fields[name], v.squeezed[models.SqueezeLabel(name)] = models.Field(field), models.Field(field)
	}
	for name, field := range givens {
		v.givens[models.SqueezeLabel(name)] = models.Field(field)
	}
	for name, field := range places {
		v.places[models.SqueezeLabel(name)] = models.Field(field)
	}
	return v
}

// given returns the field of a name that nobody sets: the system does, or it follows from an address.
func (v vocabulary) given(name string) (models.Field, bool) {
	name = models.SqueezeLabel(name)
	field, known := v.givens[name]
	if !known {
		field, known = v.places[name]
	}
	return field, known
}

// field returns the field of a name; one of several words may be typed as one, as job-title.
func (v vocabulary) field(name string) (models.Field, bool) {
	field, ok := v.fields[models.NormaliseText(name)]
	if !ok {
		field, ok = v.squeezed[models.SqueezeLabel(name)]
	}
	return field, ok
}

// choice translates a value to its key; an unknown one comes back as it was, for the rules to refuse.
func choice(words map[string]string, value string) string {
	if key, ok := words[models.NormaliseText(value)]; ok {
		return key
	}
	return strings.TrimSpace(value)
}

// Canonical turns what a person wrote for a field into the form in which it is kept: keys for choices, a date for
// a phrase, an ID for a mention. A date phrase may bring a time of day with it. What is none of the choices is refused
// here: a form that opens with it would drop it.
func (c *Frame) Canonical(cl Call, field models.Field, value string) (map[models.Field]string, error) {
	value = strings.TrimSpace(value)
	if f, custom := c.CRM.Fields().Find(field); custom {
		kept, err := c.OwnValue(cl, f, value)
		if err != nil {
			return nil, err
		}
		return map[models.Field]string{field: kept}, nil
	}
	spec, _ := models.Customers.Find(field)
	switch spec.Type {
	case models.TypeChoice:
		among := spec.Choices(models.Rules{Industries: c.Industries})
		if value = choice(c.words.choices[spec.Words], value); value != "" && !slices.Contains(among, value) {
			return nil, spec.Unknown(value, among)
		}
	case models.TypePerson:
		id, err := Person(cl, value)
		if err != nil {
			return nil, AtField(field, err)
		}
		value = id
	case models.TypeDate:
		if spec.Follows {
			return c.canonicalDay(cl, value)
		}
		day, err := c.understandDay(cl, field, value)
		if err != nil {
			return nil, err
		}
		value = day.String()
	case models.TypeTags:
		value = models.JoinTags(models.ParseTags(Unescape(value)))
	default:
		value = Unescape(value)
	}
	return map[models.Field]string{field: value}, nil
}

func (c *Frame) canonicalDay(cl Call, value string) (map[models.Field]string, error) {
	if value == "" {
		return map[models.Field]string{models.FieldNextFollowUp: "", models.FieldNextFollowUpTime: ""}, nil
	}
	next, err := c.understandAll(cl, models.FieldNextFollowUp, value, "error.bad_date")
	if err != nil {
		return nil, err
	}
	if next.Ambiguous() {
		return nil, models.Invalid(models.FieldNextFollowUp, "error.which_day", "Value", next.Phrase, "Readings", Moments(next))
	}
	set := map[models.Field]string{models.FieldNextFollowUp: models.DateOf(next.Day).String()}
	if next.Time != "" {
		set[models.FieldNextFollowUpTime] = next.Time
	}
	return set, nil
}

// team are the words for the whole team's, where a list is of somebody's.
var team = map[string]bool{"team": true, "everyone": true, "all": true, "团队": true, "所有人": true, "全部": true}

// MeansTeam reports a word for the whole team's, where a list is of somebody's.
func MeansTeam(word string) bool { return team[models.NormaliseText(word)] }

// Person reads a mention or "me".
func Person(cl Call, value string) (string, error) {
	if value == "" {
		return "", nil
	}
	if mine := models.NormaliseText(value); mine == "me" || mine == "mine" || mine == "我" || mine == "我的" {
		return cl.User.ID, nil
	}
	if id := UserID(value); id != "" {
		return id, nil
	}
	return "", models.Invalid(models.FieldOwner, "error.unknown_user", "Value", value)
}
