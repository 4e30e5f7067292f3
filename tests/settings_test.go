package tests

import (
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// A damaged list of sensitive words is told of at the start, to who asks for it and to who writes a text that it would be
// compared with. It is not overwritten, and everything else goes on; once it is mended, it is in force.
func TestADamagedListOfWordsIsToldOf(t *testing.T) {
	eachUnstarted(t, func(t *testing.T, w *world) {
		const damaged = `{"added":["Kickback"`
		w.log = &lockedLog{}
		w.start().stop()
		w.setting("sensitive_words", damaged)
		w.start()
		if said := w.log.String(); !strings.Contains(said, "the setting sensitive_words in the database is damaged") {
			t.Errorf("the start says nothing of it:\n%s", said)
		}
		alice, wang := w.admin("sales"), w.User("wangwei").In("销售")
		alice.Command("/crm words").Ephemeral("tell your administrator the reference")
		alice.Fresh().Command("/crm words add Bribe").Ephemeral("tell your administrator the reference")
		alice.Command("/crm new Northwind phone=123-456-7890 !").Ephemeral("C001")
		wang.Command("/crm 新建 北风 备注=喜欢茶 !").Modal().Expect("备注暂时无法保存：用于检查的敏感词表已损坏").Close()
		alice.Command("/crm log C001 met").Modal().Expect("can't be saved now: the list of sensitive words").Close()
		if kept := w.setting("sensitive_words", ""); kept != damaged {
			t.Errorf("the setting was changed to %q", kept)
		}
		w.setting("sensitive_words", damaged+"]}")
		alice.Fresh().Command("/crm words").Ephemeral("Kickback")
		alice.Command("/crm log C001 a kickback").Modal().Expect("kickback").Close()
	})
}

// setting writes a setting past the program, where one is given, and returns what stood there before.
func (w *world) setting(name, value string) (before string) {
	w.t.Helper()
	st := storetest.Open(w.t, w.db, store.WithVault(w.vault(), true))
	defer st.Close()
	before, err := st.Setting(w.t.Context(), name)
	if err == nil && value != "" {
		err = st.Tx(w.t.Context(), func(tx *store.Tx) error {
			if err := tx.LockSettings(w.t.Context()); err != nil {
				return err
			}
			return tx.SaveSetting(w.t.Context(), name, value)
		})
	}
	if err != nil {
		w.t.Fatal(err)
	}
	return before
}
