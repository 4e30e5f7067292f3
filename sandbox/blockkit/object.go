// Package blockkit knows Slack's Block Kit: which blocks, elements and views
// are well-formed and within Slack's limits, and what an input's state looks
// like. It has no state of its own.
package blockkit

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
)

// Object is a decoded JSON object; numbers in it are json.Number.
type Object map[string]any

// Decode reads one JSON value, keeping numbers exact and turning every object
// into an Object. It refuses trailing data.
func Decode(data []byte) (any, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		return nil, err
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("trailing data after the JSON value")
	}
	return objects(value), nil
}

// objects gives nested maps the named type, so that code can rely on one.
func objects(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			value[key] = objects(inner)
		}
		return Object(value)
	case []any:
		for i, inner := range value {
			value[i] = objects(inner)
		}
	}
	return value
}

// Text is the string under key, or "".
func (o Object) Text(key string) string {
	text, _ := o[key].(string)
	return text
}

// Bool is the boolean under key, or false.
func (o Object) Bool(key string) bool {
	value, _ := o[key].(bool)
	return value
}

// Object is the object under key, or nil.
func (o Object) Object(key string) Object {
	value, _ := o[key].(Object)
	return value
}

// Int is the whole number under key, if there is one.
func (o Object) Int(key string) (int64, bool) {
	switch number := o[key].(type) {
	case json.Number:
		value, err := number.Int64()
		return value, err == nil
	case int:
		return int64(number), true
	}
	return 0, false
}

// List are the objects of the list under key; other items are left out.
func (o Object) List(key string) []Object {
	items, _ := o[key].([]any)
	list := make([]Object, 0, len(items))
	for _, item := range items {
		if object, ok := item.(Object); ok {
			list = append(list, object)
		}
	}
	return list
}

// Strings are the strings of the list under key.
func (o Object) Strings(key string) []string {
	items, _ := o[key].([]any)
	list := make([]string, 0, len(items))
	for _, item := range items {
		if text, ok := item.(string); ok {
			list = append(list, text)
		}
	}
	return list
}

// With is a copy of the object with one more entry.
func (o Object) With(key string, value any) Object {
	copied := make(Object, len(o)+1)
	for k, v := range o {
		copied[k] = v
	}
	copied[key] = value
	return copied
}

// mapped is a copy of the object with the objects of the list under key
// changed; without such a list it is the object itself.
func (o Object) mapped(key string, change func(Object) Object) Object {
	items, ok := o[key].([]any)
	if !ok {
		return o
	}
	changed := make([]any, len(items))
	for i, item := range items {
		changed[i] = item
		if object, ok := item.(Object); ok {
			changed[i] = change(object)
		}
	}
	return o.With(key, changed)
}
