package store

import (
	"slices"
	"strings"
	"testing"

	"github.com/mozillazg/go-pinyin"
)

// Names are sorted in one alphabet: Chinese by its pinyin and tone, those of one surname together, everything else without
// accents, case and width.
func TestNamesAreSortedByPinyin(t *testing.T) {
	want := []string{
		"!!!", "3M", "7-Eleven", "阿里巴巴", "Acme", "“北京”科技", "北京星河", "Beta", "Émile", "Erik", "华为", "華為技術", "Huber", "陆家嘴", "律师楼", "尉迟商贸", "ＹＵＭ", "Zenith", "张三", "張四", "章一",
	}
	names := slices.Clone(want)
	slices.Reverse(names)
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(sortKey(a), sortKey(b)) })
	if !slices.Equal(names, want) {
		for _, name := range names {
			t.Logf("%s: %s", name, sortKey(name))
		}
		t.Errorf("sorted %q, want %q", names, want)
	}
}

// What the dictionary has is spelt as the package spells it, which takes many times as long.
func TestReadingsAreSpeltAsThePackageDoes(t *testing.T) {
	toned := pinyin.NewArgs()
	toned.Style, toned.Heteronym = pinyin.Tone3, true
	for letter, readings := range pinyin.PinyinDict {
		if letter%7 != 0 && !strings.ContainsAny(readings, "üǘǚǜńňǹḿê\u0300\u0304\u030c") {
			continue // a part of the ordinary ones is enough
		}
		var plain, numbered []string
		for reading := range strings.SplitSeq(readings, ",") {
			letters, tone := spell(reading)
			plain, numbered = append(plain, letters), append(numbered, letters+tone)
		}
		if want := pinyin.SinglePinyin(rune(letter), pinyin.NewArgs()); !slices.Equal(plain[:1], want) {
			t.Errorf("%c is spelt %q, want %q", letter, plain[:1], want)
		}
		if want := pinyin.SinglePinyin(rune(letter), toned); !slices.Equal(distinct(numbered), want) {
			t.Errorf("%c is spelt with tones %q, want %q", letter, numbered, want)
		}
	}
}
