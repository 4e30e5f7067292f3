package models

// Field is the key of a field that a kind of record has. In a form, the field stands under the same key.
type Field string

// The fields of the customer: the columns of the standard CRM sheet in its order, then what is kept beside them.
const (
	FieldCode             Field = "code"
	FieldName             Field = "name"
	FieldContactName      Field = "contact_name"
	FieldContactTitle     Field = "contact_title"
	FieldCompany          Field = "company"
	FieldIndustry         Field = "industry"
	FieldPhone            Field = "phone"
	FieldEmail            Field = "email"
	FieldAddress          Field = "address"
	FieldStatus           Field = "status"
	FieldOpportunity      Field = "opportunity"
	FieldNextFollowUp     Field = "next_follow_up"
	FieldNotes            Field = "notes"
	FieldNextFollowUpTime Field = "next_follow_up_time"
	FieldOwner            Field = "owner"
	FieldCustomerKind     Field = "customer_kind"
	FieldSource           Field = "source"
	FieldCreatedAt        Field = "created_at"
	FieldCreatedBy        Field = "created_by"
	FieldUpdatedAt        Field = "updated_at"
	FieldUpdatedBy        Field = "updated_by"
	FieldErasedAt         Field = "erased_at"
)

// The fields of an interaction.
const (
	FieldHappenedAt Field = "happened_at"
	FieldKind       Field = "kind"
	FieldText       Field = "text"
	FieldPermalink  Field = "permalink"
	FieldLoggedBy   Field = "logged_by"
	FieldLoggedAt   Field = "logged_at"
)

// The fields of a follow-up.
const (
	FieldDueOn     Field = "due_on"
	FieldDueTime   Field = "due_time"
	FieldZone      Field = "zone"
	FieldDueAt     Field = "due_at"
	FieldTitle     Field = "title"
	FieldAssignee  Field = "assignee"
	FieldState     Field = "state"
	FieldOutcome   Field = "outcome"
	FieldSnoozed   Field = "snoozed"
	FieldClosedAt  Field = "closed_at"
	FieldClosedBy  Field = "closed_by"
	FieldPlannedBy Field = "planned_by"
	FieldPlannedAt Field = "planned_at"
)

// The fields of a status change.
const (
	FieldChangedAt     Field = "changed_at"
	FieldFrom          Field = "from"
	FieldTo            Field = "to"
	FieldInteractionID Field = "interaction_id"
	FieldReason        Field = "reason"
	FieldChangedBy     Field = "changed_by"
)
