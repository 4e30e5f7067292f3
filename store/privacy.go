package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// ErrNoKey says that the database holds, or is to hold, sealed personal data, and there is no key.
var ErrNoKey = errors.New("no key for sealed personal data")

// WithVault gives the store keys for personal data. With protect, personal data is sealed whenever it is written;
// without, it is written plain. Both kinds are read either way. Nothing should be written before CheckKeys.
func WithVault(v *vault.Vault, protect bool) Option {
	return func(s *settings) { s.privacy.vault, s.privacy.protect = v, protect }
}

// privacy seals and opens personal data. Everything else in this room handles it plain.
type privacy struct {
	vault   *vault.Vault // nil: there are no keys
	protect bool
	failed  *atomic.Int64 // rows that couldn't be opened, each time that one was read
}

// Unreadable returns how often, since the store was opened, something was read whose personal data couldn't be opened: it
// was damaged, or its key isn't here.
func (s *Store) Unreadable() int64 { return s.privacy.failed.Load() }

// illegible reports an error of one value, after which everything else can still be read.
func illegible(err error) bool {
	return errors.Is(err, vault.ErrForged) || errors.Is(err, vault.ErrUnknownKey)
}

func (p privacy) keys() (*vault.Keys, error) {
	if p.vault == nil {
		return nil, ErrNoKey
	}
	return p.vault.Keys()
}

// The kinds of blind indexes.
const (
	kindContact = "contact"
	kindPhone   = "phone"
	kindEmail   = "email"
	kindWeChat  = "wechat"
)

// contactKey is the form of a contact's name that is compared.
func contactKey(name models.Personal) string {
	return NameKey(name.Plain())
}

// customerRow is a customer as it is written, with what is kept for searching only.
type customerRow struct {
	models.Customer
	ContactKey string
	StemKey    string
	SoundKey   string
	SourceKey  string
	SearchText string // its words, in which a search looks for what grams don't tell
	SortKey    string // what sort:name goes by
	Sealed     string // the personal fields, whose columns are empty then
	SealedKey  string // name of the key that sealed them; "" for plain ones
}

// TableName keeps the row in its model's table.
func (customerRow) TableName() string { return "customers" }

// personalColumns are the columns of a customer's row that differ between plain and sealed.
var personalColumns = personalColumnsOf(models.Customers.Description)

func personalColumnsOf(kind models.Description) []string {
	columns := []string{"sealed", "sealed_key"}
	for _, field := range kind.Fields {
		if field.Personal() {
			columns = append(columns, field.Columns()...)
		}
	}
	return columns
}

// customerRow makes the row of a customer.
func (tx *Tx) customerRow(ctx context.Context, c models.Customer) (customerRow, error) {
	row, _, err := tx.customerTerms(ctx, c)
	return row, err
}

// customerTerms is customerRow, and returns the grams of the customer's words.
func (tx *Tx) customerTerms(ctx context.Context, c models.Customer) (_ customerRow, grams []string, err error) {
	row, grams := termsOf(c)
	row.ContactKey, row.SourceKey = contactKey(c.ContactName), SourceKey(c.Source)
	if c.Unreadable {
		return row, grams, nil // what is kept of the personal fields stays: nothing is to be sealed
	}
	keys, err := tx.sealWith(ctx)
	if err != nil || keys == nil {
		return row, grams, err
	}
	err = sealRow(keys, &row)
	return row, grams, err
}

// termsOf is a customer with what its words are found by, and the grams of them.
func termsOf(c models.Customer) (row customerRow, grams []string) {
	stem := models.NormaliseStem(c.Name)
	row = customerRow{Customer: c, StemKey: keptStem(stem), SoundKey: soundOfStem(stem), SortKey: cleanKey(sortKey(c.Name))}
	grams, row.SearchText = searchTerms(c)
	return row, grams
}

func sealRow(keys *vault.Keys, row *customerRow) error {
	by, err1 := comparedBy{row.PhoneKey.Plain(), row.EmailKey.Plain(), row.WeChatKey.Plain(), row.ContactKey}.sealed(keys)
	sealed, err2 := sealPersonal(keys, models.Customers, &row.Customer, aboutCustomer(row.Code))
	row.Sealed, row.SealedKey = sealed, keys.Primary()
	row.PhoneKey, row.EmailKey, row.WeChatKey, row.ContactKey = models.Personal(by.phone), models.Personal(by.email), models.Personal(by.wechat), by.contact
	return errors.Join(err1, err2)
}

// aboutCustomer binds what is sealed to its record: the code is never given again.
func aboutCustomer(code string) string { return "customer " + code }

// keptCustomer is a customer as it is read.
type keptCustomer struct {
	models.Customer
	Sealed    string
	SealedKey string
}

// TableName keeps the row in its model's table.
func (keptCustomer) TableName() string { return "customers" }

// open returns the customer with its personal data plain, or marked as unreadable.
func (p privacy) open(kept *keptCustomer) (models.Customer, error) {
	c := kept.Customer
	unreadable, err := openPersonal(p, models.Customers, &c, kept.Sealed, aboutCustomer(c.Code))
	if err != nil {
		return c, wrap(fmt.Sprintf("open customer %d", c.ID), err)
	}
	c.Unreadable = unreadable
	return c, nil
}

func (p privacy) openAll(kept []keptCustomer) ([]models.Customer, error) {
	list := make([]models.Customer, len(kept))
	for i := range kept {
		var err error
		if list[i], err = p.open(&kept[i]); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// forms returns what a column may hold for a text that is looked for: its blind indexes, and the text itself while some
// data may be plain.
func (p privacy) forms(kind, text string, mayBePlain bool) ([]string, error) {
	if p.vault == nil {
		return []string{text}, nil
	}
	keys, err := p.vault.Keys()
	if err != nil {
		return nil, err
	}
	forms, err := keys.Indexes(kind, text)
	if mayBePlain {
		forms = append(forms, text)
	}
	return forms, err
}

// mayBePlain reports whether personal data of some customer or contact may be plain in the database. It reads one entry of two
// indexes, and does so for every search: when nothing is plain, no statement contains the text that is looked for.
func (q Queries) mayBePlain(ctx context.Context) (bool, error) {
	if q.privacy.vault == nil || !q.privacy.protect {
		return true, nil
	}
	var some []int
	err := q.session(ctx).Raw("SELECT 1 FROM (SELECT id FROM customers WHERE sealed_key = '' LIMIT 1) AS plain_customers " +
		"UNION ALL SELECT 1 FROM (SELECT id FROM contacts WHERE sealed_key = '' LIMIT 1) AS plain_contacts").Scan(&some).Error
	return len(some) > 0, wrap("look for plain personal data", err)
}

// auditRow is an entry of the audit log as it is kept.
type auditRow struct {
	models.AuditEntry
	SealedKey string // name of the key that sealed the values; "" for plain ones
}

// TableName keeps the row in its model's table.
func (auditRow) TableName() string { return "audit_entries" }

// historyRow is an auditRow as a history reads it.
type historyRow struct {
	models.HistoryEntry
	SealedKey     string
	SubjectSealed string // the sealed fields of the contact that the entry is about, of which the subject is one
}

// auditRows makes the rows of audit entries.
func (tx *Tx) auditRows(ctx context.Context, list []models.AuditEntry) ([]auditRow, error) {
	rows := make([]auditRow, len(list))
	list = slices.Clone(list)
	models.MarkEvents(list)
	for i, entry := range list {
		rows[i].AuditEntry = entry
		personal, err := tx.personalEntry(ctx, entry)
		if err != nil {
			return nil, err
		}
		if !personal {
			continue
		}
		keys, err := tx.sealWith(ctx)
		if err != nil {
			return nil, err
		}
		if keys == nil {
			continue
		}
		if err := sealEntry(keys, &rows[i]); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

func (tx *Tx) personalEntry(ctx context.Context, e models.AuditEntry) (bool, error) {
	if !tx.privacy.protect {
		return false, nil
	}
	id, custom := models.Field(e.Field).CustomID()
	if !custom || e.Entity != models.EntityCustomer {
		spec, _ := models.Describe(e.Entity, models.Field(e.Field))
		return spec.Personal(), nil
	}
	personal, err := tx.personalFields(ctx)
	return personal[id], err
}

func sealEntry(keys *vault.Keys, row *auditRow) error {
	for name, value := range entryValues(&row.AuditEntry) {
		if *value == "" {
			continue
		}
		sealed, err := keys.Seal([]byte(*value), aboutEntry(row.AuditEntry, name))
		if err != nil {
			return fmt.Errorf("seal audit entry: %w", err)
		}
		*value = sealed
	}
	row.SealedKey = keys.Primary()
	return nil
}

// openEntry opens the values of an entry. A value that can't be read becomes empty, and the entry is marked.
func (p privacy) openEntry(e *models.AuditEntry, key string) error {
	switch {
	case key == "":
		return nil
	case p.vault == nil:
		return ErrNoKey
	}
	for name, value := range entryValues(e) {
		if *value == "" {
			continue
		}
		plain, err := p.vault.Open(*value, aboutEntry(*e, name))
		if illegible(err) {
			p.failed.Add(1)
			*value, e.Unreadable = "", true
			continue
		}
		if err != nil {
			return fmt.Errorf("open audit entry %d: %w", e.ID, err)
		}
		*value = string(plain)
	}
	return nil
}

func entryValues(e *models.AuditEntry) map[string]*string {
	return map[string]*string{"old": &e.OldValue, "new": &e.NewValue}
}

// aboutEntry binds a sealed value to its place. Entries have no ID yet when they are sealed.
func aboutEntry(e models.AuditEntry, name string) string {
	return fmt.Sprintf("audit %s %d %d %s %s", e.Entity, e.EntityID, e.Version, e.Field, name)
}

func (p privacy) openEntries(rows []auditRow) ([]models.AuditEntry, error) {
	list := make([]models.AuditEntry, len(rows))
	for i := range rows {
		if err := p.openEntry(&rows[i].AuditEntry, rows[i].SealedKey); err != nil {
			return nil, err
		}
		list[i] = rows[i].AuditEntry
	}
	return list, nil
}

func (p privacy) openHistory(rows []historyRow) ([]models.HistoryEntry, error) {
	list := make([]models.HistoryEntry, len(rows))
	for i := range rows {
		row := &rows[i]
		if err := p.openEntry(&row.AuditEntry, row.SealedKey); err != nil {
			return nil, err
		}
		if row.SubjectSealed != "" {
			var about models.Contact
			if _, err := openPersonal(p, models.Contacts, &about, row.SubjectSealed, aboutContact(row.EntityID)); err != nil {
				return nil, err
			}
			row.Subject = about.Get(models.Contacts.Subject)
		}
		list[i] = row.HistoryEntry
	}
	return list, nil
}
