package campaign

import (
	"context"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/views"
)

// membersCalled lists the members of a campaign in the state that a text names, "" for all.
func (h handlers) membersCalled(ctx context.Context, cl commands.Call, m models.Campaign, words string) (bot.Reply, error) {
	state, known := h.state(words)
	if words != "" && !known {
		return bot.Reply{}, models.Invalid(models.FieldMemberState, "error.unknown_member_state", "Value", models.Shorten(words, 20))
	}
	return h.members(ctx, cl, m, state, 0, "")
}

// members shows a page of the members of a campaign, behind one by its ID.
func (h handlers) members(ctx context.Context, cl commands.Call, m models.Campaign, state models.MemberState, after int64, notice string) (bot.Reply, error) {
	found, err := h.CRM.CampaignMembers(ctx, cl.Actor, models.MemberQuery{CampaignID: m.ID, State: state, After: after, Limit: commands.PageSize})
	if err != nil {
		return bot.Reply{}, err
	}
	message := memberList(cl.Reader(), members{campaign: m, page: found, state: state, after: after, mayEdit: cl.Actor.May(models.MayEdit) && !m.Archived()})
	if notice != "" {
		message = views.WithNotice(views.Notice(notice), message)
	}
	return commands.Say(message), nil
}

// stateAt is the number of a state in buttons: 0 is any.
func stateAt(n int64) (models.MemberState, bool) {
	if n == 0 {
		return "", true
	}
	if n > int64(len(models.MemberStates())) {
		return "", false
	}
	return models.MemberStates()[n-1], true
}

func numberOf(state models.MemberState) int { return slices.Index(models.MemberStates(), state) + 1 }

// membersPage shows another page in the place of the one whose button was pressed: 7:1:30 is the campaign 7, its invited members, behind 30.
func (h handlers) membersPage(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	m, state, after, err := h.place(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.InPlace(h.members(ctx, cl, m, state, after, ""))
}

// place reads the place in a list of members that a button carries.
func (h handlers) place(ctx context.Context, cl commands.Call) (m models.Campaign, state models.MemberState, after int64, err error) {
	ids, err := commands.ParseIDs(cl.Value, 3)
	if err != nil {
		return m, "", 0, err
	}
	state, known := stateAt(ids[1])
	if !known {
		return m, "", 0, models.Invalid("", "error.stale_form")
	}
	m, err = h.CRM.Campaign(ctx, cl.Actor, ids[0])
	return m, state, ids[2], err
}

// remove is the choice in a member's menu that takes it out of the campaign.
const remove = "remove"

// member does what was chosen in a member's menu: 30:2:attended is the member 30, in its version 2.
func (h handlers) member(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	at := strings.LastIndexByte(cl.Value, ':')
	if at < 0 {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	ids, err := commands.ParseIDs(cl.Value[:at], 2)
	if err != nil {
		return bot.Reply{}, err
	}
	change, key := h.CRM.RemoveMember, "notice.member_removed"
	state := models.MemberState(cl.Value[at+1:])
	if state != remove {
		key = "notice.member_set"
		change = func(ctx context.Context, op models.Operation, id int64, version int) (models.CampaignMember, error) {
			return h.CRM.SetMember(ctx, op, id, version, state)
		}
	}
	saved, err := change(ctx, cl.Operation("button campaign.member"), ids[0], int(ids[1]))
	if err != nil {
		return bot.Reply{}, err
	}
	m, err := h.CRM.Campaign(ctx, cl.Actor, saved.CampaignID)
	if err != nil {
		return bot.Reply{}, err
	}
	customer, err := h.CRM.Customer(ctx, cl.Actor, saved.CustomerID)
	if err != nil {
		return bot.Reply{}, err
	}
	notice := cl.Printer.T(key, "Customer", views.CardTitle(customer), "State", views.MemberState(cl.Printer, saved.State), "Code", m.Code)
	return commands.InPlace(h.members(ctx, cl, m, "", max(0, saved.ID-1), notice))
}

// many opens the form that changes many members at once.
func (h handlers) many(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	m, state, after, err := h.place(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	found, err := h.CRM.CampaignMembers(ctx, cl.Actor, models.MemberQuery{CampaignID: m.ID, State: state, After: after, Limit: commands.PageSize})
	if err != nil {
		return bot.Reply{}, err
	}
	states, err := h.CRM.CampaignStates(ctx, cl.Actor, m.ID)
	if err != nil {
		return bot.Reply{}, err
	}
	return commands.Show(manyForm(cl.Printer, m, found, states), commands.Pack(ofMembers{m.ID, numberOf(state), after})), nil
}

// everybody is the choice of all members, whatever their state.
const everybody = "all"

func (h handlers) submitMany(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	m, err := h.campaignOfForm(ctx, cl)
	if err != nil {
		return bot.Reply{}, err
	}
	var scope models.BulkScope
	of := cl.Form.Get(string(models.InputMembersOf))
	for _, value := range cl.Form[string(models.InputMembers)] {
		id, err := commands.ParseID(value)
		if err != nil {
			return bot.Reply{}, err
		}
		scope.IDs = append(scope.IDs, id)
	}
	switch {
	case of != "" && len(scope.IDs) > 0:
		return bot.Reply{}, models.Invalid(models.InputMembersOf, "error.members_both")
	case of == "" && len(scope.IDs) == 0:
		return bot.Reply{}, models.Invalid(models.InputMembers, "error.members_nobody")
	case of != "":
		query := models.MemberQuery{CampaignID: m.ID, State: models.MemberState(of)}
		if of == everybody {
			query.State = ""
		} else if !slices.Contains(models.MemberStates(), query.State) {
			return bot.Reply{}, models.Invalid("", "error.stale_form")
		}
		scope.Members = &query
	}
	return h.changed(ctx, cl, "modal campaign.many", m, scope, models.MemberState(cl.Form.Get(string(models.FieldMemberState))))
}
