package read

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	textunicode "golang.org/x/text/encoding/unicode"
)

// What is written in a text file, and what is read of it.
var textFiles = map[string]struct{ file, want string }{
	"plain":                                {"name,phone\nA,1\nB,2\n", "1-1:name|phone|\n2:A|1|\n3:B|2|"},
	"semicolons though there are commas":   {"name;city\nA, B;C\nD, E;F\n", "1-1:name|city|\n2:A, B|C|\n3:D, E|F|"},
	"tabs":                                 {"name\tcity\nA\tB\n", "1-1:name|city|\n2:A|B|"},
	"bars":                                 {"name|city\nA|B\n", "1-1:name|city|\n2:A|B|"},
	"a hint of the separator":              {"sep=;\nname;city\nA,1;B\n", "2-2:name|city|\n3:A,1|B|"},
	"lines within quotes":                  {"name,备注\nA,\"x\ny, z\n\"\nB,q\n", "1-1:name|备注|\n2:A|x⏎y, z⏎|\n5:B|q|"},
	"doubled quotes":                       {"name,备注\nA,\"a \"\"b\"\" c\"\n", "1-1:name|备注|\n2:A|a \"b\" c|"},
	"quotes within a text":                 {"name,备注\nA,5\" pipe\n", "1-1:name|备注|\n2:A|5\" pipe|"},
	"quotes that weren't doubled":          {"name,备注\n\"A \"B\" C\",x\nD,y\n", "1-1:name|备注|\n2: notice.sheet_quotes A \"B\" C|x|\n3:D|y|"},
	"blanks before quotes":                 {"name, \"备注\"\nA, \"x, y\"\n", "1-1:name|备注|\n2:A|x, y|"},
	"a quote that is never closed":         {"name,city\nA,B\nC,\"D\nE,F\nG,H\n", "1-1:name|city|\n2:A|B|\n3: error.row_quote C|\"D|\n4:E|F|\n5:G|H|"},
	"two quotes that are never closed":     {"name,phone,city,备注\nA,1,\"B,x\nC,2,D,y\nE,3,\"F,z\nG,4,H,w\n", "1-1:name|phone|city|备注|\n2: error.row_quote A|1|\"B|x|\n3:C|2|D|y|\n4: error.row_quote E|3|\"F|z|\n5:G|4|H|w|"},
	"a quote that a later one would close": {"name,phone,city\nA,1,\"B\nC,2,D\nE,3,\"F\"\nG,4,H\n", "1-1:name|phone|city|\n2: error.row_quote A|1|\"B|\n3:C|2|D|\n4:E|3|F|\n5:G|4|H|"},
	"short and long rows":                  {"name,phone,city\nA\nB,1,C,D\nE,2,F,,\n", "1-1:name|phone|city|\n2: notice.sheet_short A|||\n3: error.row_long B|1|C|D|\n4:E|2|F|"},
	"NULs":                                 {"name,city\nA\x00B,C\n", "1-1:name|city|\n2: notice.sheet_nuls AB|C|"},
	"blank rows and titles":                {"客户名单\n\n,,\n客户名称,电话\n\nA,1\n , \nB,2\n", "4-4:客户名称|电话|\n6:A|1|\n8:B|2|"},
	"a second header":                      {"客户名称,联系人\nCustomername,ContactPerson\nA,B\n", "1-2:客户名称|联系人|\n3:A|B|"},
	"the header again":                     {"name,city\nA,B\nname,city\nC,D\n", "1-1:name|city|\n2:A|B|\n4:C|D|"},
	"no header":                            {"A,a@b.example,12345\nC,c@d.example,23456\n", "0-0:A|B|C|\n1:A|a@b.example|12345|\n2:C|c@d.example|23456|"},
	"one column":                           {"name\nA\nB\n", "1-1:name|\n2:A|\n3:B|"},
	"names twice, and none":                {"name,email,email,\nA,1,2,\n", "1-1:name|email|email (2)|D|\n2:A|1|2||"},
	"lines that end in CR":                 {"name,city\rA,B\rC,D\r", "1-1:name|city|\n2:A|B|\n3:C|D|"},
	"lines that end in CRLF":               {"name,city\r\nA,\"B\r\nb\"\r\nC,D", "1-1:name|city|\n2:A|B⏎b|\n4:C|D|"},
	"nothing but blanks":                   {" \n\n", "invalid: error.sheet_empty"},
	"a header alone":                       {"name,city\n", "1-1:name|city|"},
	"formulas are texts":                   {"name,备注\nA,=1+1\nB,@x\n", "1-1:name|备注|\n2:A|=1+1|\n3:B|@x|"},
}

func TestTextFiles(t *testing.T) {
	for name, c := range textFiles {
		t.Run(name, func(t *testing.T) {
			if got := told(t, []byte(c.file), Options{}); got != c.want {
				t.Errorf("got\n%s\nwant\n%s", got, c.want)
			}
		})
	}
}

// inLanguages are tables as they are written in each language, short and long.
var inLanguages = map[string]struct {
	text      string
	encodings map[string]encoding.Encoding
}{
	"simplified Chinese": {
		"客户名称,电话,地址\n北京星河科技有限公司,010-88887777,北京市朝阳区建国路88号\n上海远望贸易,021-6666,上海市浦东新区\n深圳市腾飞电子有限公司,0755-1234567,深圳市南山区\n",
		map[string]encoding.Encoding{"GB18030": simplifiedchinese.GBK},
	},
	"a short Chinese name":  {"客户名称,电话\n张三,1\n", map[string]encoding.Encoding{"GB18030": simplifiedchinese.GB18030}},
	"rare Chinese letters":  {"客户名称,电话\n鑫淼焱垚,1\n王喆,2\n", map[string]encoding.Encoding{"GB18030": simplifiedchinese.GB18030}},
	"traditional Chinese":   {"客戶名稱,電話,地址\n台北國際貿易股份有限公司,02-2345,台北市信義區\n高雄電子,07-1234,高雄市前鎮區\n", map[string]encoding.Encoding{"Big5": traditionalchinese.Big5}},
	"Japanese":              {"会社名,電話,住所\n株式会社さくら商事,03-1234,東京都港区\nトヨタ自動車,0565-28,愛知県豊田市\n", map[string]encoding.Encoding{"Shift_JIS": japanese.ShiftJIS}},
	"Japanese without kana": {"会社名,電話\n東京商事株式会社,03\n大阪鉄工株式会社,06\n", map[string]encoding.Encoding{"Shift_JIS": japanese.ShiftJIS}},
	"Korean":                {"회사명,전화,주소\n삼성전자 주식회사,02-123,서울시 강남구\n현대자동차,02-456,서울시 서초구\n", map[string]encoding.Encoding{"EUC-KR": korean.EUCKR}},
	"German":                {"Name,Straße,Ort\nMüller GmbH,Hauptstraße 5,München\nKäfer AG,Königsallee 1,Düsseldorf\n", map[string]encoding.Encoding{"Windows-1252": charmap.Windows1252}},
	"French":                {"Société,Téléphone,Ville\nCafé de la Gare,01,Orléans\nHôtel Étoile,02,Besançon\n", map[string]encoding.Encoding{"Windows-1252": charmap.Windows1252}},
	"one accent":            {"name,city\nJosé,Madrid\n", map[string]encoding.Encoding{"Windows-1252": charmap.Windows1252}},
	"Spanish with a euro":   {"nombre,importe\nPeña y Cía,€ 20\n", map[string]encoding.Encoding{"Windows-1252": charmap.Windows1252}},
	"Russian":               {"Название,Город\nООО Ромашка,Москва\nЗАО Восток,Казань\n", map[string]encoding.Encoding{"Windows-1251": charmap.Windows1251}},
	"Chinese in all of them": {
		"客户名称,电话\n北京星河,1\n",
		map[string]encoding.Encoding{
			"UTF-8": encoding.Nop, "UTF-16LE": textunicode.UTF16(textunicode.LittleEndian, textunicode.UseBOM), "UTF-16BE": textunicode.UTF16(textunicode.BigEndian, textunicode.UseBOM),
			"GB18030": simplifiedchinese.GB18030,
		},
	},
	"UTF-8 with a mark":       {"客户名称,电话\n北京星河,1\n", map[string]encoding.Encoding{"UTF-8": textunicode.UTF8BOM}},
	"UTF-16 without a mark":   {"客户名称,电话,地址\n北京星河,1,北京\nABC,2,x\n", map[string]encoding.Encoding{"UTF-16LE": textunicode.UTF16(textunicode.LittleEndian, textunicode.IgnoreBOM), "UTF-16BE": textunicode.UTF16(textunicode.BigEndian, textunicode.IgnoreBOM)}},
	"English only":            {"name,city\nA,B\n", map[string]encoding.Encoding{"UTF-8": encoding.Nop}},
	"signs of Chinese phones": {"name,备注\nA,“重要”——请联系；￥100\n", map[string]encoding.Encoding{"GB18030": simplifiedchinese.GB18030, "UTF-8": encoding.Nop}},
}

// Each text is read as what it was written in, and comes back as it was.
func TestEncodings(t *testing.T) {
	for language, c := range inLanguages {
		for name, e := range c.encodings {
			t.Run(language+" in "+name, func(t *testing.T) {
				file, err := e.NewEncoder().String(c.text)
				if err != nil {
					t.Fatal(err)
				}
				book, err := opened(t, []byte(file), Options{})
				if err != nil {
					t.Fatal(err)
				}
				if book.Encoding != name {
					t.Errorf("read as %s", book.Encoding)
				}
				second := strings.Split(strings.Split(c.text, "\n")[1], ",")[0]
				if got := toldOf(t, book.Preselected()); !strings.Contains(got, second) {
					t.Errorf("%q isn't in %q", second, got)
				}
			})
		}
	}
}

// A person may choose another encoding and separator than were found.
func TestEncodingAndSeparatorAreChosen(t *testing.T) {
	file, _ := simplifiedchinese.GB18030.NewEncoder().String("客户名称;电话\n张三;1,2\n")
	if got, want := told(t, []byte(file), Options{Encoding: "GB18030", Separator: ';'}), "1-1:客户名称|电话|\n2:张三|1,2|"; got != want {
		t.Errorf("got %q", got)
	}
	for _, name := range Encodings() {
		if _, err := opened(t, []byte(file), Options{Encoding: name}); err != nil && !strings.Contains(err.Error(), "sheet_") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := told(t, []byte(file), Options{Encoding: "EBCDIC"}); got != "invalid: error.sheet_encoding" {
		t.Errorf("EBCDIC: %s", got)
	}
}

// A file that is full of quotes is read in time that grows with its size only.
func TestManyOpenQuotes(t *testing.T) {
	rows := strings.Count(told(t, []byte("name,city\n"+strings.Repeat("\"a,b\n", 30_000)), Options{}), "error.row_quote")
	if rows != 30_000 {
		t.Errorf("%d rows are refused", rows)
	}
}
