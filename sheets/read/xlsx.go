package read

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// openXLSX opens a workbook: its list of sheets, texts and formats are read, its rows not yet.
func openXLSX(file io.ReaderAt, size int64, options Options) (*Book, error) {
	packed, err := zip.NewReader(file, size)
	if err != nil {
		return nil, damaged()
	}
	p := &parts{files: map[string]*zip.File{}, limit: options.Limits.Unpacked}
	for _, f := range packed.File {
		name := strings.ToLower(strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/"))
		if _, twice := p.files[name]; !twice {
			p.files[name] = f
		}
	}
	if key := p.foreign(); key != "" {
		return nil, refuse(key)
	}
	w, err := p.workbook()
	if err != nil {
		return nil, err
	}
	if err := p.within(w); err != nil {
		return nil, err
	}
	texts, err := p.texts(w.texts)
	if err != nil {
		return nil, err
	}
	formats, err := p.formats(w.styles)
	if err != nil {
		return nil, err
	}
	book := &Book{Format: XLSX}
	for _, s := range w.sheets {
		source := &xlsxSource{parts: p, name: s.part, texts: texts, formats: formats, since1904: w.since1904, limits: options.Limits}
		if s.active {
			book.preselected = len(book.sheets)
		}
		book.sheets = append(book.sheets, &Sheet{Name: s.name, Hidden: s.hidden, AtMost: p.atMost(s.part), source: source})
	}
	return book, nil
}

// parts are the files within a workbook, by their names in lower case.
type parts struct {
	files map[string]*zip.File
	limit int64
}

// foreign is the key of the sentence about a packed file that is no XLSX, or one with macros; "" for an XLSX.
func (p *parts) foreign() string {
	has := func(name string) bool { return p.files[name] != nil }
	switch {
	case has("xl/workbook.bin"):
		return "error.sheet_xlsb"
	case has("xl/vbaproject.bin"), has("xl/macrosheets/sheet1.xml"):
		return "error.sheet_macros"
	case has("content.xml") && has("mimetype"):
		return "error.sheet_ods"
	case has("index/document.iwa"), has("index.zip"):
		return "error.sheet_numbers"
	case has("word/document.xml"), has("ppt/presentation.xml"):
		return "error.sheet_unknown"
	case !has("[content_types].xml") && !has("xl/workbook.xml"):
		return "error.sheet_packed"
	}
	return ""
}

// errUnpacked says that a part is larger than what is left of the limit.
var errUnpacked = errors.New("unpacked size")

// open reads a part. No more than the limit is unpacked, whatever the file says of its size.
func (p *parts) open(name string) (*bounded, error) {
	f := p.files[strings.ToLower(name)]
	if f == nil {
		return nil, damaged()
	}
	r, err := f.Open()
	if err != nil {
		return nil, damaged()
	}
	return &bounded{ReadCloser: r, left: p.limit, token: maxToken}, nil
}

// maxToken is how many bytes of a part are read for one tag or text: a decoder keeps them in memory.
const maxToken = 1 << 20

// bounded is a reader that fails behind so many bytes.
type bounded struct {
	io.ReadCloser
	left  int64
	token int64 // left for the tag or text that is being read
}

// Read reads, and fails with errUnpacked where there is more than a limit.
func (b *bounded) Read(into []byte) (int, error) {
	n, err := b.ReadCloser.Read(into)
	b.left -= int64(n)
	if b.token -= int64(n); b.left < 0 || b.token < 0 {
		return 0, errUnpacked
	}
	return n, err
}

// tokens reads a part tag by tag.
type tokens struct {
	*xml.Decoder
	from *bounded
}

func tokensOf(r *bounded) tokens {
	return tokens{xml.NewDecoder(bufio.NewReaderSize(r, 1<<16)), r}
}

// RawToken returns the next tag or text, which isn't looked at for its name's space.
func (t tokens) RawToken() (xml.Token, error) {
	t.from.token = maxToken
	return t.Decoder.RawToken()
}

// refusal is what a person is told of an error within a part.
func (p *parts) refusal(err error) error {
	if errors.Is(err, errUnpacked) {
		return over("error.sheet_unpacked", "Max", megabytes(p.limit))
	}
	return damaged()
}

// within refuses a workbook whose parts are too large by what it says of them itself.
func (p *parts) within(w workbook) error {
	var sum uint64
	names := []string{w.texts, w.styles}
	for _, s := range w.sheets {
		names = append(names, s.part)
	}
	for _, name := range names {
		if f := p.files[strings.ToLower(name)]; f != nil {
			if sum += f.UncompressedSize64; f.UncompressedSize64 > uint64(p.limit) || sum > uint64(p.limit) { //nolint:gosec // the limit is positive
				return over("error.sheet_unpacked", "Max", megabytes(p.limit))
			}
		}
	}
	return nil
}

// workbook is what a workbook says of its parts.
type workbook struct {
	sheets        []sheetPart
	texts, styles string // names of parts; "" where there is none
	since1904     bool
}

type sheetPart struct {
	name, part     string
	hidden, active bool
}

// maxSmall is how many bytes a part may have that is read as a whole: the list of sheets, formats.
const maxSmall = 64 << 20

// decode reads a small part.
func (p *parts) decode(name string, into any) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	defer r.Close() //nolint:errcheck // it was only read
	r.left, r.token = min(r.left, maxSmall), maxSmall
	if err := xml.NewDecoder(r).Decode(into); err != nil {
		return p.refusal(err)
	}
	return nil
}

// relations are the parts that a part names, by ID.
func (p *parts) relations(of string) (map[string]relation, error) {
	var list struct {
		Relationship []relation
	}
	dir, base := path.Split(of)
	if p.files[strings.ToLower(dir+"_rels/"+base+".rels")] == nil {
		return nil, nil
	}
	if err := p.decode(dir+"_rels/"+base+".rels", &list); err != nil {
		return nil, err
	}
	byID := map[string]relation{}
	for _, r := range list.Relationship {
		if target, absolute := strings.CutPrefix(r.Target, "/"); absolute {
			r.Target = target
		} else {
			r.Target = path.Join(dir, r.Target)
		}
		r.Type = r.Type[strings.LastIndexByte(r.Type, '/')+1:]
		byID[r.ID] = r
	}
	return byID, nil
}

type relation struct {
	ID     string `xml:"Id,attr"`
	Target string `xml:"Target,attr"`
	Type   string `xml:"Type,attr"`
}

func (p *parts) workbook() (workbook, error) {
	var w workbook
	name := "xl/workbook.xml"
	top, err := p.relations("")
	if err != nil {
		return w, err
	}
	for _, r := range top {
		if r.Type == "officeDocument" {
			name = r.Target
		}
	}
	var said struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Views []struct {
			Active int `xml:"activeTab,attr"`
		} `xml:"bookViews>workbookView"`
		Sheets []struct {
			Name  string     `xml:"name,attr"`
			State string     `xml:"state,attr"`
			Attrs []xml.Attr `xml:",any,attr"`
		} `xml:"sheets>sheet"`
	}
	if err := p.decode(name, &said); err != nil {
		return w, err
	}
	rels, err := p.relations(name)
	if err != nil {
		return w, err
	}
	for _, r := range rels {
		switch r.Type {
		case "sharedStrings":
			w.texts = r.Target
		case "styles":
			w.styles = r.Target
		case "vbaProject":
			return w, refuse("error.sheet_macros")
		}
	}
	w.since1904 = isTrue(said.Properties.Date1904)
	for i, s := range said.Sheets {
		for _, a := range s.Attrs {
			if r, found := rels[a.Value]; found && a.Name.Local == "id" && r.Type == "worksheet" {
				active := len(said.Views) > 0 && said.Views[0].Active == i
				w.sheets = append(w.sheets, sheetPart{s.Name, r.Target, s.State == "hidden" || s.State == "veryHidden", active})
			}
		}
	}
	if len(w.sheets) == 0 {
		return w, damaged()
	}
	return w, nil
}

func isTrue(attribute string) bool {
	return attribute == "1" || attribute == "true" || attribute == "on"
}
