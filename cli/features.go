package cli

import (
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/commands/archive"
	"github.com/guanxi-crm/guanxi/commands/bulk"
	"github.com/guanxi-crm/guanxi/commands/capture"
	"github.com/guanxi-crm/guanxi/commands/channel"
	"github.com/guanxi-crm/guanxi/commands/cold"
	"github.com/guanxi-crm/guanxi/commands/contact"
	"github.com/guanxi-crm/guanxi/commands/customer"
	"github.com/guanxi-crm/guanxi/commands/customfield"
	"github.com/guanxi-crm/guanxi/commands/deal"
	"github.com/guanxi-crm/guanxi/commands/export"
	"github.com/guanxi-crm/guanxi/commands/find"
	"github.com/guanxi-crm/guanxi/commands/followup"
	"github.com/guanxi-crm/guanxi/commands/forecast"
	"github.com/guanxi-crm/guanxi/commands/help"
	"github.com/guanxi-crm/guanxi/commands/history"
	"github.com/guanxi-crm/guanxi/commands/home"
	"github.com/guanxi-crm/guanxi/commands/imports"
	"github.com/guanxi-crm/guanxi/commands/interaction"
	"github.com/guanxi-crm/guanxi/commands/list"
	"github.com/guanxi-crm/guanxi/commands/merge"
	"github.com/guanxi-crm/guanxi/commands/pipeline"
	"github.com/guanxi-crm/guanxi/commands/privacy"
	"github.com/guanxi-crm/guanxi/commands/rates"
	"github.com/guanxi-crm/guanxi/commands/report"
	"github.com/guanxi-crm/guanxi/commands/role"
	"github.com/guanxi-crm/guanxi/commands/stages"
	"github.com/guanxi-crm/guanxi/commands/status"
	"github.com/guanxi-crm/guanxi/commands/tag"
	"github.com/guanxi-crm/guanxi/commands/target"
	"github.com/guanxi-crm/guanxi/commands/ticket"
	"github.com/guanxi-crm/guanxi/commands/timeline"
	"github.com/guanxi-crm/guanxi/commands/undelivered"
	"github.com/guanxi-crm/guanxi/commands/word"
)

// Features are what people can say and do, in the order in which help shows them. This is the only list of them.
func Features() []func(*commands.Frame) commands.Feature {
	return []func(*commands.Frame) commands.Feature{
		customer.Feature,
		contact.Feature,
		deal.Feature,
		pipeline.Feature,
		forecast.Feature,
		target.Feature,
		rates.Feature,
		ticket.Feature,
		find.Feature,
		list.Feature,
		export.Feature,
		tag.Feature,
		bulk.Feature,
		status.Feature,
		interaction.Feature,
		followup.Feature,
		capture.Feature,
		cold.Feature,
		timeline.Feature,
		history.Feature,
		archive.Feature,
		merge.Feature,
		imports.Feature,
		report.Feature,
		home.Feature,
		role.Feature,
		word.Feature,
		channel.Feature,
		customfield.Feature,
		stages.Feature,
		privacy.Feature,
		help.Feature,
		undelivered.Feature,
	}
}
