package read

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// texts is a workbook's table of texts: one text after the other, and where each ends. It takes 4 bytes a text beyond the texts.
type texts struct {
	all  []byte
	ends []uint32
}

// at returns a text; ok is false for a number that the table hasn't.
func (t *texts) at(n int) (text string, ok bool) {
	if n < 0 || n >= len(t.ends) {
		return "", false
	}
	begin := uint32(0)
	if n > 0 {
		begin = t.ends[n-1]
	}
	return string(t.all[begin:t.ends[n]]), true
}

// maxTexts is how many bytes the table takes at most, since it is kept in memory.
const maxTexts = 512 << 20

// texts reads the table of texts; a workbook without one has none.
func (p *parts) texts(name string) (*texts, error) {
	t := &texts{}
	if name == "" || p.files[strings.ToLower(name)] == nil {
		return t, nil
	}
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	d := tokensOf(r)
	for {
		token, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, p.refusal(err)
		}
		if start, is := token.(xml.StartElement); is && start.Name.Local == "si" {
			text, err := richText(d, "si")
			if err != nil {
				return nil, p.refusal(err)
			}
			if len(t.all)+len(text) > maxTexts {
				return nil, over("error.sheet_unpacked", "Max", megabytes(p.limit))
			}
			t.all = append(t.all, text...)
			t.ends = append(t.ends, uint32(len(t.all))) //nolint:gosec // checked above
		}
	}
}

// richText reads up to the end of an element: its pieces of text joined, without the readings that Japanese has beside them.
func richText(d tokens, element string) (string, error) {
	var b strings.Builder
	within, phonetic := false, 0
	for {
		token, err := d.RawToken()
		if err != nil {
			return "", unexpected(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			within = t.Name.Local == "t"
			phonetic += btoi(t.Name.Local == "rPh")
		case xml.EndElement:
			within = false
			phonetic -= btoi(t.Name.Local == "rPh")
			if t.Name.Local == element {
				return unescaped(b.String()), nil
			}
		case xml.CharData:
			if within && phonetic == 0 {
				b.Write(t)
			}
		}
	}
}

// unexpected is an end of a part within an element.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

var escape = regexp.MustCompile(`_x([0-9A-Fa-f]{4})_`)

// unescaped returns a text with the characters that XML can't hold and a workbook writes as _x000D_.
func unescaped(text string) string {
	if !strings.Contains(text, "_x") {
		return text
	}
	return escape.ReplaceAllStringFunc(text, func(code string) string {
		n, _ := strconv.ParseUint(code[2:6], 16, 16)
		if n == 0 || n >= 0xD800 && n < 0xE000 {
			return ""
		}
		return string(rune(n))
	})
}
