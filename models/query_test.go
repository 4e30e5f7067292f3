package models

import (
	"reflect"
	"testing"
)

// What is nothing but a number or an address is looked for as one; names stay words.
func TestRecognised(t *testing.T) {
	for words, want := range map[string]CustomerQuery{
		"13812345678": {Filters: []Filter{FilterOf(FieldPhone, "13812345678")}}, "+86 138-1234-5678": {Filters: []Filter{FilterOf(FieldPhone, "13812345678")}}, "１３８１２３４５６７８": {Filters: []Filter{FilterOf(FieldPhone, "13812345678")}},
		"(010) 6255 1234": {Filters: []Filter{FilterOf(FieldPhone, "01062551234")}}, "+44 20 7946 0018": {Filters: []Filter{FilterOf(FieldPhone, "+442079460018")}}, " Li@Example.com ": {Filters: []Filter{FilterOf(FieldEmail, "li@example.com")}},
		"12306": {Words: "12306"}, "2026-11-26": {Words: "2026-11-26"}, "138 shop": {Words: "138 shop"}, "@home": {Words: "@home"}, "a@b": {Words: "a@b"}, "": {},
	} {
		if got := (CustomerQuery{Words: words}).Recognised(); !reflect.DeepEqual(got.Filters, want.Filters) || got.Words != want.Words && len(want.Filters) == 0 {
			t.Errorf("%q: %q %v", words, got.Words, got.Filters)
		}
	}
}
