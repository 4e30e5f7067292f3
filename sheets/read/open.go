package read

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode/utf16"
)

func open(ctx context.Context, file io.ReaderAt, size int64, name string, options Options) (*Book, error) {
	if options.Limits == (Limits{}) {
		options.Limits = DefaultLimits()
	}
	if options.Named == nil {
		options.Named = func(string) bool { return false }
	}
	switch {
	case size == 0:
		return nil, refuse("error.sheet_empty")
	case size > options.Limits.Size:
		return nil, over("error.sheet_size", "Max", megabytes(options.Limits.Size))
	}
	start := make([]byte, min(size, 4096))
	if n, err := file.ReadAt(start, 0); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("read a file: %w", err)
	} else if n < len(start) {
		return nil, damaged()
	}
	var book *Book
	var err error
	switch key := foreign(start, strings.ToLower(path.Ext(name))); {
	case key != "":
		return nil, refuse(key)
	case bytes.HasPrefix(start, []byte("PK")):
		book, err = openXLSX(file, size, options)
	case bytes.HasPrefix(start, []byte(oleMagic)):
		return nil, oleRefusal(ctx, file, size)
	default:
		book, err = openCSV(ctx, file, size, options)
	}
	if err != nil {
		return nil, err
	}
	for _, sheet := range book.sheets {
		sheet.book, sheet.limits, sheet.named, sheet.ending = book, options.Limits, options.Named, options.Ending
	}
	return book, book.preselect(ctx, options.Ours)
}

func megabytes(n int64) int64 { return max(n>>20, 1) }

// oleMagic begins the files of Excel up to 2003, and workbooks with a password.
const oleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"

// beginnings are those of files that aren't read, with the key of the sentence that says what to do.
var beginnings = []struct{ bytes, key string }{
	{"\x89PNG", "error.sheet_picture"},
	{"\xFF\xD8\xFF", "error.sheet_picture"},
	{"GIF8", "error.sheet_picture"},
	{"BM\x36", "error.sheet_picture"},
	{"II*\x00", "error.sheet_picture"},
	{"MM\x00*", "error.sheet_picture"},
	{"%PDF", "error.sheet_pdf"},
	{"\x09\x08\x10\x00\x00\x06\x05\x00", "error.sheet_xls"},
	{"\x09\x04\x06\x00", "error.sheet_xls"},
	{"\x1F\x8B", "error.sheet_packed"},
	{"Rar!", "error.sheet_packed"},
	{"7z\xBC\xAF", "error.sheet_packed"},
	{"\x7FELF", "error.sheet_unknown"},
	{"MZ\x90", "error.sheet_unknown"},
	{"SQLite format 3", "error.sheet_unknown"},
	{`{\rtf`, "error.sheet_unknown"},
}

// pages begin a text that is no table, in capitals and without what stands before them.
var pages = []struct{ begin, key string }{
	{"BEGIN:VCARD", "error.sheet_vcard"},
	{"<!DOCTYPE HTML", "error.sheet_page"},
	{"<HTML", "error.sheet_page"},
	{"<?XML", "error.sheet_page"},
	{"<TABLE", "error.sheet_page"},
	{"BEGIN:VCALENDAR", "error.sheet_unknown"},
}

// foreign is the key of the sentence about a file that isn't read, by its first bytes; "" for one that may be.
func foreign(start []byte, ending string) string {
	for _, b := range beginnings {
		if bytes.HasPrefix(start, []byte(b.bytes)) {
			return b.key
		}
	}
	if len(start) > 12 && string(start[:4]) == "RIFF" && string(start[8:12]) == "WEBP" || bytes.HasPrefix(start[min(4, len(start)):], []byte("ftyp")) {
		return "error.sheet_picture"
	}
	text := strings.ToUpper(strings.TrimLeft(strings.TrimPrefix(string(start), "\uFEFF"), " \t\r\n"))
	for _, p := range pages {
		if strings.HasPrefix(text, p.begin) {
			return p.key
		}
	}
	if (ending == ".json" || ending == ".jsonl") && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) {
		return "error.sheet_unknown"
	}
	return ""
}

// oleRefusal tells a workbook with a password from one of an old Excel: the former keeps its contents under a name of their own.
func oleRefusal(ctx context.Context, file io.ReaderAt, size int64) error {
	wanted := make([]byte, 0, 64)
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		wanted = append(wanted, byte(unit&0xFF), byte(unit>>8))
	}
	block := make([]byte, 1<<16)
	for at := int64(0); at < size && ctx.Err() == nil; at += int64(len(block) - len(wanted)) {
		n, err := file.ReadAt(block, at)
		if bytes.Contains(block[:n], wanted) {
			return refuse("error.sheet_password")
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read a file: %w", err)
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return refuse("error.sheet_xls")
}
