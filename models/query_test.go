package models

import "testing"

// What is nothing but a number or an address is looked for as one; names stay words.
func TestRecognised(t *testing.T) {
	for words, want := range map[string]CustomerQuery{
		"13812345678": {Phone: "13812345678"}, "+86 138-1234-5678": {Phone: "13812345678"}, "１３８１２３４５６７８": {Phone: "13812345678"},
		"(010) 6255 1234": {Phone: "01062551234"}, "+44 20 7946 0018": {Phone: "+442079460018"}, " Li@Example.com ": {Email: "li@example.com"},
		"12306": {Words: "12306"}, "2026-11-26": {Words: "2026-11-26"}, "138 shop": {Words: "138 shop"}, "@home": {Words: "@home"}, "a@b": {Words: "a@b"}, "": {},
	} {
		if got := (CustomerQuery{Words: words}).Recognised(); got.Words != want.Words || got.Phone != want.Phone || got.Email != want.Email {
			t.Errorf("%q: %q %q %q", words, got.Words, got.Phone, got.Email)
		}
	}
}
