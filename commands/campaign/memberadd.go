package campaign

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// stateWords are further words for the states of members.
var stateWords = map[string]models.MemberState{
	"invite": models.MemberInvited, "邀请": models.MemberInvited, "answer": models.MemberAnswered, "replied": models.MemberAnswered, "回应": models.MemberAnswered, "回复": models.MemberAnswered,
	"came": models.MemberAttended, "attend": models.MemberAttended, "参加": models.MemberAttended, "到场": models.MemberAttended, "refused": models.MemberDeclined, "decline": models.MemberDeclined, "谢绝": models.MemberDeclined, "拒绝": models.MemberDeclined,
}

// state is the state that is called so, in whichever language.
func (h handlers) state(text string) (models.MemberState, bool) {
	wanted := models.NormaliseText(commands.Unescape(text))
	if state, known := stateWords[wanted]; known {
		return state, true
	}
	for _, state := range models.MemberStates() {
		for _, language := range i18n.Languages() {
			if wanted == string(state) || wanted == models.NormaliseText(h.In(language).T("member_state."+string(state))) {
				return state, true
			}
		}
	}
	return "", false
}

// maxAdded is how many customers a command adds.
const maxAdded = 50

// add adds the customers that a text names to a campaign: C001 C002 attended, or one by its name, with who of it: 星河科技 contact:王经理.
func (h handlers) add(ctx context.Context, cl commands.Call, m models.Campaign, text string) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	args := commands.ParseArguments(text, func(name string) bool {
		squeezed := models.SqueezeLabel(name)
		return slices.Contains([]string{"contact", "联系人", "state", "反馈"}, squeezed)
	})
	var contact string
	var state models.MemberState
	for _, a := range args.Assignments {
		if name := models.SqueezeLabel(a.Name); name == "contact" || name == "联系人" {
			contact = commands.Unescape(a.Value)
			if at := strings.LastIndexFunc(contact, commands.IsSpace); at > 0 && state == "" { // contact:Ms Li attended
				if last, known := h.state(strings.TrimSpace(contact[at:])); known {
					contact, state = strings.TrimSpace(contact[:at]), last
				}
			}
			continue
		}
		known := false
		if state, known = h.state(a.Value); !known {
			return bot.Reply{}, models.Invalid(models.FieldMemberState, "error.unknown_member_state", "Value", models.Shorten(a.Value, 20))
		}
	}
	words := strings.FieldsFunc(args.Words, commands.IsSeparator)
	if len(words) > 1 && state == "" {
		if last, known := h.state(words[len(words)-1]); known {
			state, words = last, words[:len(words)-1]
		}
	}
	if codes, all := codesOf(words); all && len(codes) > 1 && contact == "" {
		return h.addCodes(ctx, cl, m, codes, state)
	}
	customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, commands.Unescape(strings.Join(words, " ")))
	if codes, _ := codesOf(words[:min(len(words), 1)]); models.IsNotFound(err) && len(codes) > 0 && len(words) > 1 { // C001 maybe
		return bot.Reply{}, models.Invalid(models.FieldMemberState, "error.unknown_member_state", "Value", models.Shorten(words[len(words)-1], 20))
	}
	if err != nil {
		return bot.Reply{}, err
	}
	key := ""
	if contact != "" {
		people, err := h.People(ctx, customer)
		if err != nil {
			return bot.Reply{}, err
		}
		if key, err = people.Called(cl.Printer, models.FieldMemberContact, contact); err != nil {
			return bot.Reply{}, err
		}
	}
	return h.addOne(ctx, cl, "/crm campaign", m, customer.ID, key, state)
}

// codesOf are the codes of customers that words are; all says that each is one.
func codesOf(words []string) (codes []string, all bool) {
	for _, word := range words {
		code, is := models.ParseCode(word)
		if !is {
			return nil, false
		}
		codes = append(codes, code)
	}
	return codes, true
}

func (h handlers) addOne(ctx context.Context, cl commands.Call, source string, m models.Campaign, customer int64, contact string, state models.MemberState) (bot.Reply, error) {
	saved, member, err := h.CRM.AddMember(ctx, cl.Operation(source), m.ID, customer, contact, state)
	if err != nil {
		return bot.Reply{}, err
	}
	text := cl.Printer.T("notice.member_added", "Customer", views.CardTitle(saved), "State", views.MemberState(cl.Printer, member.State), "Code", m.Code)
	return h.card(ctx, cl, m, models.FirstTouch, text)
}

// addCodes adds several customers at once, which are taken back as one.
func (h handlers) addCodes(ctx context.Context, cl commands.Call, m models.Campaign, codes []string, state models.MemberState) (bot.Reply, error) {
	if len(codes) > maxAdded {
		return bot.Reply{}, &models.Error{Kind: models.KindLimit, Key: "error.campaign_many", Args: map[string]any{"Max": maxAdded}}
	}
	ids := make([]int64, 0, len(codes))
	for _, code := range codes {
		customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, code)
		if err != nil {
			return bot.Reply{}, err
		}
		ids = append(ids, customer.ID)
	}
	slices.Sort(ids)
	return h.changed(ctx, cl, "/crm campaign", m, models.BulkScope{IDs: slices.Compact(ids)}, state)
}

// changed adds the customers of a scope to a campaign, or lets them come into a state, and shows the campaign with what became of it.
func (h handlers) changed(ctx context.Context, cl commands.Call, source string, m models.Campaign, scope models.BulkScope, state models.MemberState) (bot.Reply, error) {
	t, err := h.CRM.ChangeMembers(ctx, cl.Operation(source), cl.User.Locale, scope, m.ID, state)
	if err != nil {
		return bot.Reply{}, err
	}
	text := ""
	switch {
	case !t.Ended():
		text = "⏳ " + cl.Printer.Count("notice.members_changing", int(t.Total), "Code", m.Code)
	case t.Counts.Updated == 0:
		text = cl.Printer.T("notice.members_same", "Code", m.Code)
	default:
		text = "✅ " + cl.Printer.Count("notice.members_changed", t.Counts.Updated, "Code", m.Code)
	}
	if t.Counts.Rejected > 0 {
		text += " ⚠️ " + cl.Printer.Count("notice.members_left", t.Counts.Rejected)
	}
	return h.card(ctx, cl, m, models.FirstTouch, text)
}

// askAdd asks which customer is to be added.
func (h handlers) askAdd(ctx context.Context, cl commands.Call, code string) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	m, err := h.CRM.CampaignCalled(ctx, cl.Actor, code)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(addForm(cl.Printer, m), commands.Pack(ofMembers{Campaign: m.ID})), nil
}

// ofMembers is what a form about members remembers: of which campaign, and which page of them it was opened at.
type ofMembers struct {
	Campaign int64 `json:"m"`
	State    int   `json:"s,omitempty"`
	After    int64 `json:"a,omitempty"`
}

// campaignOfForm is the campaign about whose members a form is.
func (h handlers) campaignOfForm(ctx context.Context, cl commands.Call) (models.Campaign, error) {
	var form ofMembers
	if err := commands.Unpack(cl.View.Metadata, &form); err != nil {
		return models.Campaign{}, err
	}
	return h.CRM.Campaign(ctx, cl.Actor, form.Campaign)
}

func (h handlers) submitAdd(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	m, err := h.campaignOfForm(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, err := h.CRM.ResolveCustomer(ctx, cl.Actor, cl.Form.Get(string(models.InputCustomer)))
	if err != nil {
		return bot.Reply{}, err
	}
	return h.addOne(ctx, cl, "modal campaign.add", m, customer.ID, "", models.MemberState(cl.Form.Get(string(models.FieldMemberState))))
}

// audience adds the customers whom the audience of a campaign finds.
func (h handlers) audience(ctx context.Context, cl commands.Call, source string, m models.Campaign) (bot.Reply, error) {
	if err := cl.Permit(models.MayEdit); err != nil {
		return bot.Reply{}, err
	}
	found, err := h.audienceOf(ctx, cl, m)
	switch {
	case err != nil:
		return bot.Reply{}, err
	case found.gone:
		return bot.Reply{}, models.Conflict("error.campaign_audience_gone", "Code", m.Code)
	case found.ID == 0:
		return bot.Reply{}, models.Conflict("error.campaign_no_audience", "Code", m.Code)
	case found.broken != nil:
		return bot.Reply{}, found.broken
	}
	q, err := h.Query(ctx, cl, found.Query)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.changed(ctx, cl, source, m, models.BulkScope{Query: q}, "")
}

func (h handlers) addAudience(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, err := commands.ParseID(cl.Value)
	if err != nil {
		return bot.Reply{}, err
	}
	m, err := h.CRM.Campaign(ctx, cl.Actor, id)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.audience(ctx, cl, "button campaign.audience", m))
}
