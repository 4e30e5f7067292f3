package store

import (
	"database/sql/driver"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/schema"
)

// How many values and rows one statement inserts on a server at most, so that it stays far below the smallest packet that one takes.
const (
	valuesAtOnce  = 8000
	insertsAtOnce = 300
)

// createAll inserts rows, many with each statement. What the database gives them, such as IDs, isn't known of all afterwards.
func createAll[Row any](db *gorm.DB, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	table := &gorm.Statement{DB: db}
	if err := table.Parse(&rows[0]); err != nil {
		return err
	}
	values := valuesAtOnce
	if db.Name() == sqliteDialect.name {
		if len(rows) > fewRows {
			err := createByJSON(db, table.Schema, rows)
			if !errors.Is(err, errNoText) {
				return err
			}
		}
		values = valuesInFile
	}
	for chunk := range slices.Chunk(rows, max(1, min(insertsAtOnce, values/len(table.Schema.DBNames)))) {
		if err := db.Session(&gorm.Session{}).Create(&chunk).Error; err != nil {
			return err
		}
	}
	return nil
}

// The driver of SQLite compiles each statement anew, and looks through all of its values for each of them. So many rows are handed over as one
// value, a text of JSON: that takes half of the time.
const (
	fewRows      = 4         // that are inserted value by value
	valuesInFile = 400       // that one statement inserts so at most
	jsonText     = 512 << 10 // bytes at which the text of one statement ends
)

// createByJSON is createAll on SQLite. After errNoText nothing is inserted.
func createByJSON[Row any](db *gorm.DB, table *schema.Schema, rows []Row) error {
	fields := insertedFields(db, table, reflect.ValueOf(&rows[0]).Elem())
	var texts []string
	var text strings.Builder
	write := json.NewEncoder(&text)
	write.SetEscapeHTML(false)
	values := make([]any, len(fields))
	end := func() {
		text.WriteByte(']')
		texts = append(texts, text.String())
		text.Reset()
	}
	for i := range rows {
		row := reflect.ValueOf(&rows[i]).Elem()
		for k, field := range fields {
			value, err := jsonValue(db, field, row)
			if err != nil {
				return fmt.Errorf("%s.%s: %w", table.Table, field.DBName, err)
			}
			values[k] = value
		}
		text.WriteByte(separator(text.Len()))
		if err := write.Encode(values); err != nil {
			return err
		}
		if text.Len() >= jsonText {
			end()
		}
	}
	if text.Len() > 0 {
		end()
	}
	statement := insertByJSON(db, table.Table, fields)
	for _, text := range texts {
		if err := db.Session(&gorm.Session{NewDB: true}).Exec(statement, text).Error; err != nil {
			return err
		}
	}
	return nil
}

// separator begins a list of JSON, or parts its elements.
func separator(written int) byte {
	if written == 0 {
		return '['
	}
	return ','
}

// insertedFields are the columns that rows like the first one give: an ID that the database is to give isn't among them.
func insertedFields(db *gorm.DB, table *schema.Schema, first reflect.Value) []*schema.Field {
	var fields []*schema.Field
	for _, name := range table.DBNames {
		field := table.FieldsByDBName[name]
		if _, zero := field.ValueOf(db.Statement.Context, first); !field.AutoIncrement || !zero {
			fields = append(fields, field)
		}
	}
	return fields
}

// insertByJSON is the statement that inserts rows out of a text of JSON, a list of lists. Bytes are in it as hexadecimal digits.
func insertByJSON(db *gorm.DB, table string, fields []*schema.Field) string {
	var columns, values []string
	for i, field := range fields {
		value := fmt.Sprintf("value->>%d", i)
		if field.DataType == schema.Bytes {
			value = "unhex(" + value + ")"
		}
		columns, values = append(columns, field.DBName), append(values, value)
	}
	built := gorm.Statement{DB: db}
	if conflict, given := db.Statement.Clauses[clause.OnConflict{}.Name()]; given {
		conflict.Build(&built)
	}
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") SELECT " + strings.Join(values, ", ") + " FROM jsonb_each(?) WHERE true " + built.SQL.String() // WHERE keeps ON from being read as that of a join
}

// errNoText says that a text can't be written into JSON as it is.
var errNoText = errors.New("a text isn't UTF-8")

// jsonValue is what a row has in a column, as it stands in JSON.
func jsonValue(db *gorm.DB, field *schema.Field, row reflect.Value) (any, error) {
	given, _ := field.ValueOf(db.Statement.Context, row)
	value, err := driver.DefaultParameterConverter.ConvertValue(given)
	switch value := value.(type) {
	case time.Time:
		return instantText(value), err
	case []byte:
		if field.DataType == schema.Bytes {
			return hex.EncodeToString(value), err
		}
		return string(value), err
	case string:
		if !utf8.ValidString(value) {
			return nil, errNoText
		}
	}
	return value, err
}
