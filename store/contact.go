package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// contactRow is a contact as it is kept.
type contactRow struct {
	models.Contact
	ContactKey string
	Sealed     string // the personal fields, whose columns are empty then
	SealedKey  string // name of the key that sealed them; "" for plain ones
}

// TableName keeps the row in its model's table.
func (contactRow) TableName() string { return "contacts" }

// contactColumns are the columns of a contact that differ between plain and sealed.
var contactColumns = personalColumnsOf(models.Contacts.Description)

// contactRow makes the row of a contact that has its ID.
func (tx *Tx) contactRow(ctx context.Context, c models.Contact) (contactRow, error) {
	row := contactRow{Contact: c, ContactKey: contactKey(c.ContactName)}
	if c.Unreadable {
		return row, nil // what is kept of the personal fields stays: nothing is to be sealed
	}
	keys, err := tx.sealWith(ctx)
	if err != nil || keys == nil {
		return row, err
	}
	err = sealContact(keys, &row)
	return row, err
}

func sealContact(keys *vault.Keys, row *contactRow) error {
	by, err1 := comparedBy{row.PhoneKey.Plain(), row.EmailKey.Plain(), row.WeChatKey.Plain(), row.ContactKey}.sealed(keys)
	sealed, err2 := sealPersonal(keys, models.Contacts, &row.Contact, aboutContact(row.ID))
	row.Sealed, row.SealedKey = sealed, keys.Primary()
	row.PhoneKey, row.EmailKey, row.WeChatKey, row.ContactKey = models.Personal(by.phone), models.Personal(by.email), models.Personal(by.wechat), by.contact
	return errors.Join(err1, err2)
}

// aboutContact binds what is sealed to its record, whosever customer's it is: IDs are never given again.
func aboutContact(id int64) string { return fmt.Sprintf("contact %d", id) }

func (p privacy) openContacts(rows []contactRow) ([]models.Contact, error) {
	list := make([]models.Contact, len(rows))
	for i := range rows {
		c := rows[i].Contact
		unreadable, err := openPersonal(p, models.Contacts, &c, rows[i].Sealed, aboutContact(c.ID))
		if err != nil {
			return nil, wrap(fmt.Sprintf("open contact %d", c.ID), err)
		}
		c.Unreadable = unreadable
		list[i] = c
	}
	return list, nil
}

// InsertContact inserts a contact. One without an ID is given the next; one with an ID, which was deleted, is there again. What is
// sealed names the ID, so personal data is written once that is known.
func (tx *Tx) InsertContact(ctx context.Context, c *models.Contact) error {
	if c.ID == 0 {
		bare := contactRow{Contact: *c}
		for _, field := range models.ContactFields() {
			_ = bare.Set(field, "") // text is never refused
		}
		if err := tx.session(ctx).Create(&bare).Error; err != nil {
			return wrap("insert contact", err)
		}
		c.ID = bare.ID
		row, err := tx.contactRow(ctx, *c)
		if err != nil {
			return wrap("insert contact", err)
		}
		return wrap("insert contact", tx.session(ctx).Where("id = ?", c.ID).Select("*").Omit("ID").UpdateColumns(&row).Error)
	}
	row, err := tx.contactRow(ctx, *c)
	if err != nil {
		return wrap("insert contact", err)
	}
	return wrap("insert contact", tx.session(ctx).Create(&row).Error)
}

// InsertFirstContacts inserts the first contacts, besides the primary ones, of some customers, in their order, and gives them their IDs.
func (tx *Tx) InsertFirstContacts(ctx context.Context, list []*models.Contact) error {
	if len(list) == 0 {
		return nil
	}
	keys, err := tx.sealWith(ctx)
	if err != nil {
		return wrap("insert contacts", err)
	}
	rows, customers, of := make([]contactRow, len(list)), make([]int64, len(list)), make(map[int64][]*models.Contact, len(list))
	for i, c := range list {
		c.ID, customers[i], of[c.CustomerID] = 0, c.CustomerID, append(of[c.CustomerID], c)
		rows[i] = contactRow{Contact: *c, ContactKey: contactKey(c.ContactName)}
		if keys == nil {
			continue
		}
		rows[i].ContactKey = ""
		for _, field := range models.PersonalFields() {
			if _, has := models.Contacts.Find(field); has {
				_ = rows[i].Set(field, "") // text is never refused
			}
		}
	}
	if err := createAll(tx.session(ctx), rows); err != nil {
		return wrap("insert contacts", err)
	}
	slices.Sort(customers)
	for chunk := range slices.Chunk(slices.Compact(customers), rowsAtOnce) {
		err := tx.eachRow(ctx, func(found *sql.Rows) error {
			var id, customer int64
			err := found.Scan(&id, &customer)
			if waiting := of[customer]; err == nil && len(waiting) > 0 { // they got their IDs in the order of the rows
				waiting[0].ID, of[customer] = id, waiting[1:]
			}
			return err
		}, "SELECT id, customer_id FROM contacts WHERE customer_id IN ? ORDER BY id", chunk)
		if err != nil {
			return wrap("look up inserted contacts", err)
		}
	}
	if keys == nil {
		return nil
	}
	for i, c := range list { // what is sealed names the ID
		if rows[i], err = tx.contactRow(ctx, *c); err != nil {
			return wrap("insert contacts", err)
		}
	}
	write := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns(contactColumns)}
	return wrap("insert contacts", createAll(tx.session(ctx).Clauses(write), rows))
}

// UpdateContact writes every field of a contact but who added it and when, and the personal ones of one that is Unreadable. ErrStale
// when the stored version isn't previous.Version any more; c.Version should be greater.
func (tx *Tx) UpdateContact(ctx context.Context, previous, c models.Contact) error {
	row, err := tx.contactRow(ctx, c)
	if err != nil {
		return wrap("update contact", err)
	}
	kept := []string{"ID", "CustomerID", "CreatedBy", "CreatedAt"}
	if c.Unreadable {
		kept = append(kept, contactColumns...)
	}
	result := tx.session(ctx).Where("id = ? AND version = ?", previous.ID, previous.Version).Select("*").Omit(kept...).UpdateColumns(&row)
	if result.Error == nil && result.RowsAffected == 0 {
		return wrap("update contact", ErrStale)
	}
	return wrap("update contact", result.Error)
}

// DeleteContact deletes a contact. The audit log keeps what it was.
func (tx *Tx) DeleteContact(ctx context.Context, id int64) error {
	return wrap("delete contact", tx.session(ctx).Delete(&contactRow{}, "id = ?", id).Error)
}

// Contact returns a contact; ErrNotFound when there is none.
func (q Queries) Contact(ctx context.Context, id int64) (models.Contact, error) {
	var row contactRow
	if err := q.session(ctx).Take(&row, "id = ?", id).Error; err != nil {
		return models.Contact{}, wrap("read contact", err)
	}
	list, err := q.privacy.openContacts([]contactRow{row})
	if err != nil {
		return models.Contact{}, err
	}
	return list[0], nil
}

// Contacts returns at most limit contacts of a customer, those that were added first first, and how many there are in all. The
// primary one isn't among them.
func (q Queries) Contacts(ctx context.Context, customerID int64, limit int) (list []models.Contact, total int, err error) {
	var count int64
	of := func() *gorm.DB { return q.session(ctx).Model(&contactRow{}).Where("customer_id = ?", customerID) }
	rows := roomFor[contactRow](limit)
	if err := of().Order("id").Limit(limit).Find(&rows).Error; err != nil {
		return nil, 0, wrap("list contacts", err)
	}
	if count = int64(len(rows)); len(rows) == limit {
		if err := of().Count(&count).Error; err != nil {
			return nil, 0, wrap("count contacts", err)
		}
	}
	list, err = q.privacy.openContacts(rows)
	return list, int(count), err
}

// ContactsOfAll returns all contacts of some customers, but the primary ones.
func (q Queries) ContactsOfAll(ctx context.Context, customers []int64) (map[int64][]models.Contact, error) {
	if len(customers) == 0 {
		return map[int64][]models.Contact{}, nil
	}
	var rows []contactRow
	if err := q.session(ctx).Where("customer_id IN ?", customers).Order("id").Find(&rows).Error; err != nil {
		return nil, wrap("list contacts of customers", err)
	}
	list, err := q.privacy.openContacts(rows)
	of := map[int64][]models.Contact{}
	for _, c := range list {
		of[c.CustomerID] = append(of[c.CustomerID], c)
	}
	return of, wrap("list contacts of customers", err)
}
