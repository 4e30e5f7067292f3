package cli

import "github.com/guanxi-crm/guanxi/commands"

// Features are what people can say and do, in the order in which help shows them. This is the only list of them.
func Features() []func(*commands.Frame) commands.Feature {
	return []func(*commands.Frame) commands.Feature{
		commands.CustomerFeature,
		commands.FindFeature,
		commands.StatusFeature,
		commands.InteractionFeature,
		commands.FollowUpFeature,
		commands.HistoryFeature,
		commands.ReportFeature,
		commands.HomeFeature,
		commands.RoleFeature,
		commands.WordFeature,
		commands.ChannelFeature,
		commands.CustomFieldFeature,
		commands.PrivacyFeature,
		commands.HelpFeature,
		commands.UndeliveredFeature,
	}
}
