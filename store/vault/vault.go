package vault

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// ErrOtherFamily says that the key file was replaced by one that has nothing to do with it.
var ErrOtherFamily = errors.New("the key file now holds other keys")

// Vault is where keys come from: a text that stays as it is, or a file that is read again when it changed, so that
// running processes follow a rotation. It is safe for concurrent use.
type Vault struct {
	file string

	mu    sync.Mutex
	keys  *Keys
	size  int64
	mtime time.Time
}

// Of returns a vault of keys that stay.
func Of(keys *Keys) *Vault { return &Vault{keys: keys} }

// File returns a vault of the keys in a file. It needn't be there yet; it is read when keys are first asked for.
func File(path string) *Vault { return &Vault{file: path} }

// Keys returns the keys there are now. While the file is away, those that were read last; the error wraps os.ErrNotExist
// when it never was there.
func (v *Vault) Keys() (*Keys, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.file == "" {
		return v.keys, nil
	}
	info, err := os.Stat(v.file)
	switch {
	case err != nil && v.keys != nil:
		return v.keys, nil
	case err != nil:
		return nil, fmt.Errorf("read the key file: %w", err)
	case v.keys != nil && info.Size() == v.size && info.ModTime().Equal(v.mtime):
		return v.keys, nil
	}
	return v.read(info)
}

// read replaces the keys by what the file holds.
func (v *Vault) read(info os.FileInfo) (*Keys, error) {
	text, err := os.ReadFile(v.file)
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	keys, err := Parse(string(text))
	if err != nil {
		return nil, fmt.Errorf("key file %s: %w", v.file, err)
	}
	if v.keys != nil && !v.keys.SameFamily(keys) {
		return nil, fmt.Errorf("key file %s: %w", v.file, ErrOtherFamily)
	}
	v.keys, v.size, v.mtime = keys, info.Size(), info.ModTime()
	return keys, nil
}

// Create writes new keys to the file, readable for its owner only; it never overwrites one. The error wraps os.ErrExist
// when there is a file, such as one that another process has just made.
func (v *Vault) Create() error {
	keys, err := New()
	if err != nil {
		return err
	}
	temporary, err := writeBeside(v.file, keys)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(temporary) }()
	if err := os.Link(temporary, v.file); err != nil { // a rename would replace what another process has made
		return fmt.Errorf("make the key file: %w", err)
	}
	return syncDirectory(v.file)
}

// Replace writes keys of the same family to the file. Whoever reads it sees the old keys or the new ones, never a part,
// also after a power cut.
func (v *Vault) Replace(keys *Keys) error {
	current, err := v.Keys()
	if err != nil {
		return err
	}
	if !current.SameFamily(keys) {
		return ErrOtherFamily
	}
	temporary, err := writeBeside(v.file, keys)
	if err != nil {
		return err
	}
	if err := os.Rename(temporary, v.file); err != nil {
		_ = os.Remove(temporary)
		return fmt.Errorf("replace the key file: %w", err)
	}
	return syncDirectory(v.file)
}

// writeBeside writes keys to a new file in the same directory.
func writeBeside(path string, keys *Keys) (temporary string, err error) {
	text, err := keys.Text()
	if err != nil {
		return "", err
	}
	file, err := os.CreateTemp(filepath.Dir(path), ".guanxi-key-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("make the key file: %w", err)
	}
	_, err = file.WriteString(text + "\n")
	if err := errors.Join(err, file.Sync(), file.Close()); err != nil {
		_ = os.Remove(file.Name())
		return "", fmt.Errorf("write the key file: %w", err)
	}
	return file.Name(), nil
}

// syncDirectory makes a new name last. Where directories can't be synced, as on Windows, the system does it in its time.
func syncDirectory(path string) error {
	directory, err := os.Open(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("open the key file's directory: %w", err)
	}
	_ = directory.Sync()
	return directory.Close()
}

// Open decrypts what Seal of the keys returned. Where the key isn't known the file is read again, in case its time
// didn't tell that it changed. The error is ErrUnknownKey or ErrForged, unless the keys can't be read.
func (v *Vault) Open(sealed, about string) ([]byte, error) {
	keys, err := v.Keys()
	if err != nil {
		return nil, err
	}
	plain, err := keys.Open(sealed, about)
	if !errors.Is(err, ErrUnknownKey) || v.file == "" {
		return plain, err
	}
	v.mu.Lock()
	if info, gone := os.Stat(v.file); gone == nil {
		if read, broken := v.read(info); broken == nil {
			keys = read
		}
	}
	v.mu.Unlock()
	return keys.Open(sealed, about)
}
