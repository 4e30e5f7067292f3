package store

import (
	"slices"
	"strings"
	"testing"
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
