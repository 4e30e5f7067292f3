package models_test

import (
	"strings"
	"testing"

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
		strings.Repeat("a", 64) + ".example":     "",
		strings.Repeat(strings.Repeat("a", 60)+".", 5) + "x": "",
	} {
		if got := models.Host(address); got != want {
			t.Errorf("the host of %q is %q, want %q", address, got, want)
		}
	}
}
