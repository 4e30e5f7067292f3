package models

import "fmt"

// MaxDuplicates is how many near-duplicates a person is shown at once.
const MaxDuplicates = 3

// Duplicate is a customer that another may be the same as.
type Duplicate struct {
	Customer Customer
	Same     []Field // in what they agree, of DuplicateFields
	Hidden   bool    // the person may know that there is one and whose it is, nothing else
}

// DuplicateFields lists the fields by which near-duplicates are found.
func DuplicateFields() []Field {
	return Customers.keys(func(s FieldSpec) bool { return s.Alike != "" })
}

// Likeness returns what customers are compared by in one of DuplicateFields; "" compares with nobody.
func (c *Customer) Likeness(field Field) string {
	if at, known := Customers.at[field]; known && Customers.rows[at].alike != nil {
		return Customers.rows[at].alike(c)
	}
	return ""
}

// placeholderPhone is the number of those who have none: it tells nobody apart.
const placeholderPhone = "1234567890"

func likePhone(c *Customer) string {
	if c.PhoneKey.Plain() == placeholderPhone {
		return ""
	}
	return c.PhoneKey.Plain()
}

// DuplicateError says that a customer may be there already. A person looks, and saves it anyway or not.
type DuplicateError struct {
	Duplicates []Duplicate // at most MaxDuplicates, the likeliest first
	Known      []int64     // the customers that are no news any more once these are shown
}

// Error names the number only: who a customer is stays out of logs.
func (e *DuplicateError) Error() string { return fmt.Sprintf("%d near-duplicates", len(e.Duplicates)) }
