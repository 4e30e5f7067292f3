package sandbox

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
)

// LocalOnly serves those who have called the server by a name of this machine: a page of the web that has its own name
// resolve to this machine (DNS rebinding) may neither read nor act. listen is the address that the server was told to
// listen on, as net.Listen takes it: a name or an address in it is taken, besides localhost and every loopback address;
// where it names none (":8065", "0.0.0.0:8065", "[::]:8065") every literal address is, since a page can't have one that
// isn't its own.
func LocalOnly(listen string, next http.Handler) http.Handler {
	told, _, err := net.SplitHostPort(listen)
	if err != nil {
		told = listen
	}
	told = canonicalHost(told)
	address, err := netip.ParseAddr(told)
	anywhere := told == "" || err == nil && address.IsUnspecified()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !localHost(r.Host, told, anywhere) {
			http.Error(w, "called by a name that is none of this machine's: use its address", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ownSite refuses what pages of other sites would do.
func ownSite(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !SameSite(r) {
			http.Error(w, "a page of another site may not act here", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// localHost tells whether a request's Host is one of this machine, or the one that the server was told.
func localHost(host, told string, anywhere bool) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = canonicalHost(host)
	if host == "" {
		return false
	}
	if host == "localhost" || host == told {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && (anywhere || address.Unmap().IsLoopback())
}

func canonicalHost(host string) string {
	host = strings.TrimSuffix(strings.ToLower(host), ".")
	return strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
}

// SameSite tells whether a request comes from a program or from a page of this server itself, as browsers say: by
// Sec-Fetch-Site, and by Origin.
// https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
func SameSite(r *http.Request) bool {
	switch r.Header.Get("Sec-Fetch-Site") {
	case "", "same-origin", "none":
	default:
		return false
	}
	origin := r.Header.Get("Origin")
	parsed, err := url.Parse(origin)
	return origin == "" || err == nil && parsed.Host == r.Host
}
