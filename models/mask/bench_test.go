package mask_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/models/mask"
)

func BenchmarkMasks(b *testing.B) {
	for b.Loop() {
		mask.Name("采购经理 Tony 陈小明、阿依古丽·买买提")
		mask.Address("广东省深圳市南山区科技园幸福路18号菜市场对面501")
		mask.Address("Room 501, Building 8, Nanshan District, Shenzhen, Guangdong, China")
	}
}
