//go:build ignore

// generate writes divisions.txt and countries.txt. It reads the folder dist of the package china-division, which
// scripts/divisions.sh fetches; the countries are those of CLDR in golang.org/x/text.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

type division struct {
	Code     string     `json:"code"`
	Name     string     `json:"name"`
	Children []division `json:"children"`
}

func main() {
	from := flag.String("from", "", "the folder dist of china-division")
	flag.Parse()
	check(os.WriteFile("divisions.txt", []byte(divisions(*from)), 0o644))
	check(os.WriteFile("countries.txt", []byte(countries()), 0o644))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func read(path string, into any) {
	data, err := os.ReadFile(path)
	check(err)
	check(json.Unmarshal(data, into))
}

func divisions(from string) string {
	var b strings.Builder
	b.WriteString("# China's provinces, cities and districts, each level a tab further in: the name, what it is called for short, - for\n")
	b.WriteString("# nothing, and that in pinyin.\n")
	b.WriteString("# Written by scripts/divisions.sh from the package china-division.\n")
	var mainland []division
	read(filepath.Join(from, "pca-code.json"), &mainland)
	for _, province := range mainland {
		line(&b, 0, province.Name)
		for _, city := range province.Children {
			depth := 1
			if city.Name == "市辖区" || city.Name == "县" || strings.Contains(city.Name, "直辖县级行政区划") { // it only stands for the level
				depth = 0
			} else {
				line(&b, 1, city.Name)
			}
			for _, area := range city.Children {
				if len(area.Code) == 6 { // longer ones are streets and towns
					line(&b, depth+1, area.Name)
				}
			}
		}
	}
	var others map[string]map[string][]string
	read(filepath.Join(from, "HK-MO-TW.json"), &others)
	for _, province := range sorted(others) {
		line(&b, 0, province)
		for _, city := range sorted(others[province]) {
			line(&b, 1, city)
			for _, area := range others[province][city] {
				name, _, _ := strings.Cut(area, "（")
				line(&b, 2, name)
			}
		}
	}
	return b.String()
}

func sorted[V any](m map[string]V) []string {
	var keys []string
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}

func line(b *strings.Builder, depth int, name string) {
	brief := short(name)
	spelled := strings.Join(pinyin.LazyPinyin(brief, pinyin.NewArgs()), "")
	if brief == "" {
		brief, spelled = "-", "-"
	}
	fmt.Fprintf(b, "%s%s %s %s\n", strings.Repeat("\t", depth), name, brief, spelled)
}

// kinds end the names of divisions; longest first.
var kinds = []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "新区", "特区", "林区", "省", "市", "盟", "区", "县", "旗"}

// noShort are names of which no piece is a name.
var noShort = []string{"开发区", "园区", "管理区", "示范区", "实验区", "产业区", "试验区", "前旗", "中旗", "后旗", "矿区"}

var peoples = strings.Fields("蒙古族 蒙古 回族 藏族 维吾尔族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 " +
	"拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 柯尔克孜 土族 达斡尔族 达斡尔 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 锡伯 普米族 塔吉克族 塔吉克 怒族 鄂温克族 " +
	"鄂温克 德昂族 保安族 裕固族 独龙族 鄂伦春族 各族")

// short returns what a division is called without its kind and the peoples of an autonomous one; "" when that is none of
// two characters.
func short(name string) string {
	for _, end := range noShort {
		if strings.HasSuffix(name, end) {
			return ""
		}
	}
	brief, autonomous := name, strings.Contains(name, "自治")
	for _, kind := range kinds {
		if cut, found := strings.CutSuffix(name, kind); found {
			brief = cut
			break
		}
	}
	for again := autonomous; again; {
		again = false
		for _, people := range peoples {
			if cut, found := strings.CutSuffix(brief, people); found && utf8.RuneCountInString(cut) > 1 {
				brief, again = cut, true
				break
			}
		}
	}
	if brief == name || utf8.RuneCountInString(brief) < 2 || strings.HasPrefix(brief, "市") {
		return ""
	}
	return brief
}

// ambiguous are countries whose English names people bear: behind a comma they may be a person's.
var ambiguous = []string{"Chad", "Georgia", "Israel", "Jordan"}

func countries() string {
	names := map[string]bool{}
	for a := 'A'; a <= 'Z'; a++ {
		for z := 'A'; z <= 'Z'; z++ {
			region, err := language.ParseRegion(string(a) + string(z))
			if err != nil || !region.IsCountry() || region.Canonicalize() != region {
				continue
			}
			for _, in := range []display.Namer{display.Regions(language.English), display.Regions(language.SimplifiedChinese), display.Regions(language.TraditionalChinese)} {
				if name := in.Name(region); name != "" && !slices.Contains(ambiguous, name) {
					names[name] = true
				}
			}
		}
	}
	return "# The countries' names in English and Chinese, from CLDR. Written by scripts/divisions.sh.\n" + strings.Join(sorted(names), "\n") + "\n"
}
