package models_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/guanxi-crm/guanxi/models"
)

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"northwind.example":                      "northwind.example",
		"www.northwind.example":                  "northwind.example",
		"HTTPS://WWW.Northwind.Example/":         "northwind.example",
		"http://northwind.example:8080/a?b=c#d":  "northwind.example",
		"https://alice:secret@northwind.example": "northwind.example",
		"northwind.example.":                     "northwind.example",
		" northwind.example/about us ":           "northwind.example",
		"ｎｏｒｔｈｗｉｎｄ．ｅｘａｍｐｌｅ":                      "northwind.example",
		"shop.northwind.example":                 "shop.northwind.example", // another one
		"https://www.bücher.example":             "bücher.example",
		"星河科技.中国":                                "星河科技.中国",
		"https://xn--bcher-kva.example":          "bücher.example",
		"north\u200bwind.example":                "northwind.example",
		"http://localhost/":                      "",
		"星河科技。中国":                                "星河科技.中国", // the full stop of Chinese typing is one
		"www.cn":                                 "www.cn",
		"192.0.2.7":                              "192.0.2.7",
		"":                                       "",
		"none":                                   "",
		"暂无":                                     "",
		"no website yet":                         "",
		"mailto:alice@example.com":               "",
		"ftp://northwind.example":                "",
		"javascript:alert(1)":                    "",
		"https://":                               "",
		"https://.example":                       "",
		"http://-northwind.example":              "",
		"http://north wind.example":              "",
		"a!b.example":                            "", // as of an email
		strings.Repeat("a", 64) + ".example":     "",
		strings.Repeat(strings.Repeat("a", 60)+".", 5) + "x": "",
	} {
		if got := models.Host(address); got != want {
			t.Errorf("the host of %q is %q, want %q", address, got, want)
		}
	}
}

// On a platform that many share it is the page that counts, and a host of one's own is that of its owner.
func TestSiteKey(t *testing.T) {
	for address, want := range map[string]string{
		"https://www.Northwind.example/about": "northwind.example", "shop.northwind.example": "shop.northwind.example", "": "", "none": "",
		"https://www.facebook.com/Northwind/": "facebook.com/northwind", "m.facebook.com/northwind?ref=x": "facebook.com/northwind",
		"facebook.com/pages/Northwind/123": "facebook.com/northwind", "https://facebook.com": "", "facebook.com/profile.php?id=1": "",
		"linkedin.com/company/northwind-traders/about": "linkedin.com/northwind-traders", "https://de.linkedin.com/company/northwind-traders": "linkedin.com/northwind-traders",
		"https://xinghe.tmall.com/shop/view_shop.htm": "xinghe.tmall.com", "https://detail.tmall.com/item.htm?id=1": "", "https://shop12345.taobao.com/": "shop12345.taobao.com",
		"https://xinghe.1688.com/page/index.html": "xinghe.1688.com", "https://www.xiaohongshu.com/user/profile/5ff0": "xiaohongshu.com/5ff0",
		"https://www.douyin.com/user/MS4wLjAB": "douyin.com/ms4wljab", "instagram.com/northwind": "instagram.com/northwind", "https://www.tiktok.com/@northwind": "tiktok.com/northwind",
		"https://northwind.blogspot.com/2026/": "northwind.blogspot.com", "https://notfacebook.com/x": "notfacebook.com", "https://mp.weixin.qq.com/s/abc": "mp.weixin.qq.com/abc",
		"https://qq.com/x": "qq.com",
	} {
		if got := models.SiteKey(address); got != want {
			t.Errorf("%q is compared by %q, want %q", address, got, want)
		}
	}
	if got := models.SiteKey("facebook.com/" + strings.Repeat("字", 300)); utf8.RuneCountInString(got) > 253 || !strings.HasPrefix(got, "facebook.com/字") {
		t.Errorf("a long page is compared by %q", got)
	}
}
