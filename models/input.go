package models

// Input is the key of a place in a form where something is typed or chosen. Each field of a record is an input of its form;
// the constants are the inputs that no record has a field for.
type Input string

// The inputs that stand for no field of a record of the customer's.
const (
	InputBasis         Input = "basis"
	InputCustomer      Input = "customer"
	InputNext          Input = "next"
	InputLabelZH       Input = "label_zh"
	InputLabelEN       Input = "label_en"
	InputType          Input = "field_type"
	InputEntity        Input = "field_entity" // the kind of record that a custom field is of
	InputOptions       Input = "options"
	InputPersonal      Input = "personal" // yes or no
	InputOffered       Input = "offered"
	InputOption        Input = "option"
	InputUser          Input = "user"
	InputRole          Input = "role"
	InputLanguage      Input = "language"
	InputWord          Input = "word"
	InputMode          Input = "mode"
	InputChannel       Input = "channel"
	InputSends         Input = "sends"
	InputDigestTime    Input = "digest_time"
	InputReminders     Input = "reminders"
	InputQuietFrom     Input = "quiet_from"
	InputQuietTo       Input = "quiet_to"
	InputMutedUntil    Input = "muted_until"
	InputErasureReason Input = "erasure_reason"
	InputErasureName   Input = "erasure_name"
	InputZone          Input = "zone"
	InputSearchName    Input = "search_name"
	InputSearchQuery   Input = "search_query"
	InputSearchTeam    Input = "search_team"
	InputTagsAdd       Input = "tags_add"
	InputTagsRemove    Input = "tags_remove"
	InputPerDay        Input = "per_day"
	InputArchive       Input = "archive"
	InputFormat        Input = "format"
	InputFile          Input = "file"
	InputDuplicates    Input = "duplicates"
	InputHappenedOn    Input = "happened_on"   // the day of an interaction
	InputHappenedTime  Input = "happened_time" // its time of day
	InputActivate      Input = "activate"      // yes or nothing
	InputOpenFollowUps Input = "open_followups"
	InputDealsTold     Input = "deals_told"
	InputTicketsTold   Input = "tickets_told"
	InputReply         Input = "reply" // which canned one
	InputReplyName     Input = "reply_name"
	InputReplyText     Input = "reply_text"
	InputReplyState    Input = "reply_state"
	InputNewsPipeline  Input = "news_pipeline"
	InputNewsFrom      Input = "news_from"
	InputNewsOwner     Input = "news_owner"
	InputColdContact   Input = "cold_contact"
	InputColdStep      Input = "cold_step"
	InputColdStuck     Input = "cold_stuck"
	InputColdClose     Input = "cold_close"
	InputColdLead      Input = "cold_lead"
	InputRates         Input = "rates"
	InputPeriod        Input = "period" // a month or a quarter
	InputNewCustomers  Input = "new_customers"
	InputTarget        Input = "target"
	InputStageKind     Input = "stage_kind"
	InputStageChance   Input = "stage_chance" // the probability of a stage
	InputStages        Input = "stages"       // the open stages of a new pipeline
	InputLostReasons   Input = "lost_reasons" // in the audit log
	InputReportPeriod  Input = "report_period"
	InputReportFrom    Input = "report_from" // the first day of a report's period
	InputReportTo      Input = "report_to"   // and its last
	InputMembers       Input = "members"     // which members of a campaign are to be changed
	InputMembersOf     Input = "members_of"  // or those in which state
)

// Input is the place of the field in a form.
func (f Field) Input() Input { return Input(f) }

// Inputs are the places of fields in a form.
func Inputs(fields ...Field) []Input {
	inputs := make([]Input, len(fields))
	for i, field := range fields {
		inputs[i] = field.Input()
	}
	return inputs
}

// FormKey is what a form can be asked at: a field of a record or another input. A string is for the empty one, which is no
// place in a form.
type FormKey interface{ Field | Input | string }
