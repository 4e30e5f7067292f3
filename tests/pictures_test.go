package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/sandbox/sandboxtest"
)

// kindsOf are the types of a message's blocks.
func kindsOf(m *sandboxtest.Message) map[string]bool {
	kinds := map[string]bool{}
	for _, block := range m.Blocks {
		kinds[block.Text("type")] = true
	}
	return kinds
}

// refusals is how many messages that were to be posted were refused with an error.
func (w *world) refusals(code string) (count int) {
	w.t.Helper()
	for _, entry := range w.Log() {
		if entry.Name == "chat.postMessage" && strings.Contains(entry.Response, code) {
			count++
		}
	}
	return count
}

// A workspace that doesn't know Slack's charts gets pictures in their place, in answers and in what is shared; the bot remembers it, so that the
// second message isn't refused first. Without the right to upload, the figures alone.
func TestChartsBecomePicturesWhereTheyAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		alice := w.User("alice")
		sales := alice.In("sales")
		sales.Command("/crm new Northwind !").Ephemeral("C001")
		sales.Command("/crm deal C001 Licences amount:5k !").Ephemeral("D001")
		if kinds := kindsOf(sales.Command("/crm pipeline").Ephemeral("Licences")); !kinds["data_visualization"] {
			t.Fatalf("the board has no chart: %v", kinds)
		}
		w.Faults().WithoutBlock("data_visualization")
		shown := sales.Command("/crm pipeline").Ephemeral("Licences")
		if kinds := kindsOf(shown); kinds["data_visualization"] || !kinds["image"] {
			t.Errorf("the board without charts has %v", kinds)
		}
		for _, block := range shown.Blocks {
			if block.Text("type") == "image" && block.Text("alt_text") == "" {
				t.Error("the picture has no text")
			}
		}
		refused := w.refusals("invalid_blocks")
		sales.Command("/crm pipeline share")
		if kinds := kindsOf(sales.ExpectMessage("Licences")); !kinds["image"] {
			t.Errorf("the shared board has %v", kinds)
		}
		if again := w.refusals("invalid_blocks"); again != refused {
			t.Errorf("charts were sent again: %d refusals, %d before", again, refused)
		}
		w.Faults().Refuse("files.getUploadURLExternal", "missing_scope", -1)
		if kinds := kindsOf(sales.Command("/crm pipeline").Ephemeral("Licences")); kinds["data_visualization"] || kinds["image"] {
			t.Errorf("the board without pictures has %v", kinds)
		}
	})
}
