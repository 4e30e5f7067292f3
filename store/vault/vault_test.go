package vault_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	"github.com/guanxi-crm/guanxi/store/vault"
)

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

// What was sealed is opened by the same keys for the same record, also after they were written down and read again.
func TestSealAndOpen(t *testing.T) {
	keys := must(vault.New())
	again := must(vault.Parse("\n " + must(keys.Text()) + "\n"))
	rapid.Check(t, func(r *rapid.T) {
		plain, about := rapid.SliceOf(rapid.Byte()).Draw(r, "plain"), rapid.String().Draw(r, "about")
		sealed := must(keys.Seal(plain, about))
		opened, err := again.Open(sealed, about)
		if err != nil || string(opened) != string(plain) {
			t.Fatalf("opened %q, %v, want %q", opened, err, plain)
		}
		if other := must(keys.Seal(plain, about)); other == sealed {
			t.Fatal("the same text is sealed the same way twice")
		}
		if id := vault.KeyOf(sealed); id != keys.Primary() {
			t.Fatalf("sealed with %q, the primary key is %q", id, keys.Primary())
		}
		if _, err := keys.Open(sealed, about+"x"); !errors.Is(err, vault.ErrForged) {
			t.Fatalf("opened for another record: %v", err)
		}
		if _, err := must(vault.New()).Open(sealed, about); !errors.Is(err, vault.ErrUnknownKey) {
			t.Fatalf("opened with other keys: %v", err)
		}
	})
}

// Whatever is changed or cut in a sealed text makes it unreadable, and nothing else happens.
func TestSealedTextsCantBeChanged(t *testing.T) {
	keys := must(vault.New())
	sealed := must(keys.Seal([]byte("13812345678"), "C001"))
	raw := must(base64.RawStdEncoding.DecodeString(sealed))
	for i := range raw {
		changed := append([]byte(nil), raw...)
		changed[i] ^= 0x40
		if _, err := keys.Open(base64.RawStdEncoding.EncodeToString(changed), "C001"); err == nil {
			t.Errorf("opened with byte %d changed", i)
		}
	}
	for n := range len(sealed) {
		if _, err := keys.Open(sealed[:n], "C001"); err == nil {
			t.Errorf("opened the first %d characters", n)
		}
	}
}

// A rotation seals with a new key, opens and finds what older ones sealed, and pruning ends that.
func TestRotation(t *testing.T) {
	first := must(vault.New())
	second := must(first.Rotate())
	old, fresh := must(first.Seal([]byte("x"), "")), must(second.Seal([]byte("x"), ""))
	if first.Primary() == second.Primary() || vault.KeyOf(fresh) != second.Primary() || len(second.IDs()) != 2 {
		t.Errorf("keys %v, then %v; sealed with %s", first.IDs(), second.IDs(), vault.KeyOf(fresh))
	}
	if _, err := second.Open(old, ""); err != nil {
		t.Errorf("after the rotation: %v", err)
	}
	if _, err := first.Open(fresh, ""); !errors.Is(err, vault.ErrUnknownKey) {
		t.Errorf("before the rotation: %v", err)
	}
	index, indexes := must(first.Index("phone", "1")), must(second.Indexes("phone", "1"))
	if len(indexes) != 2 || (indexes[0] != index && indexes[1] != index) {
		t.Errorf("%v does not find %v", indexes, index)
	}
	pruned := must(second.Prune())
	if _, err := pruned.Open(old, ""); !errors.Is(err, vault.ErrUnknownKey) {
		t.Errorf("after pruning: %v", err)
	}
	if plain, err := pruned.Open(fresh, ""); err != nil || string(plain) != "x" || len(pruned.IDs()) != 1 {
		t.Errorf("after pruning: %q, %v, keys %v", plain, err, pruned.IDs())
	}
	if !pruned.SameFamily(first) || first.SameFamily(must(vault.New())) {
		t.Error("families are mixed up")
	}
}

// Equal texts have equal indexes under one key, and no others have.
func TestIndexes(t *testing.T) {
	keys := must(vault.New())
	index := func(kind, text string) string { return must(keys.Index(kind, text)) }
	if index("phone", "") != "" || len(must(keys.Indexes("phone", ""))) != 0 {
		t.Error("nothing has an index")
	}
	rapid.Check(t, func(r *rapid.T) {
		kinds := rapid.SampledFrom([]string{"phone", "email", "contact"})
		a, b := rapid.StringN(1, 20, -1).Draw(r, "a"), rapid.StringN(1, 20, -1).Draw(r, "b")
		ka, kb := kinds.Draw(r, "kind of a"), kinds.Draw(r, "kind of b")
		if same := index(ka, a) == index(kb, b); same != (a == b && ka == kb) {
			t.Fatalf("%s %q and %s %q: same is %v", ka, a, kb, b, same)
		}
		if len(index(ka, a)) != 32 {
			t.Fatalf("index %q", index(ka, a))
		}
	})
}

func TestKeysStayOutOfLogs(t *testing.T) {
	keys := must(vault.New())
	text := must(keys.Text())
	for _, format := range []string{"%v", "%+v", "%#v", "%s", "%d"} {
		for part := range strings.SplitSeq(text, ".") {
			if shown := fmt.Sprintf(format, keys); part != "guanxi1" && strings.Contains(shown, part) {
				t.Errorf("%s shows %s", format, shown)
			}
		}
	}
}

// A process that runs follows what is done to the file, and keeps its keys when the file is taken away.
func TestFileIsFollowed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guanxi.key")
	mine, theirs := vault.File(path), vault.File(path)
	if _, err := mine.Keys(); !errors.Is(err, os.ErrNotExist) {
		t.Fatalf("keys of no file: %v", err)
	}
	if err := mine.Create(); err != nil {
		t.Fatal(err)
	}
	if err := theirs.Create(); !errors.Is(err, os.ErrExist) {
		t.Fatalf("made a second time: %v", err)
	}
	if info := must(os.Stat(path)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	before := must(mine.Keys())
	after := must(before.Rotate())
	if err := theirs.Replace(after); err != nil {
		t.Fatal(err)
	}
	if got := must(mine.Keys()).Primary(); got != after.Primary() {
		t.Errorf("goes on with key %s, want %s", got, after.Primary())
	}
	if plain, err := mine.Open(must(after.Seal([]byte("x"), "")), ""); err != nil || string(plain) != "x" {
		t.Errorf("%q, %v", plain, err)
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if got := must(mine.Keys()).Primary(); got != after.Primary() {
		t.Errorf("without the file it has key %s", got)
	}
	if err := vault.File(path).Create(); err != nil {
		t.Fatal(err)
	}
	if _, err := mine.Keys(); !errors.Is(err, vault.ErrOtherFamily) {
		t.Errorf("a file of other keys is taken for its own: %v", err)
	}
	if entries := must(os.ReadDir(filepath.Dir(path))); len(entries) != 1 {
		t.Errorf("files are left behind: %v", entries)
	}
}

// A file that changed while its size and time stayed is read again for a key that isn't known.
func TestFileChangedUnseen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guanxi.key")
	v := vault.File(path)
	if err := v.Create(); err != nil {
		t.Fatal(err)
	}
	first := must(v.Keys())
	a, b := must(first.Rotate()), must(first.Rotate()) // texts of one length
	when := must(os.Stat(path)).ModTime()
	for _, keys := range []*vault.Keys{a, b} {
		sealed := must(keys.Seal([]byte("x"), ""))
		if err := os.WriteFile(path, []byte(must(keys.Text())), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(path, when, when); err != nil {
			t.Fatal(err)
		}
		if _, err := v.Open(sealed, ""); err != nil {
			t.Errorf("%v", err)
		}
	}
}

// Many processes that start at once end up with one key.
func TestCreatedOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guanxi.key")
	var made sync.Map
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			v := vault.File(path)
			if err := v.Create(); err != nil && !errors.Is(err, os.ErrExist) {
				t.Error(err)
			}
			made.Store(i, must(v.Keys()).Primary())
		})
	}
	all.Wait()
	seen := map[any]bool{}
	made.Range(func(_, id any) bool { seen[id] = true; return true })
	if len(seen) != 1 {
		t.Errorf("%d keys", len(seen))
	}
}

func FuzzParse(f *testing.F) {
	text := must(must(vault.New()).Text())
	for _, seed := range []string{"", text, text[:len(text)-1], text[1:], "guanxi1...", "guanxi1.aabbccddeeff.AAAA.AAAA", strings.ToUpper(text)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, given string) {
		keys, err := vault.Parse(given)
		if err != nil {
			if !errors.Is(err, vault.ErrBadKeys) || (len(given) > 20 && strings.Contains(err.Error(), given)) {
				t.Fatalf("Parse: %v", err)
			}
			return
		}
		sealed, err := keys.Seal([]byte("x"), "y")
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := must(vault.Parse(must(keys.Text()))).Open(sealed, "y"); err != nil || string(plain) != "x" {
			t.Fatalf("%q, %v", plain, err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	keys := must(vault.New())
	f.Add(must(keys.Seal([]byte("x"), "y")), "y")
	f.Add("", "")
	f.Add("AQAAAAA", "y")
	f.Fuzz(func(t *testing.T, sealed, about string) {
		if plain, err := keys.Open(sealed, about); err == nil && string(plain) != "x" {
			t.Fatalf("%q opened as %q", sealed, plain)
		}
	})
}
