package models

// Field is the key of a form field: a column of the customer record, or a field of another form.
type Field string

// The columns of the customer record, in the order of the standard CRM sheet.
const (
	FieldCode         Field = "code"
	FieldName         Field = "name"
	FieldContactName  Field = "contact_name"
	FieldContactTitle Field = "contact_title"
	FieldCompany      Field = "company"
	FieldIndustry     Field = "industry"
	FieldPhone        Field = "phone"
	FieldEmail        Field = "email"
	FieldAddress      Field = "address"
	FieldStatus       Field = "status"
	FieldOpportunity  Field = "opportunity"
	FieldNextFollowUp Field = "next_follow_up"
	FieldNotes        Field = "notes"
)

// What is kept beside the thirteen columns, and the fields of other forms.
const (
	FieldOwner            Field = "owner"
	FieldCustomerKind     Field = "customer_kind"
	FieldSource           Field = "source"
	FieldNextFollowUpTime Field = "next_follow_up_time"
	FieldKind             Field = "kind"
	FieldText             Field = "text"
	FieldTitle            Field = "title"
	FieldDueOn            Field = "due_on"
	FieldDueTime          Field = "due_time"
	FieldAssignee         Field = "assignee"
	FieldOutcome          Field = "outcome"
	FieldBasis            Field = "basis"
	FieldReason           Field = "reason"
	FieldCustomer         Field = "customer"
	FieldState            Field = "state"
	FieldNext             Field = "next"
	FieldZone             Field = "zone"
	FieldLabelZH          Field = "label_zh"
	FieldLabelEN          Field = "label_en"
	FieldType             Field = "field_type"
	FieldOptions          Field = "options"
	FieldPersonal         Field = "personal" // yes or no
	FieldOffered          Field = "offered"
	FieldOption           Field = "option"
	FieldUser             Field = "user"
	FieldRole             Field = "role"
	FieldLanguage         Field = "language"
	FieldWord             Field = "word"
	FieldMode             Field = "mode"
	FieldChannel          Field = "channel"
	FieldSends            Field = "sends"
	FieldDigestTime       Field = "digest_time"
	FieldReminders        Field = "reminders"
	FieldQuietFrom        Field = "quiet_from"
	FieldQuietTo          Field = "quiet_to"
	FieldMutedUntil       Field = "muted_until"
	FieldErasureReason    Field = "erasure_reason"
	FieldErasureName      Field = "erasure_name"
)

// CustomerFields lists the thirteen columns in their order: sheets, modal and card follow it.
func CustomerFields() []Field {
	return []Field{
		FieldCode, FieldName, FieldContactName, FieldContactTitle, FieldCompany, FieldIndustry, FieldPhone,
		FieldEmail, FieldAddress, FieldStatus, FieldOpportunity, FieldNextFollowUp, FieldNotes,
	}
}

// BesideFields lists what is kept beside the columns, after which forms and sheets show it.
func BesideFields() []Field { return []Field{FieldOwner, FieldCustomerKind, FieldSource} }

// EditableFields lists what a person may set of a customer: the columns but the code, which the system gives, then the
// next follow-up's time, and what is kept beside them.
func EditableFields() []Field {
	return append(append(CustomerFields()[1:], FieldNextFollowUpTime), BesideFields()...)
}
