package page

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
)

// trafficShown is how many of the latest entries the inspector draws.
const trafficShown = 80

// traffic is the inspector: what went between the workspace and the app, newest first, of one kind and with a text
// in it when these are given.
func (l look) traffic(kind, filter string) string {
	entries := l.page.sandbox.Log(0)
	slices.Reverse(entries)
	filter = strings.ToLower(strings.TrimSpace(filter))
	var b strings.Builder
	shown := 0
	for _, e := range entries {
		if kind != "" && e.Kind != kind || filter != "" && !mentions(e, filter) {
			continue
		}
		if shown++; shown > trafficShown {
			break
		}
		b.WriteString(l.entry(e))
	}
	if shown == 0 {
		return `<p class="quiet">` + esc(l.words.NoTraffic) + `</p>`
	}
	return b.String()
}

func mentions(e traffic.Entry, filter string) bool {
	for _, text := range []string{e.Name, e.EnvelopeID, e.Error, e.Request, e.Response} {
		if strings.Contains(strings.ToLower(text), filter) {
			return true
		}
	}
	return false
}

func (l look) entry(e traffic.Entry) string {
	failed := ""
	if e.Error != "" || e.Status >= 400 || strings.HasPrefix(e.Response, `{"error"`) || strings.Contains(e.Response, `"ok":false`) {
		failed = " failed"
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<details class="entry %s%s" data-seq="%d"><summary><span class="kind">%s</span> <b>%s</b> <small>%s`,
		esc(e.Kind), failed, e.Seq, esc(cmp.Or(l.words.kinds[e.Kind], e.Kind)), esc(e.Name), e.At.In(l.zone).Format("15:04:05"))
	if e.LatencyMS > 0 {
		fmt.Fprintf(&b, ` · %.1f ms`, e.LatencyMS)
	}
	if e.Retry > 0 {
		fmt.Fprintf(&b, ` · ↻ %d`, e.Retry)
	}
	b.WriteString(`</small></summary>`)
	if e.Error != "" {
		b.WriteString(`<p class="error">` + esc(e.Error) + `</p>`)
	}
	for _, part := range []choice{{l.words.Asked, e.Request}, {l.words.Answered, e.Response}} {
		if part.Does != "" && part.Says != "" {
			b.WriteString(`<h4>` + esc(part.Does) + `</h4><pre>` + esc(clipped(readable(part.Says))) + `</pre>`)
		}
	}
	return b.String() + `</details>`
}

// readable is JSON with its lines and indents; what is none stays as it is.
func readable(body string) string {
	var out bytes.Buffer
	if json.Indent(&out, []byte(body), "", "  ") != nil {
		return body
	}
	return out.String()
}

// bodyShown is how many bytes of a body are drawn: the screen is sent anew with each change.
const bodyShown = 6000

func clipped(text string) string {
	if len(text) <= bodyShown {
		return text
	}
	return strings.ToValidUTF8(text[:bodyShown], "") + " …"
}

// faults are the troubles that wait to strike and those that have.
func (l look) faults() string {
	var b strings.Builder
	for _, fault := range l.page.sandbox.Faults() {
		what := fault.Method
		for _, call := range l.words.Calls {
			if call.Does == fault.Method {
				what = call.Says
			}
		}
		fmt.Fprintf(&b, `<p>%s: <strong>%s</strong> <small>%s %d / %s</small></p>`, esc(what), esc(l.faultName(fault)), esc(l.words.Struck), fault.Done, times(fault.Times))
	}
	return cmp.Or(b.String(), `<p>`+esc(l.words.NoTroubles)+`</p>`)
}

func times(n int) string {
	if n < 0 {
		return "∞"
	}
	return strconv.Itoa(n)
}

// faultName is a fault in the words of the button that puts it in, or its bare facts.
func (l look) faultName(fault sandbox.Fault) string {
	for _, offered := range l.words.CallAs {
		var same sandbox.Fault
		if json.Unmarshal([]byte(offered.Does), &same) == nil && same.Status == fault.Status && same.Drop == fault.Drop && same.DelayMS == fault.DelayMS && same.Error == fault.Error {
			return offered.Says
		}
	}
	return strings.TrimSpace(fmt.Sprintf("%s %s %d", fault.Error, fault.Drop, fault.Status))
}
