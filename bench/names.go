package main

import (
	"slices"
	"strings"
)

// Names for as many customers as one likes, none of them a copy of another, and all with the letters of real ones: most
// Chinese with a city, a brand and a trade, others English, with words that were made up.

const (
	manyCities  = "北京上海广州深圳成都杭州南京苏州武汉西安重庆天津青岛大连宁波厦门长沙郑州济南合肥福州昆明沈阳南宁太原贵阳"
	manyBrands  = "华宏泰瑞鑫云海恒达星智远航金玉明德信诚佳美康宁丰润博雅卓越万通顺和利源盛世嘉禾东方凯旋百川千里青松白鹭紫光蓝天鼎新立业同创联合飞跃正大中天国安民生春晖秋实冬阳夏荷山水林木石桥江河湖港龙凤虎鹏麒麟梅兰竹菊仁义礼智"
	manyEndings = "有限公司|股份有限公司|集团有限公司|有限责任公司|商行|工作室"
	manyTrades  = "科技|贸易|物流|教育|医疗|机械|电子|食品|服饰|建材|传媒|环保|能源|软件|旅游|化工|农业|设计|咨询|家居"
	syllables   = "bar bel cor dan dor el fan gar hal in jor kal lan mar nor or pel quin ral san tal ur val wen yor zan bri cla dro fle gri"
	manyWords   = "Trading Logistics Software Foods Partners Industries Systems Textiles Motors Media Health Energy Supply Design Labs Works"
	manyForms   = "Ltd|LLC|Inc|GmbH|Pte Ltd|Co., Ltd|Group"
)

var (
	cityNames    = pairs(manyCities)
	brandLetters = once([]rune(manyBrands))
	tradeNames   = strings.Split(manyTrades, "|")
	endings      = strings.Split(manyEndings, "|")
	sounds       = strings.Fields(syllables)
	lineNames    = strings.Fields(manyWords)
	formNames    = strings.Split(manyForms, "|")
)

// once leaves out letters that were there before.
func once(letters []rune) (list []rune) {
	for _, r := range letters {
		if !slices.Contains(list, r) {
			list = append(list, r)
		}
	}
	return list
}

func pairs(text string) (list []string) {
	letters := []rune(text)
	for i := 0; i+1 < len(letters); i += 2 {
		list = append(list, string(letters[i:i+2]))
	}
	return list
}

// draw takes one of n off a number, which says less then.
type draw uint64

func (d *draw) of(n int) int {
	taken := uint64(*d) % uint64(n) //nolint:gosec // n is the length of a list
	*d /= draw(n)                   //nolint:gosec // likewise
	return int(taken)               //nolint:gosec // below n
}

// scatter is another number for each number: neighbours have nothing in common.
func scatter(i int) draw {
	x := uint64(i) + 0x9e3779b97f4a7c15 //nolint:gosec // never negative
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return draw(x ^ x>>31)
}

// manyName is the i-th of as many names as one likes. Its brand is the number itself, written in other digits: so no two are
// the same.
func manyName(i int) string {
	d := scatter(i)
	if d.of(5) == 4 {
		made := ""
		for n := shuffled(i, len(sounds), 4); n > 0 || len(made) < 6; n /= len(sounds) {
			made += sounds[n%len(sounds)]
		}
		return strings.ToUpper(made[:1]) + made[1:] + " " + lineNames[d.of(len(lineNames))] + " " + formNames[d.of(len(formNames))]
	}
	brand := ""
	for n := shuffled(i, len(brandLetters), 3); n > 0 || brand == ""; n /= len(brandLetters) {
		brand += string(brandLetters[n%len(brandLetters)])
	}
	return cityNames[d.of(len(cityNames))] + brand + tradeNames[d.of(len(tradeNames))] + endings[d.of(len(endings))]
}

// shuffled is another number of as many digits for each number of so many digits.
func shuffled(i, base, digits int) int {
	all := 1
	for range digits {
		all *= base
	}
	return i/all*all + i%all*1000003%all // a prime, which is none of a base's
}
