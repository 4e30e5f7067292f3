package models

import (
	_ "embed"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/guanxi-crm/guanxi/models/key"
)

// Host returns the name of the computer that a web address leads to: lower case, without www, port and path, so that
// https://www.Northwind.example/shop and northwind.example are the same. It is "" for a text that is no web address: one without a
// dotted name, or with a scheme that isn't the web's.
func Host(address string) string {
	_, host := webAddress(address)
	return host
}

// webAddress takes a web address apart; the host is as Host returns it.
func webAddress(address string) (parsed *url.URL, host string) {
	text := strings.TrimSpace(key.Visible(address))
	if !strings.Contains(text, "://") {
		if strings.Contains(text, "@") { // an email address
			return nil, ""
		}
		text = "http://" + text
	}
	parsed, err := url.Parse(text)
	if err != nil || parsed.Scheme != "http" && parsed.Scheme != "https" {
		return nil, ""
	}
	host = strings.ToLower(strings.ReplaceAll(parsed.Hostname(), "。", ".")) // as it is typed in Chinese
	host = strings.TrimSuffix(host, ".")
	if bare := strings.TrimPrefix(host, "www."); strings.Contains(bare, ".") {
		host = bare
	}
	if !isDomain(host) {
		return nil, ""
	}
	if plain, err := networkDomains.ToUnicode(host); err == nil { // xn-- and what it stands for are one
		host = plain
	}
	return parsed, host
}

// platformList are the platforms on which many companies have their pages, with what stands before a page's name.
//
//go:embed platforms.txt
var platformList string

// platforms are, by host, the parts of a path that are no page's name.
var platforms = sync.OnceValue(func() map[string][]string {
	list := map[string][]string{}
	for line := range strings.Lines(platformList) {
		if words := strings.Fields(line); len(words) > 0 && !strings.HasPrefix(words[0], "#") {
			list[words[0]] = words[1:]
		}
	}
	return list
})

// commonHosts are names under a platform's host that are nobody's own.
var commonHosts = []string{"www", "m", "mobile", "shop", "store", "item", "detail", "list", "s", "mall", "pages", "business", "web", "h5", "en", "cn", "zh", "de", "uk"}

// maxSiteKey is how long the column is, in characters.
const maxSiteKey = 253

// SiteKey returns what websites are compared by: the host, and on a platform that many share (platforms.txt) the page or the shop:
// facebook.com/northwind, linkedin.com/northwind, northwind.tmall.com. It is "" for a platform alone, which is nobody's, and for
// what is no web address.
func SiteKey(address string) string {
	parsed, host := webAddress(address)
	if host == "" {
		return ""
	}
	platform, own := host, ""
	pages := platforms()
	before, known := pages[platform]
	for !known && strings.Contains(platform, ".") {
		var label string
		label, platform, _ = strings.Cut(platform, ".")
		own = label
		before, known = pages[platform]
	}
	switch {
	case !known, own != "" && !slices.Contains(commonHosts, own):
		return host
	}
	for part := range strings.SplitSeq(strings.ToLower(parsed.Path), "/") {
		part = strings.TrimPrefix(part, "@")
		if part != "" && !slices.Contains(before, part) {
			return Shorten(platform+"/"+part, maxSiteKey)
		}
	}
	return ""
}
