package mapping

import (
	"hash/fnv"
	"regexp"
	"slices"
	"strings"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/models/key"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// Survey is what stands in the columns of a file. It holds counts and a few values a column, however many rows it sees.
type Survey struct {
	header  read.Header
	rows    int
	columns []column
	marks   Marks
	of      models.ImportKind // what a person says that rows are; "" where nobody does
}

// maxDistinct is how many different values are told apart in a column.
const maxDistinct = 300

// column is what stands in a column.
type column struct {
	filled   int
	looked   int // of the filled: the first ones, of which what follows is counted
	samples  []string
	distinct map[string]int // by text as it stands, trimmed
	many     bool           // more than maxDistinct
	told     int            // of the filled: those among which distinct tells all values apart
	sum      uint64         // of all values in their order: columns that agree in it are twins
	longest  int

	emails, phones, sites, words int // words are values without a figure
	numbers, digits, moments     int // digits are figures alone; moments are dates, with a time or not
	typed                        int // moments that the file itself says are days
	yesNo, legal, salutations    int
	counts                       int // values that are one more than the value before
	last                         string
	orders                       orders
	decimals                     decimals
	latest                       models.Date // of its dates that can mean one day only
	yearless, sentences          int
	coded                        int                       // codes of customers
	codes                        map[models.ImportKind]int // of other records, by their kinds
	empty                        map[string]int            // words that stand for nothing
	splits                       map[string]int            // what stands between several values
}

// NewSurvey begins to look at rows below a header.
func NewSurvey(header read.Header) *Survey {
	s := &Survey{header: header, columns: make([]column, len(header.Columns))}
	for i := range s.columns {
		s.columns[i] = column{distinct: map[string]int{}, empty: map[string]int{}, splits: map[string]int{}, codes: map[models.ImportKind]int{}, sum: 14695981039346656037}
	}
	return s
}

// Say tells what the rows are, where a person has said so.
func (s *Survey) Say(of models.ImportKind) { s.of = of }

// Add looks at a row. Refused ones aren't looked at: what stands in which column isn't known.
func (s *Survey) Add(row read.Row) {
	if row.Refused != nil {
		return
	}
	s.rows++
	for i, cell := range row.Cells[:min(len(row.Cells), len(s.columns))] {
		s.columns[i].add(cell)
	}
}

// Rows is how many rows were looked at.
func (s *Survey) Rows() int { return s.rows }

// nothings are words that stand for an empty cell, folded; true for those that nobody could mean otherwise.
var nothings = map[string]bool{
	"null": true, "#n/a": true, `\n`: true, "nil": true, "nan": true, "(null)": true, "<null>": true, "undefined": true, "#null!": true,
	"n/a": false, "na": false, "none": false, "-": false, "--": false, "---": false, "—": false, "/": false, "无": false, "没有": false, "暂无": false, "未知": false, "空": false, "unknown": false,
	"n.a.": false, ".": false, "?": false, "未填": false, "未填写": false,
}

var salutations = []string{"mr", "mrs", "ms", "miss", "dr", "prof", "mx", "sir", "madam", "herr", "frau", "先生", "女士", "小姐", "m", "mme", "sr", "sra"}

var (
	figureAlone = regexp.MustCompile(`^\d+$`)
	amountLike  = regexp.MustCompile(`^-?\d+(?:[.,]\d{3})*(?:[.,]\d+)? ?(?:[kmw万亿千百十]+|million|mn|bn)?$`)
)

func (c *column) add(cell read.Cell) {
	text := strings.TrimSpace(cell.Text)
	h := fnv.New64a()
	_, _ = h.Write([]byte(text)) // never fails
	c.sum = (c.sum ^ h.Sum64()) * 1099511628211
	if text == "" {
		return
	}
	if len(text) <= 12 {
		if _, nothing := nothings[key.Fold(text)]; nothing {
			c.empty[text]++
			return
		}
	}
	c.filled++
	c.longest = max(c.longest, len([]rune(text)))
	if _, seen := c.distinct[text]; seen || len(c.distinct) < maxDistinct {
		c.distinct[text]++
		if !c.many {
			c.told = c.filled
		}
		if !seen && len(c.samples) < 3 {
			c.samples = append(c.samples, text)
		}
	} else {
		c.many = true
	}
	switch {
	case c.looked < maxLooked:
		c.looked++
		c.kinds(cell, text)
		c.dates(cell, text)
	case c.moments+c.numbers+c.yearless > c.looked/10: // one row may say the order of days and months for all
		c.dates(cell, text)
	}
}

// maxLooked is how many values of a column are looked at closely.
const maxLooked = 2000

func (c *column) kinds(cell read.Cell, text string) {
	folded := key.Fold(text)
	c.counts += btoi(c.last != "" && atoi(text) == atoi(c.last)+1 && atoi(c.last) >= 0)
	c.last = text
	c.words += btoi(!strings.ContainsAny(text, "0123456789"))
	c.digits += btoi(figureAlone.MatchString(text))
	c.emails += btoi(models.EmailLike(text))
	c.phones += btoi(models.PhoneLike(text) && cell.Kind != read.Day)
	c.sites += btoi(strings.Contains(text, ".") && !strings.ContainsAny(text, " @") && models.Host(text) != "" && strings.ContainsFunc(text, isLetter))
	c.salutations += btoi(slices.Contains(salutations, strings.TrimRight(folded, ".")))
	c.sentences += btoi(len(strings.Fields(text)) > 7 || strings.ContainsAny(text, "。\n"))
	c.legal += btoi(key.Stem(text) != key.Name(text))
	_, isCode := models.ParseCode(text)
	c.coded += btoi(isCode)
	if len(text) <= maxCode {
		for _, kind := range coded {
			if _, is := kind.Codes(text); is {
				c.codes[kind]++
			}
		}
	}
	c.yesNo += btoi(cell.Kind == read.Bool || isYesNo(folded))
	for _, between := range []string{" ::: ", ",", "，", ";", "；", "、", "|"} {
		c.splits[between] += btoi(strings.Contains(text, between))
	}
}

// coded are the kinds of records that have codes, besides customers; a code isn't longer than maxCode bytes.
var coded = []models.ImportKind{models.ImportDeals, models.ImportTickets, models.ImportCampaigns}

const maxCode = 24

func isYesNo(folded string) bool {
	return slices.Contains(yesWords, folded) || slices.Contains(noWords, folded)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// dates counts dates, and numbers that are none.
func (c *column) dates(cell read.Cell, text string) {
	if !strings.ContainsAny(text, "0123456789一二三四五六七八九十") {
		return
	}
	within := btoi(c.filled == c.looked) // counts are of what was looked at
	w := dateOf(cell)
	switch {
	case w.form == yearless:
		c.yearless += within
	case w.form == plain && w.exists, w.form == ordered:
		c.moments += within
		c.typed += within * btoi(cell.Kind == read.Day || cell.Kind == read.Moment)
		if w.form == plain && (c.latest.IsZero() || w.moment.day.After(c.latest)) {
			c.latest = w.moment.day
		}
	}
	c.orders.add(w)
	if w.form != noDate && w.form != counted || cell.Kind == read.Bool || !mayBeAmount(text) {
		return
	}
	if bare := bareAmount(text); amountLike.MatchString(bare) {
		c.numbers += within
		if cell.Kind == read.Text {
			c.decimals.add(bare)
		}
	}
}

// dateOf reads a cell as a date.
func dateOf(cell read.Cell) written {
	switch cell.Kind {
	case read.Day, read.Moment:
		w := written{form: plain, exists: true, moment: moment{day: models.DateOf(cell.Time)}}
		if cell.Kind == read.Moment {
			w.moment.time = models.TimeOfDay(cell.Time.Format("15:04"))
		}
		if w.moment.time == "00:00" {
			w.moment.time = ""
		}
		return w
	}
	return readDate(cell.Text)
}

// mostly reports that a count is most of the values.
func (c *column) mostly(count int) bool { return count > 0 && count*10 >= c.looked*8 }

// guess is the kind of custom field that the values are of.
func (c *column) guess() models.CustomKind {
	long := 0
	for value := range c.distinct {
		long += btoi(len(value) > 11 || len(value) > 1 && value[0] == '0')
	}
	few := len(c.distinct) > 0 && len(c.distinct) <= 12 && !c.many && c.filled >= 8 && len(c.distinct)*3 <= c.filled && c.longest <= 40
	switch {
	case c.filled == 0:
		return models.CustomText
	case c.mostly(c.yesNo) && (c.digits == 0 && len(c.distinct) <= 4 || len(c.distinct) == 2 && c.onlyFigures("0", "1")):
		return models.CustomYesNo
	case c.mostly(c.moments):
		return models.CustomDate
	case c.numbers == c.looked && (long == 0 || c.digits < c.looked) && c.phones == 0:
		return models.CustomNumber
	case few && c.sentences == 0:
		return models.CustomChoice
	}
	return models.CustomText
}

// onlyFigures reports that all values are among some.
func (c *column) onlyFigures(among ...string) bool {
	for value := range c.distinct {
		if !slices.Contains(among, value) {
			return false
		}
	}
	return true
}

// split is what stands between several values in most cells that have several; "," where none has.
func (c *column) split() string {
	best, often := ",", 0
	for _, between := range []string{" ::: ", ",", "，", ";", "；", "、", "|"} {
		if c.splits[between] > often {
			best, often = between, c.splits[between]
		}
	}
	return best
}
