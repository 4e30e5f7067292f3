package commands

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	names := strings.Fields("new 新建 add show 显示 edit 编辑 find 查找 搜索 list status log follow due history undo report settings role words channel field privacy help ?")
	for word, want := range map[string]string{"fnd": "find", "shwo": "show", "nwe": "new", "repot": "report", "editt": "edit", "查找吧": "查找", "folow": "follow"} {
		if near := nearest(word, names); len(near) == 0 || near[0] != want {
			t.Errorf("%q: near are %v, want %s first", word, near, want)
		}
	}
	if near := nearest("xyzzy", names); len(near) != 0 {
		t.Errorf("xyzzy is near %v", near)
	}
}
