package store

import (
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"runtime"
	"strings"
)

// private makes sure that nobody but the owner and the group can read the files of an SQLite database. A new file is
// made for its owner alone; an existing one that everybody can read is closed. SQLite gives its log and index the rights
// of the file. On Windows the folder decides.
func private(uri string, query url.Values) error {
	if runtime.GOOS == "windows" || inMemory(uri, query) || query.Get("mode") == "ro" || query.Get("immutable") == "1" {
		return nil
	}
	path, err := url.PathUnescape(strings.TrimPrefix(uri, "file:"))
	if err != nil {
		return fmt.Errorf("sqlite: the file URI: %w", err)
	}
	if rest, authority := strings.CutPrefix(path, "//"); authority {
		path = rest[max(0, strings.Index(rest, "/")):]
	}
	if query.Get("mode") != "rw" { // which makes none
		made, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // G304: the operator names the file
		if err == nil {
			return made.Close()
		}
	}
	for _, suffix := range []string{"", "-wal", "-shm", "-journal"} {
		const others = 0o007
		info, err := os.Stat(path + suffix)
		if errors.Is(err, fs.ErrNotExist) || err == nil && (!info.Mode().IsRegular() || info.Mode().Perm()&others == 0) {
			continue
		}
		if err == nil {
			err = os.Chmod(path+suffix, info.Mode().Perm()&^others)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("sqlite: keep all the world from reading the database: %w", err)
		}
	}
	return nil
}
