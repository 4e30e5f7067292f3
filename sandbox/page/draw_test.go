package page_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/page"
)

// screenOf is the pieces the page draws for a person.
func screenOf(t testing.TB, url, query string) map[string]string {
	t.Helper()
	response, err := http.Get(url + "/page/screen?" + query)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var screen struct{ Pieces map[string]string }
	if err := json.NewDecoder(response.Body).Decode(&screen); err != nil {
		t.Fatal(err)
	}
	return screen.Pieces
}

func TestEveryBlockIsDrawn(t *testing.T) {
	w, url := site(t)
	start(t, w)
	sales := w.User("alice").In("sales")
	sales.Command("/show")
	sales.ExpectMessage("things")
	drawn := screenOf(t, url, "user=U0ALICE&channel=C0SALES")["messages"]
	for _, part := range []string{
		"<h3>Things 🎉</h3>", "<strong>bold</strong>", "<em>it</em>", "<s>gone</s>", "<code>code</code>", `href="https://x.example"`, "<blockquote> quoted :no_such_emoji:</blockquote>",
		"&lt;b&gt;one&lt;/b&gt;", "&lt;two&gt;", `role="menuitem"`, "Drop it", "data-confirm=", `<optgroup label="Group">`, `value="2026-12-01"`, `<input type="checkbox"`,
		"<strong>rich</strong>", "@Bob Keller", "🚀", "<ol", "<h4>Heading</h4>", `<td class="right">12</td>`, "<rect", `class="area`, `class="block carousel"`, "In a card",
		"<details open>", `class="cell `, "✓", `data-value="positive"`, "a film", `alt="picture"`,
	} {
		if !strings.Contains(drawn, part) {
			t.Errorf("no %s in the drawing", part)
		}
	}
	for _, part := range []string{"javascript:", "<b>", "unknown", "%!"} {
		if strings.Contains(drawn, part) {
			t.Errorf("%s in the drawing", part)
		}
	}
	if chinese := screenOf(t, url, "user=U0LINA&channel=C0SALES")["messages"]; !strings.Contains(chinese, "添加表情") || strings.Contains(chinese, "Add a reaction") {
		t.Error("the page does not speak the reader's language")
	}
}

func TestAnAppThatIsNotThere(t *testing.T) {
	w, url := site(t)
	pieces := screenOf(t, url, "user=U0ALICE&channel=C0SALES")
	for _, part := range []string{w.AppToken(), w.BotToken(), "/api/", "not connected"} {
		if !strings.Contains(pieces["messages"]+pieces["status"], part) {
			t.Errorf("no %s in what helps a newcomer on", part)
		}
	}
}

// Files are for those who may see them, and run nothing.
func TestFilesOfThePage(t *testing.T) {
	w, url := site(t)
	start(t, w)
	evil := w.User("alice").In("board").Upload("evil.html", []byte("<script>alert(1)</script>"), "")
	id := w.User("alice").In("board").ExpectMessage(evil.Text).Files[0].Text("id")
	for user, status := range map[string]int{"U0ALICE": 200, "U0BOB": 200, "U0LINA": 404, "": 404} {
		response, err := http.Get(fmt.Sprintf("%s/page/files/%s?user=%s", url, id, user))
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		if response.StatusCode != status {
			t.Errorf("%s: %s", user, response.Status)
		}
		if status == 200 && (!strings.HasPrefix(response.Header.Get("Content-Disposition"), "attachment") || !strings.HasPrefix(response.Header.Get("Content-Security-Policy"), "sandbox")) {
			t.Errorf("headers %v", response.Header)
		}
	}
}

func TestOtherSitesMoveNoClock(t *testing.T) {
	_, url := site(t)
	request, err := http.NewRequest(http.MethodPost, url+"/page/clock?to=hour", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Origin", "https://evil.example")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != http.StatusForbidden || response.Header.Get("X-Frame-Options") != "" {
		t.Errorf("got %s", response.Status)
	}
}

// Whatever is said, it is drawn as text: no tag of a stranger's, no address that runs.
func FuzzWhatIsSaidIsText(f *testing.F) {
	for _, seed := range []string{
		`<img src=x onerror=alert(1)>`, "`<b>`", "<javascript:alert(1)|x>", "<https://x\"onclick=\"y|z>", "*<i>*", "```<script>```", "&lt;script&gt;", "<!date^1^{date}|<b>>", ":+1:<s>", "\x000\x00", "<https://x|\x001\x00>",
	} {
		f.Add(seed)
	}
	server := sandbox.New(sandbox.Options{RateLimits: sandbox.RateLimits{Off: true}, KeptMessages: 100})
	handler := page.New(server)
	allowed := []string{"<article", "<span", "<button", "<div", "<header", "<strong", "<small", "<time", "<code", "<pre", "<em", "<s>", "<a ", "<br", "<blockquote", "<p", "<ul", "<ol", "<li", "<h", "<table", "<d", "</"}
	f.Fuzz(func(t *testing.T, said string) {
		server.Reset()
		quoted, _ := json.Marshal(said)
		for _, body := range []string{
			fmt.Sprintf(`{"channel":"C0SALES","text":%s}`, quoted),
			fmt.Sprintf(`{"channel":"C0SALES","text":"x","blocks":[{"type":"markdown","text":%s}]}`, quoted),
		} {
			request, _ := http.NewRequest(http.MethodPost, "http://sandbox/api/chat.postMessage", strings.NewReader(body))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("Authorization", "Bearer "+server.App().BotToken)
			server.Handler().ServeHTTP(&recorder{header: http.Header{}}, request)
		}
		request, _ := http.NewRequest(http.MethodGet, "http://sandbox/page/screen?user=U0ALICE&channel=C0SALES", nil)
		answer := &recorder{header: http.Header{}}
		handler.ServeHTTP(answer, request)
		var screen struct{ Pieces map[string]string }
		if err := json.Unmarshal([]byte(answer.body.String()), &screen); err != nil {
			t.Fatal(err)
		}
		drawn := screen.Pieces["messages"]
		for i := range drawn {
			if drawn[i] != '<' {
				continue
			}
			fits := false
			for _, tag := range allowed {
				fits = fits || strings.HasPrefix(drawn[i:], tag)
			}
			if !fits {
				t.Fatalf("%q draws %q", said, drawn[i:min(len(drawn), i+40)])
			}
		}
		for _, bad := range []string{`href="javascript`, " onerror=", " onclick="} {
			if tags := outsideText(drawn); strings.Contains(tags, bad) {
				t.Fatalf("%q draws %s", said, tags)
			}
		}
	})
}

var attributeValue = regexp.MustCompile(`"[^"]*"`)

// outsideText keeps the tags of a drawing, the values of their attributes emptied unless they begin an address that runs.
func outsideText(drawn string) string {
	return attributeValue.ReplaceAllStringFunc(strings.Join(regexp.MustCompile(`<[^>]*>`).FindAllString(drawn, -1), ""), func(v string) string {
		if strings.HasPrefix(v, `"javascript`) {
			return v
		}
		return `""`
	})
}

type recorder struct {
	header http.Header
	status int
	body   strings.Builder
}

func (r *recorder) Header() http.Header         { return r.header }
func (r *recorder) WriteHeader(status int)      { r.status = status }
func (r *recorder) Write(p []byte) (int, error) { return r.body.Write(p) }

// BenchmarkScreen draws a channel that remembers ten thousand messages: the page asks for it with each change.
func BenchmarkScreen(b *testing.B) {
	server := sandbox.New(sandbox.Options{})
	for range 10_000 {
		if _, err := server.Workspace().Post(sandbox.Message{Channel: "C0SALES", User: "U0ALICE", Text: "*hello* <@U0BOB>"}); err != nil {
			b.Fatal(err)
		}
	}
	handler := page.New(server)
	request, _ := http.NewRequest(http.MethodGet, "http://sandbox/page/screen?user=U0ALICE&channel=C0SALES", nil)
	for b.Loop() {
		handler.ServeHTTP(&recorder{header: http.Header{}}, request)
	}
}
