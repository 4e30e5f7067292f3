package crm

import (
	"hash/maphash"
	"slices"
	"strconv"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// fileRows knows the rows of a file from each other that a preview has seen, since it saves none. Of each it keeps hashes of what rows are
// compared by, so that a million rows take little memory.
type fileRows struct {
	seed    maphash.Seed
	rows    []fileRow
	first   map[uint64]int32 // the first row with a value
	records map[uint64]int64 // the first row that is a record of a customer by a key
}

type fileRow struct {
	number int64
	values [len(likeFields)]uint64
	plain  bool // its name says that it is a company, and is no stand-in
}

// likeFields are models.DuplicateFields, in which rows are compared.
var likeFields = [...]models.Field{models.FieldName, models.FieldPhone, models.FieldEmail, models.FieldWebsite}

func newFileRows() *fileRows {
	return &fileRows{seed: maphash.MakeSeed(), first: map[uint64]int32{}, records: map[uint64]int64{}}
}

func (f *fileRows) hashes(row *importedRow) (values [len(likeFields)]uint64) {
	for i, field := range likeFields {
		if value := row.like[field]; value != "" {
			values[i] = maphash.String(f.seed, string(field)+"\x00"+value)
		}
	}
	return values
}

// add remembers a row that becomes a customer.
func (f *fileRows) add(row *importedRow) {
	made := fileRow{number: row.number, values: f.hashes(row), plain: isCompany(row.fresh.Name) && !row.standsIn}
	for _, value := range made.values {
		if _, known := f.first[value]; value != 0 && !known {
			f.first[value] = int32(len(f.rows)) //nolint:gosec // a file has a million rows at most
		}
	}
	f.rows = append(f.rows, made)
}

// record remembers a row that is a new record, and returns the earlier one that is the same by a key, 0 where there is none. customer is the ID of its
// customer, or less than 0 the number of the row that becomes it.
func (f *fileRows) record(row *importedRow, customer int64, key string) (earlier int64) {
	if key == "" {
		return 0
	}
	value := maphash.String(f.seed, strconv.FormatInt(customer, 10)+"\x00"+key)
	if earlier = f.records[value]; earlier == 0 {
		f.records[value] = row.number
	}
	return earlier
}

// pass is add for a row that was looked at before the preview was interrupted.
func (f *fileRows) pass(row *importedRow) {
	if row.refused != nil || len(row.wrong) > 0 {
		return
	}
	if row.record != nil && !row.record.of.OfCustomers() {
		f.record(row, 0, store.SourceKey(row.record.set[models.FieldCampaignName]))
		return
	}
	if _, _, is := f.find(row); !is {
		f.add(row)
	}
}

// find returns the earlier row that a row is, by the rules of matcher.isSame; is is false of one that it is only like.
func (f *fileRows) find(row *importedRow) (number int64, by models.Field, is bool) {
	values := f.hashes(row)
	var looked []int32
	for _, value := range values {
		at, known := f.first[value]
		if value == 0 || !known || slices.Contains(looked, at) {
			continue
		}
		looked = append(looked, at)
		other := f.rows[at]
		if by, is := sameRow(values, other, isCompany(row.fresh.Name) && !row.standsIn); is {
			return other.number, by, true
		}
		if number == 0 {
			number = other.number
		}
	}
	return number, "", false
}

func sameRow(values [len(likeFields)]uint64, other fileRow, plain bool) (models.Field, bool) {
	has := func(i int) bool { return values[i] != 0 && values[i] == other.values[i] }
	differs := func(i int) bool { return values[i] != 0 && other.values[i] != 0 && values[i] != other.values[i] }
	const name, phone, email, website = 0, 1, 2, 3
	switch {
	case has(email):
		return models.FieldEmail, true
	case has(name) && (has(phone) || has(website) || plain || !differs(email) && !differs(phone)):
		return models.FieldName, true
	case has(phone) && !differs(email) && (!plain || !other.plain):
		return models.FieldPhone, true
	}
	return "", false
}
