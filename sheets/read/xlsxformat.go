package read

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// format is what a cell's format makes of a number.
type format struct {
	day, clock bool   // it is shown as a day, a time, or both
	zeros      string // digits and what stands between them, of a format that fills with zeros: 00000
}

// formats reads the formats of a workbook's cells.
func (p *parts) formats(name string) ([]format, error) {
	if name == "" || p.files[strings.ToLower(name)] == nil {
		return nil, nil
	}
	var styles struct {
		Codes []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Cells []struct {
			ID int `xml:"numFmtId,attr"`
		} `xml:"cellXfs>xf"`
	}
	if err := p.decode(name, &styles); err != nil {
		return nil, err
	}
	codes := map[int]string{}
	for _, c := range styles.Codes {
		codes[c.ID] = c.Code
	}
	list := make([]format, len(styles.Cells))
	for i, c := range styles.Cells {
		list[i] = formatOf(c.ID, codes[c.ID])
	}
	return list, nil
}

// formatOf is the format with an ID. Those below 82 are built in (ECMA-376, part 1, section 18.8.30): 27 to 36 and 50 to 58 are days and times in Chinese,
// Japanese and Korean, whose codes a file doesn't hold, or holds as "reserved-0x1F"; 71 to 81 are Thai ones.
func formatOf(id int, code string) format {
	switch {
	case id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id >= 57 && id <= 58:
		return format{day: true}
	case id >= 32 && id <= 35, id == 55, id == 56:
		return format{day: true, clock: true}
	case code != "":
		return readFormat(code)
	case id >= 14 && id <= 17, id >= 71 && id <= 74:
		return format{day: true}
	case id == 22, id == 77:
		return format{day: true, clock: true}
	case id >= 18 && id <= 21, id >= 45 && id <= 47, id == 75, id == 76, id >= 78 && id <= 80:
		return format{clock: true}
	case id == 81:
		return format{day: true}
	}
	return format{}
}

var (
	literal = regexp.MustCompile(`(?i)"[^"]*"|\\.|_.|\*.|\[(?:[^\]hms][^\]]*|[hms]+[^hms\]][^\]]*)\]|general|standard|g/通用格式`)
	elapsed = regexp.MustCompile(`(?i)\[[hms]+\]`)
	filling = regexp.MustCompile(`^(?:0|[-() ])*0(?:0|[-() ])*$`)
	escaped = regexp.MustCompile(`\\(.)|"([^"]*)"`)
)

// readFormat reads a format's code, of which the part for numbers above zero counts.
func readFormat(code string) format {
	var f format
	plain := literal.ReplaceAllString(code, "")
	plain, _, _ = strings.Cut(plain, ";")
	lower := strings.ToLower(plain)
	if elapsed.MatchString(plain) { // hours and minutes that are counted on beyond a day
		return f
	}
	f.day = strings.ContainsAny(lower, "yd") || strings.Contains(lower, "aaa") || strings.Contains(lower, "mmm") || strings.Contains(lower, "m") && !strings.ContainsAny(lower, "hs")
	f.clock = strings.ContainsAny(lower, "hs")
	if strings.ContainsAny(plain, "0#?") && !f.clock { // ss.000 is a time, #,##0 "d" none
		f.day = false
	}
	shown, _, _ := strings.Cut(escaped.ReplaceAllString(code, "$1$2"), ";")
	if filling.MatchString(shown) && strings.Count(shown, "0") > 1 {
		f.zeros = shown
	}
	return f
}

// numberCell is a cell that holds a number.
func (f format) numberCell(text string, since1904 bool) Cell {
	n, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsInf(n, 0) || math.IsNaN(n) {
		return Cell{Kind: Text, Text: text}
	}
	if f.day || f.clock {
		if cell, ok := f.momentCell(n, since1904); ok {
			return cell
		}
	}
	c := Cell{Kind: Number, Text: plainNumber(n), Spoilt: math.Abs(n) >= 1e15}
	if f.zeros != "" && n >= 0 && n == math.Trunc(n) && n < 1e15 {
		c.Text = filled0(c.Text, f.zeros)
	}
	return c
}

// plainNumber writes a number as spreadsheets show it: with the 15 digits that they keep, without an exponent.
func plainNumber(n float64) string {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil {
		rounded = n
	}
	if math.Abs(rounded) >= 1e300 || rounded != 0 && math.Abs(rounded) < 1e-300 {
		return strconv.FormatFloat(rounded, 'g', 15, 64)
	}
	return strconv.FormatFloat(rounded, 'f', -1, 64)
}

// filled0 puts digits into a format of zeros, from the right; more digits than it has stand at the beginning.
func filled0(digits, zeros string) string {
	var shown []byte
	rest := digits
	for i := len(zeros) - 1; i >= 0; i-- {
		switch {
		case zeros[i] != '0':
			shown = append(shown, zeros[i])
		case rest == "":
			shown = append(shown, '0')
		default:
			shown = append(shown, rest[len(rest)-1])
			rest = rest[:len(rest)-1]
		}
	}
	for i, j := 0, len(shown)-1; i < j; i, j = i+1, j-1 {
		shown[i], shown[j] = shown[j], shown[i]
	}
	return rest + string(shown)
}

// Days as workbooks count them. Excel's first system has a 29 February in 1900, which there was not, so that days before March 1900
// count from another day (learn.microsoft.com/office/troubleshoot/excel/wrongly-assumes-1900-is-leap-year).
var (
	before1900March = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	since1900March  = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	first1904       = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
)

const (
	noSuchDay = 60      // 29 February 1900
	lastDay   = 2958465 // 31 December 9999
)

// momentCell is a number that counts days. ok is false where it is none that spreadsheets show.
func (f format) momentCell(n float64, since1904 bool) (cell Cell, ok bool) {
	if n < 0 || n > lastDay {
		return Cell{}, false
	}
	days, fraction := math.Modf(n)
	seconds := math.Round(fraction * 86400)
	zero := since1900March
	switch {
	case since1904:
		zero = first1904
	case days == noSuchDay:
		return Cell{}, false
	case days < noSuchDay:
		zero = before1900March
	}
	at := zero.AddDate(0, 0, int(days)).Add(time.Duration(seconds) * time.Second)
	switch {
	case days == 0 && !since1904 && !f.day:
		return Cell{Kind: Clock, Text: at.Format(time.TimeOnly), Time: at}, true
	case days == 0 && !since1904: // 0 January 1900: an empty day
		return Cell{}, false
	case seconds == 0 && (f.day || days > 0):
		return Cell{Kind: Day, Text: at.Format(time.DateOnly), Time: at}, true
	}
	return Cell{Kind: Moment, Text: at.Format(time.DateTime), Time: at}, true
}
