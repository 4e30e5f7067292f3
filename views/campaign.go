package views

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// CampaignPicker is the action_id of every typeahead of campaigns; a choice's value is the campaign's ID.
const CampaignPicker = "campaign.options"

// campaignName is how much of a campaign's name a line shows, in UTF-16 units.
const campaignName = 100

// memberIcons mark members by their states.
var memberIcons = map[models.MemberState]string{models.MemberInvited: "✉️", models.MemberAnswered: "💬", models.MemberAttended: "✅", models.MemberDeclined: "🚫"}

// MemberState is a member's state with its mark.
func MemberState(p *i18n.Printer, state models.MemberState) string {
	return strings.TrimSpace(memberIcons[state] + " " + p.T("member_state."+string(state)))
}

// CampaignTitle is a campaign in a few words, ready for mrkdwn.
func CampaignTitle(m models.Campaign) string {
	return "*" + m.Code + "* " + Clip(Escape(OneLine(m.Name)), campaignName)
}

// CampaignChoice is the text of a campaign in a typeahead.
func CampaignChoice(m models.Campaign) string { return Clip(m.Code+" "+OneLine(m.Name), MaxOption) }

// CampaignInput is a typeahead over campaigns, which may be left out.
func CampaignInput[K models.FormKey](p *i18n.Printer, field K) *slack.InputBlock {
	minimum := 0
	element := slack.NewOptionsSelectBlockElement(slack.OptTypeExternal, Plain(p.T("placeholder.campaign"), maxPlaceholder), CampaignPicker)
	element.MinQueryLength = &minimum
	return Optional(Input(p, field, element))
}

// MemberStateInput is a menu of the states of members, with one chosen.
func MemberStateInput(p *i18n.Printer, chosen models.MemberState) *slack.InputBlock {
	var options []*slack.OptionBlockObject
	for _, state := range models.MemberStates() {
		options = append(options, Option(string(state), MemberState(p, state)))
	}
	return ChooseInput(p, models.FieldMemberState, options, string(chosen))
}

// CampaignDays are the days of a campaign; "" where nobody said them.
func CampaignDays(p *i18n.Printer, m models.Campaign) string {
	switch {
	case m.BeginsOn.IsZero() && m.EndsOn.IsZero():
		return ""
	case m.EndsOn.IsZero():
		return p.T("campaign.days_from", "From", Day(p, m.BeginsOn))
	case m.BeginsOn.IsZero():
		return p.T("campaign.days_to", "To", Day(p, m.EndsOn))
	case m.BeginsOn == m.EndsOn:
		return Day(p, m.BeginsOn)
	}
	return p.T("campaign.days", "From", Day(p, m.BeginsOn), "To", Day(p, m.EndsOn))
}

// CampaignNumbers are what came of a campaign, in a line: customers brought and converted, deals won and what they are worth.
func CampaignNumbers(p *i18n.Printer, brought, converted, won int, amount models.Money) string {
	if brought+converted+won == 0 {
		return p.T("campaign.nothing")
	}
	deals := p.T("campaign.won_none")
	if won > 0 {
		deals = p.T("campaign.won", "Count", p.Number(won), "Amount", Money(p, amount))
	}
	return joinParts([]string{p.T("campaign.brought", "Count", p.Number(brought)), p.T("campaign.converted", "Count", p.Number(converted)), deals})
}

// SignedPercent is a share of which 1 is all, with a sign and one decimal.
func SignedPercent(exact *big.Rat) string {
	tenths, _ := models.HalfUp(new(big.Rat).Mul(exact, big.NewRat(1000, 1)))
	return fmt.Sprintf("%+.1f%%", float64(tenths)/10)
}

// memberBlocks are the campaigns that address a customer, on its card, and how many more there are.
func memberBlocks(p *i18n.Printer, card models.Card) []slack.Block {
	if len(card.Memberships) == 0 {
		return nil
	}
	lines := []string{"*" + p.T("card.campaigns") + "*"}
	for _, m := range card.Memberships {
		lines = append(lines, "• "+CampaignTitle(m.Campaign)+" · "+MemberState(p, m.State)+" · "+SlackTime(m.StateAt))
	}
	if more := card.MemberCount - len(card.Memberships); more > 0 {
		lines = append(lines, p.T("card.campaigns_more", "Count", p.Number(more)))
	}
	return []slack.Block{Section(strings.Join(lines, "\n"))}
}

// campaignEvent tells of a membership: of which campaign, and the state.
func campaignEvent(p Reader, e models.TimelineEvent) []string {
	first := e.Entries[0]
	name, state := first.Subject, ""
	for _, entry := range e.Entries {
		switch models.Field(entry.Field) {
		case models.FieldMemberState:
			if state = entry.NewValue; state == "" {
				state = entry.OldValue
			}
		case models.FieldMemberCampaign:
			if name == "" {
				code := strings.TrimSpace(entry.NewValue + entry.OldValue)
				name = strings.TrimSpace(code + " " + entry.Names[code])
			}
		}
	}
	said := ""
	if state != "" {
		said = p.T("member_state." + state)
	}
	switch {
	case first.Action == models.ActionDelete, first.Action == models.ActionUndo && state != "" && last(e.Entries).NewValue == "":
		return []string{undone(e, "📣 ") + p.T("timeline.campaign_left"), clipped(name)}
	case first.Action == models.ActionCreate && state == string(models.MemberInvited):
		return []string{"📣 " + p.T("timeline.campaign_joined"), clipped(name)}
	case state == "":
		return []string{undone(e, "📣 ") + p.T("timeline.campaign"), clipped(name), fieldsChanged(p, e.Entries)}
	}
	return []string{undone(e, "📣 ") + said, clipped(name)}
}

func last(entries []models.HistoryEntry) models.HistoryEntry { return entries[len(entries)-1] }
