// Package read opens the spreadsheets that people bring along, XLSX and CSV, and gives their rows as a stream: nothing but what is being
// looked at is in memory, but for a workbook's table of texts.
//
// A file is opened once and may be read several times:
//
//	book, err := read.Open(ctx, file, size, "客户.xlsx", read.Options{})
//	sheet := book.Preselected()
//	header, err := sheet.Header(ctx)
//	for row, err := range sheet.Rows(ctx) { … }
//
// What a person can act on is a *models.Error whose sentence says what to do. A row that can't be read whole isn't left out: it comes
// with Refused, so that the rows which are given back are all that weren't taken.
//
// It knows nothing of customers. Which words name columns is told to it (Options.Named), since a header below titles is known by them.
package read
