package models

// Field is the key of a field that a kind of record has. In a form, the field stands under the same key.
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

// What is kept of a customer beside the thirteen columns, and the fields of the other kinds of records.
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
	FieldReason           Field = "reason"
	FieldState            Field = "state"
	FieldZone             Field = "zone"
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
