package store

import "testing"

// Names that sound alike may be one, few others are taken for it.
func TestNamesThatSoundAlike(t *testing.T) {
	for _, try := range []struct {
		first, second string
		alike         bool
	}{
		{"张伟科技", "章伟科技", true},
		{"张伟科技有限公司", "章伟科技（集团）股份有限公司", true},
		{"張偉科技", "章伟科技", true},
		{"张伟", "Zhang Wei", true},
		{"张伟", "ZHANGWEI", true},
		{"吕布贸易", "Lyu Bu Mao Yi", true},
		{"绿源贸易", "lv yuan maoyi", true},
		{"北京科技", "Beijing Keji Ltd", true},
		{"曾国藩", "Zeng Guo Fan", true},
		{"单田芳", "Shan Tianfang", true},
		{"欧阳修", "Ouyang Xiu", true},
		{"重庆星河", "重庆星和", true},
		{"3M中国贸易", "3M中国茂易", true},

		{"张伟科技", "张伟科技有限公司", false},    // the same name, which is found as that
		{"张伟", "章伟", false},            // two people of the same sound
		{"张伟", "Zhang Wei Ltd.", true}, // but for its form it is the same
		{"张伟科技", "Zhang Wei", false},
		{"张伟科技", "章威客机", false}, // nothing is the same but the sound
		{"Lina", "Li Na", false},
		{"Anna", "安娜", true}, // an na
		{"Contoso", "康拓索", false},
		{"Northwind", "Nordwind", false},
		{"李娜", "Lina", true},
		{"安", "An", false},
		{"", "", false},
	} {
		for _, pair := range [][2]string{{try.first, try.second}, {try.second, try.first}} {
			if got := SoundAlike(pair[0], pair[1]); got != try.alike {
				t.Errorf("%q and %q: %t; %q, %q", pair[0], pair[1], got, soundKey(pair[0]), soundKey(pair[1]))
			}
		}
	}
}
