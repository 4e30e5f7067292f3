package models

import (
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/models/key"
)

// A customer's primary contact is the contact columns of its record; every other contact is a record of this kind, with the same
// fields under the same keys. docs/decisions/020 says why.

// MaxContacts is how many contacts a customer may have, the primary one included.
const MaxContacts = 100

// MaxContactNotes is the longest note on a contact, in characters.
const MaxContactNotes = 500

// ContactRole is what a contact is to the customer when it comes to buying.
type ContactRole string

// The roles of a contact; "" is not known.
const (
	ContactDecides ContactRole = "decision_maker"
	ContactUses    ContactRole = "user"
	ContactPays    ContactRole = "finance"
	ContactOther   ContactRole = "other"
)

// ContactRoles lists the roles in the order in which they are shown.
func ContactRoles() []ContactRole {
	return []ContactRole{ContactDecides, ContactUses, ContactPays, ContactOther}
}

// Contact is a person at a customer, beside the primary one.
type Contact struct {
	ID           int64
	CustomerID   int64
	ContactName  Personal
	ContactTitle string
	ContactRole  ContactRole
	Phone        Personal
	PhoneKey     Personal // NormalisePhone(Phone)
	Email        Personal
	EmailKey     Personal // NormaliseEmail(Email)
	WeChat       Personal `gorm:"column:wechat"`
	WeChatKey    Personal `gorm:"column:wechat_key"` // NormaliseWeChat(WeChat)
	ContactNotes string
	CreatedBy    string
	CreatedAt    time.Time
	UpdatedBy    string
	UpdatedAt    time.Time
	Version      int // grows by one with every change

	// Unreadable says that the personal fields are kept and can't be read, as of a customer.
	Unreadable bool `gorm:"-"`
}

// Contacts is the kind of the contact.
var Contacts = newKind(Description{Name: "contact", Entity: EntityContact, Subject: FieldContactName}, nil,
	[]row[Contact]{
		field(ofContact(FieldContactName), in(func(c *Contact) *Personal { return &c.ContactName })),
		field(ofContact(FieldContactTitle), in(func(c *Contact) *string { return &c.ContactTitle })),
		field(ofContact(FieldContactRole), in(func(c *Contact) *ContactRole { return &c.ContactRole })),
		field(ofContact(FieldPhone), derive(in(func(c *Contact) *Personal { return &c.Phone }), func(c *Contact) {
			c.PhoneKey = Personal(NormalisePhone(c.Phone.Plain()))
		}), hooks[Contact]{check: checkPhone(func(c *Contact) Personal { return c.Phone })}),
		field(ofContact(FieldEmail), derive(in(func(c *Contact) *Personal { return &c.Email }), func(c *Contact) {
			c.EmailKey = Personal(NormaliseEmail(c.Email.Plain()))
		}), hooks[Contact]{check: checkEmail(func(c *Contact) Personal { return c.Email })}),
		field(ofContact(FieldWeChat), derive(in(func(c *Contact) *Personal { return &c.WeChat }), func(c *Contact) {
			c.WeChatKey = Personal(NormaliseWeChat(c.WeChat.Plain()))
		})),
		field(ofContact(FieldContactNotes), in(func(c *Contact) *string { return &c.ContactNotes })),
		field(noted(FieldCreatedAt), instant(func(c *Contact) *time.Time { return &c.CreatedAt })),
		field(noted(FieldCreatedBy), given(func(c *Contact) string { return c.CreatedBy })),
		field(noted(FieldUpdatedAt), instant(func(c *Contact) *time.Time { return &c.UpdatedAt })),
		field(noted(FieldUpdatedBy), given(func(c *Contact) string { return c.UpdatedBy })),
	},
)

// ofContact describes a field of a contact: it is the one of the record under the same key, but shows on no card of its own.
func ofContact(key Field) FieldSpec {
	spec, _ := Customers.Find(key)
	spec.Card = 0
	return spec
}

// noted describes what the system notes of a contact, as of a customer.
func noted(key Field) FieldSpec {
	spec, _ := Customers.Find(key)
	return spec
}

// ContactFields lists the fields of a contact that people set, in the order of its form. They are those of the record in which its
// primary contact stands.
func ContactFields() []Field { return Contacts.keys(func(s FieldSpec) bool { return !s.Given }) }

// Get returns a field as canonical text.
func (c *Contact) Get(field Field) string { return Contacts.Get(c, field) }

// Set puts canonical text into a field, and what it is compared by.
func (c *Contact) Set(field Field, value string) error { return Contacts.Set(c, field, value) }

// SameValue reports whether two values of a field say the same, however they are written: a phone with all of its extension, an email, a
// WeChat ID. Every other field says what is written in it.
func SameValue(field Field, one, other string) bool {
	switch {
	case one == other:
		return true
	case one == "" || other == "":
		return false
	case field == FieldPhone:
		return NormalisePhone(one) == NormalisePhone(other) && readPhone(one).extension == readPhone(other).extension
	case field == FieldEmail:
		return NormaliseEmail(one) == NormaliseEmail(other)
	case field == FieldWeChat:
		return NormaliseWeChat(one) == NormaliseWeChat(other)
	}
	return false
}

// Primary returns a customer's primary contact, without an ID: it is the customer's record.
func (c *Customer) Primary() Contact {
	primary := Contact{CustomerID: c.ID, Version: c.Version, Unreadable: c.Unreadable}
	for _, field := range ContactFields() {
		_ = primary.Set(field, c.Get(field)) // text is never refused
	}
	return primary
}

// Empty reports a contact of whom nothing is known. One whose personal data can't be read isn't.
func (c *Contact) Empty() bool {
	for _, field := range ContactFields() {
		if c.Get(field) != "" {
			return false
		}
	}
	return !c.Unreadable
}

// At returns the customer as if the contact were its primary one: so whatever is done with the record's contact, a form, a mask or
// a look for near-duplicates, is done with any.
func (c *Contact) At(customer Customer) Customer {
	for _, field := range ContactFields() {
		_ = customer.Set(field, c.Get(field)) // text is never refused
	}
	customer.Unreadable, customer.Version = c.Unreadable, c.Version
	return customer
}

// Validate returns every rule that a contact breaks, each at its field; previous is the contact before the change, nil for a new
// one. There has to be something by which to know who it is.
func (c *Contact) Validate(previous *Contact, rules Rules) Errors {
	errs := Contacts.Validate(c, previous, rules)
	if !c.Known() {
		errs = append(errs, Invalid(FieldContactName, "error.contact_empty"))
	}
	return errs
}

// Known reports whether there is something by which to know who the contact is.
func (c *Contact) Known() bool {
	return c.ContactName != "" || c.Phone != "" || c.Email != "" || c.WeChat != "" || c.Unreadable
}

// NormaliseWeChat is what WeChat IDs are compared by: case, width and blanks make no difference.
func NormaliseWeChat(id string) string {
	return Shorten(strings.ReplaceAll(key.Fold(id), " ", ""), maxWeChatKey)
}

const maxWeChatKey = 64 // characters the column takes: the blind index of one has fewer

// MaskWeChat keeps the first letter or digit of a WeChat ID: wxid_9 → w***. One that is a phone number is masked as such.
func MaskWeChat(id string) string {
	switch {
	case id == "":
		return ""
	case PhoneLike(id):
		return MaskPhone(id)
	}
	first := id[0]
	if first >= 'a' && first <= 'z' || first >= 'A' && first <= 'Z' || first >= '0' && first <= '9' {
		return string(first) + hidden
	}
	return hidden
}

func checkPhone[R any](of func(*R) Personal) func(r, previous *R, rules Rules) Errors {
	return func(r, previous *R, rules Rules) Errors {
		phone := of(r)
		if phone == "" || previous != nil && of(previous) == phone {
			return nil
		}
		errs := validatePhone(phone)
		if len(errs) == 0 && rules.Placeholder && !madeUpPhone(NormalisePhone(phone.Plain())) {
			return Errors{Invalid(FieldPhone, "error.real_phone")}
		}
		return errs
	}
}

func checkEmail[R any](of func(*R) Personal) func(r, previous *R, rules Rules) Errors {
	return func(r, previous *R, rules Rules) Errors {
		email := of(r)
		if email == "" || previous != nil && of(previous) == email {
			return nil
		}
		errs := validateEmail(email.Plain())
		if len(errs) == 0 && rules.Placeholder && !madeUpEmail(NormaliseEmail(email.Plain())) {
			return Errors{Invalid(FieldEmail, "error.real_email")}
		}
		return errs
	}
}
