package store_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/guanxi-crm/guanxi/store"
)

// What SQLite keeps is read by its owner alone; a database that was open to all the world is closed to it, and one that a
// group may read stays so.
func TestDatabaseFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has other rights")
	}
	folder := t.TempDir()
	for name, c := range map[string]struct {
		dsn          func(path string) string
		before, want os.FileMode
	}{
		"new":               {func(path string) string { return path }, 0, 0o600},
		"new, by a URI":     {func(path string) string { return "file:" + path + "?_pragma=cache_size(1000)" }, 0, 0o600},
		"new, by an // URI": {func(path string) string { return "file://" + path }, 0, 0o600},
		"a blank in it":     {func(path string) string { return path }, 0o644, 0o640},
		"read by all":       {func(path string) string { return path }, 0o644, 0o640},
		"read by the group": {func(path string) string { return path }, 0o640, 0o640},
		"its owner's alone": {func(path string) string { return path }, 0o600, 0o600},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(folder, filepath.Base(t.Name())+".db")
			if name == "a blank in it" {
				path = filepath.Join(folder, "a blank.db")
			}
			if c.before != 0 {
				must(t, os.WriteFile(path, nil, c.before))
				must(t, os.Chmod(path, c.before))
			}
			st, err := store.Open(ctx, "sqlite", c.dsn(path))
			must(t, err)
			defer st.Close()
			must(t, st.Migrate(ctx))
			for _, suffix := range []string{"", "-wal", "-shm"} {
				info, err := os.Stat(path + suffix)
				must(t, err)
				if info.Mode().Perm() != c.want {
					t.Errorf("%s is %v, want %v", filepath.Base(path)+suffix, info.Mode().Perm(), c.want)
				}
			}
		})
	}
}
