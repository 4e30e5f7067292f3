package read

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	textunicode "golang.org/x/text/encoding/unicode"
)

// The encodings of CSV files. They are shown to people by these names.
const (
	utf8Name    = "UTF-8"
	utf16LEName = "UTF-16LE"
	utf16BEName = "UTF-16BE"
)

// charset is an encoding that is told from others by what its text looks like.
type charset struct {
	name     string
	encoding encoding.Encoding
	usual    func(lead, trail byte) bool // a character of two bytes that is among those used most; nil for encodings of single bytes
}

// charsets are the encodings other than Unicode's, the likeliest first. The usual characters of each stand together in it: the first
// level of GB 2312, of Big5 and of JIS X 0208, the syllables of KS X 1001.
var charsets = []charset{
	{"GB18030", simplifiedchinese.GB18030, func(lead, trail byte) bool { return lead >= 0xB0 && lead <= 0xD7 && trail >= 0xA1 }},
	{"Big5", traditionalchinese.Big5, func(lead, _ byte) bool { return lead >= 0xA4 && lead <= 0xC6 }},
	{"Shift_JIS", japanese.ShiftJIS, func(lead, trail byte) bool {
		return lead == 0x82 && trail >= 0x9F || lead == 0x83 && trail <= 0x96 || lead >= 0x88 && lead <= 0x97
	}},
	{"EUC-KR", korean.EUCKR, func(lead, trail byte) bool { return lead >= 0xB0 && lead <= 0xC8 && trail >= 0xA1 }},
	{"Windows-1252", charmap.Windows1252, nil},
	{"Windows-1251", charmap.Windows1251, nil},
}

// Encodings are the names of the encodings in which a CSV file can be read, for a person to choose from.
func Encodings() []string {
	names := []string{utf8Name, utf16LEName, utf16BEName}
	for _, c := range charsets {
		names = append(names, c.name)
	}
	return names
}

// EncodingNamed is the encoding with a name of Encodings, to write a file as one that was read; ok is false for another name.
func EncodingNamed(name string) (found encoding.Encoding, ok bool) { return encodingNamed(name) }

// encodingNamed is the encoding with a name of Encodings; ok is false for another one.
func encodingNamed(name string) (found encoding.Encoding, ok bool) {
	switch name {
	case utf8Name:
		return textunicode.UTF8BOM, true
	case utf16LEName:
		return textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM), true
	case utf16BEName:
		return textunicode.UTF16(textunicode.BigEndian, textunicode.UseBOM), true
	}
	for _, c := range charsets {
		if c.name == name {
			return c.encoding, true
		}
	}
	return nil, false
}

// survey is what one pass over the bytes of a text file says.
type survey struct {
	encoding string
	lines    int // ends of lines, at least
	cr       bool
}

// sampleSize is how many bytes of lines that aren't ASCII are looked at, and how many at the beginning of a file.
const sampleSize = 64 << 10

// look reads the whole file once: it is UTF-8 only if all of it is.
func look(ctx context.Context, file io.ReaderAt, size int64) (survey, error) {
	var s survey
	s.encoding = utf8Name
	head := make([]byte, min(size, sampleSize))
	n, err := file.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return s, fmt.Errorf("read a file: %w", err)
	}
	head = head[:n]
	if name := byMark(head); name != "" {
		s.encoding = name
	} else if name := byNULs(head); name != "" {
		s.encoding = name
	}
	var foreign []byte // lines that aren't ASCII
	var rest []byte    // of the last block: a character that goes on in the next one
	valid, lf := true, 0
	block := make([]byte, 1<<20)
	for at := int64(0); at < size; {
		if err := ctx.Err(); err != nil {
			return s, err
		}
		n, err := file.ReadAt(block, at)
		if n == 0 && err != nil {
			return s, fmt.Errorf("read a file: %w", err)
		}
		at += int64(n)
		lf += bytes.Count(block[:n], []byte{'\n'})
		s.lines += bytes.Count(block[:n], []byte{'\r'})
		if s.encoding == utf8Name {
			text := slices.Concat(rest, block[:n])
			if at < size {
				text, rest = cutCharacter(text)
			}
			valid = valid && utf8.Valid(text)
			foreign = notASCII(foreign, text)
			rest = bytes.Clone(rest)
		}
	}
	s.cr = lf == 0 && s.lines > 0
	s.lines = max(lf, s.lines*btoi(s.cr))
	if !valid {
		s.encoding = guess(foreign)
	}
	return s, nil
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// cutCharacter cuts off the beginning of a UTF-8 character at the end of a block.
func cutCharacter(text []byte) (whole, rest []byte) {
	for i := 1; i < utf8.UTFMax && i <= len(text); i++ {
		if b := text[len(text)-i]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(text[len(text)-i:]) {
				return text[:len(text)-i], text[len(text)-i:]
			}
			break
		}
	}
	return text, nil
}

// notASCII gathers the lines of a text that aren't ASCII, up to the size of a sample.
func notASCII(into, text []byte) []byte {
	for len(into) < sampleSize {
		at := bytes.IndexFunc(text, func(r rune) bool { return r >= utf8.RuneSelf })
		if at < 0 {
			break
		}
		begin := max(bytes.LastIndexByte(text[:at], '\n')+1, at-200)
		end := bytes.IndexByte(text[at:], '\n')
		if end < 0 || end > 2000 {
			end = min(len(text)-at, 2000)
		}
		into = append(append(into, text[begin:at+end]...), '\n')
		text = text[at+end:]
	}
	return into
}

// byMark is the encoding that a byte order mark names; "" where there is none.
func byMark(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		return utf8Name
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return utf16LEName
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return utf16BEName
	}
	return ""
}

// byNULs finds UTF-16 without a mark: its separators and ends of lines have a NUL on the same side, and it has many.
func byNULs(head []byte) string {
	if len(head) < 4 {
		return ""
	}
	var even, odd, signs [2]int
	for i := 0; i+1 < len(head); i += 2 {
		a, b := head[i], head[i+1]
		even[0] += btoi(a == 0)
		odd[0] += btoi(b == 0)
		signs[0] += btoi(b == 0 && (a == ',' || a == '\n' || a == ';' || a == '\t'))
		signs[1] += btoi(a == 0 && (b == ',' || b == '\n' || b == ';' || b == '\t'))
	}
	pairs := len(head) / 2
	switch {
	case signs[0] > 0 && odd[0] > 10*even[0] && odd[0]*20 > pairs:
		return utf16LEName
	case signs[1] > 0 && even[0] > 10*odd[0] && even[0]*20 > pairs:
		return utf16BEName
	}
	return ""
}
