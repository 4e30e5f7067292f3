package read

import (
	"bufio"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding"
)

// line is a line of a text file without its end.
type line struct {
	text   string
	number int
	nuls   bool // NULs were taken out of it
}

// lines reads a text line by line, as editors number them. Lines can be put back.
type lines struct {
	from   *bufio.Reader
	end    byte // '\n', or '\r' for files of which no line ends otherwise
	next   int
	back   []line // put back, the first one last
	failed error
	vain   int // bytes that were read in search of the end of a quote that has none
}

// maxVain is how far all in all the end of quotes is looked for in vain; then a quote that isn't closed on its line is refused at once. It
// bounds the time for a file that is full of them.
const maxVain = 64 << 20

func newLines(r io.Reader, from encoding.Encoding, cr bool) *lines {
	l := &lines{from: bufio.NewReaderSize(from.NewDecoder().Reader(r), 1<<16), end: '\n', next: 1}
	if cr {
		l.end = '\r'
	}
	return l
}

// maxLine is the longest line, in bytes: a row of a table has less, and a file that isn't one isn't read into memory.
const maxLine = 4 << 20

// line returns the next line; ok is false behind the last one, and where l.failed says why no more are read.
func (l *lines) line() (read line, ok bool) {
	if n := len(l.back); n > 0 {
		read, l.back = l.back[n-1], l.back[:n-1]
		return read, true
	}
	if l.failed != nil {
		return line{}, false
	}
	var text []byte
	for {
		part, err := l.from.ReadSlice(l.end)
		text = append(text, part...)
		if err == nil {
			text = text[:len(text)-1]
			break
		}
		if len(text) > maxLine {
			l.failed = over("error.sheet_line", "Line", l.next, "Max", megabytes(maxLine))
			return line{}, false
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			l.failed = err
			if len(text) == 0 {
				return line{}, false
			}
			break
		}
	}
	read = line{text: strings.TrimSuffix(string(text), "\r"), number: l.next}
	l.next++
	if strings.ContainsRune(read.text, 0) {
		read.text, read.nuls = strings.ReplaceAll(read.text, "\x00", ""), true
	}
	return read, true
}

// putBack lets lines be read again.
func (l *lines) putBack(list []line) {
	for i := len(list) - 1; i >= 0; i-- {
		l.back = append(l.back, list[i])
	}
}

// err is why reading ended, but for the end of the file.
func (l *lines) err() error {
	if errors.Is(l.failed, io.EOF) {
		return nil
	}
	return l.failed
}
