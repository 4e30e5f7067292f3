// Package vault seals personal data: authenticated encryption with a key of which there may be several, the newest of
// them used for what is written, and blind indexes, by which sealed data is found again without being opened.
//
// Keys are a text of one line that fits a file or an environment variable. Whoever has it can read everything; whoever
// loses it can read nothing any more.
package vault

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/prf"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// Errors that callers tell apart.
var (
	// ErrBadKeys says that a text is no keys, or was cut.
	ErrBadKeys = errors.New("not keys as `guanxi keys new` prints them")
	// ErrUnknownKey says that something was sealed with a key that is not among these.
	ErrUnknownKey = errors.New("sealed with a key that is not here")
	// ErrForged says that something was not sealed with its key for what it stands at: it was changed, cut or moved.
	ErrForged = errors.New("changed, cut or moved since it was sealed")
)

// Keys seal, open and index. They never change: a rotation makes new ones. They are safe for concurrent use.
type Keys struct {
	family  string // the same through all rotations
	sealing *keyset.Handle
	finding *keyset.Handle
	aead    tink.AEAD
	prfs    *prf.Set
	ids     []string // of the sealing keys, sorted
}

// version is how a text of keys begins.
const version = "guanxi1"

// New returns keys that nobody else has.
func New() (*Keys, error) {
	family := make([]byte, 6)
	_, _ = rand.Read(family) // never fails
	sealing, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make a sealing key: %w", err)
	}
	finding, err := keyset.NewHandle(prf.HMACSHA256PRFKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("make an index key: %w", err)
	}
	return assemble(hex.EncodeToString(family), sealing, finding)
}

func assemble(family string, sealing, finding *keyset.Handle) (*Keys, error) {
	k := &Keys{family: family, sealing: sealing, finding: finding}
	var err error
	if k.aead, err = aead.New(sealing); err != nil {
		return nil, fmt.Errorf("use the sealing keys: %w", err)
	}
	if k.prfs, err = prf.NewPRFSet(finding); err != nil {
		return nil, fmt.Errorf("use the index keys: %w", err)
	}
	for _, info := range sealing.KeysetInfo().GetKeyInfo() {
		k.ids = append(k.ids, idText(info.GetKeyId()))
	}
	slices.Sort(k.ids)
	return k, nil
}

// Parse reads keys from the text that Text returns; white space around it doesn't matter. The error wraps ErrBadKeys
// and holds nothing of the text.
func Parse(text string) (*Keys, error) {
	parts := strings.Split(strings.TrimSpace(text), ".")
	if len(parts) != 4 || parts[0] != version {
		return nil, ErrBadKeys
	}
	if family, err := hex.DecodeString(parts[1]); err != nil || len(family) != 6 {
		return nil, ErrBadKeys
	}
	sealing, err := readHandle(parts[2])
	if err != nil {
		return nil, err
	}
	finding, err := readHandle(parts[3])
	if err != nil {
		return nil, err
	}
	k, err := assemble(parts[1], sealing, finding)
	if err != nil { // of another kind than its place asks for
		return nil, ErrBadKeys
	}
	return k, nil
}

func readHandle(text string) (*keyset.Handle, error) {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, ErrBadKeys
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewBinaryReader(bytes.NewReader(raw)))
	if err != nil {
		return nil, ErrBadKeys
	}
	return handle, nil
}

// Text returns the keys as Parse reads them: a secret, of one line without blanks.
func (k *Keys) Text() (string, error) {
	text := version + "." + k.family
	for _, handle := range []*keyset.Handle{k.sealing, k.finding} {
		var raw bytes.Buffer
		if err := insecurecleartextkeyset.Write(handle, keyset.NewBinaryWriter(&raw)); err != nil {
			return "", fmt.Errorf("write keys: %w", err)
		}
		text += "." + base64.RawURLEncoding.EncodeToString(raw.Bytes())
	}
	return text, nil
}

// Rotate returns keys with a new primary one beside those there are.
func (k *Keys) Rotate() (*Keys, error) {
	sealing, err := withPrimary(k.sealing, func(m *keyset.Manager) (uint32, error) { return m.Add(aead.AES256GCMKeyTemplate()) })
	if err != nil {
		return nil, err
	}
	finding, err := withPrimary(k.finding, func(m *keyset.Manager) (uint32, error) { return m.Add(prf.HMACSHA256PRFKeyTemplate()) })
	if err != nil {
		return nil, err
	}
	return assemble(k.family, sealing, finding)
}

func withPrimary(handle *keyset.Handle, add func(*keyset.Manager) (uint32, error)) (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(handle)
	id, err := add(manager)
	if err == nil {
		err = manager.SetPrimary(id)
	}
	if err != nil {
		return nil, fmt.Errorf("add a key: %w", err)
	}
	return manager.Handle()
}

// Prune returns the primary key alone. What others have sealed can't be opened with it.
func (k *Keys) Prune() (*Keys, error) {
	sealing, err := primaryOnly(k.sealing)
	if err != nil {
		return nil, err
	}
	finding, err := primaryOnly(k.finding)
	if err != nil {
		return nil, err
	}
	return assemble(k.family, sealing, finding)
}

func primaryOnly(handle *keyset.Handle) (*keyset.Handle, error) {
	manager := keyset.NewManagerFromHandle(handle)
	info := handle.KeysetInfo()
	for _, key := range info.GetKeyInfo() {
		if key.GetKeyId() == info.GetPrimaryKeyId() {
			continue
		}
		if err := manager.Delete(key.GetKeyId()); err != nil {
			return nil, fmt.Errorf("drop a key: %w", err)
		}
	}
	return manager.Handle()
}

// Primary returns the name of the key that seals: eight hexadecimal digits.
func (k *Keys) Primary() string { return idText(k.sealing.KeysetInfo().GetPrimaryKeyId()) }

// IDs returns the names of all keys that open, in their order.
func (k *Keys) IDs() []string { return slices.Clone(k.ids) }

// Holds reports whether a key is among these, by its name.
func (k *Keys) Holds(id string) bool { return slices.Contains(k.ids, id) }

// SameFamily reports whether one of two keys came from the other by rotations.
func (k *Keys) SameFamily(other *Keys) bool { return k.family == other.family }

// String names the primary key only.
func (k *Keys) String() string { return "key " + k.Primary() }

// Format is String under every verb: %#v and %d would print the keys themselves.
func (k *Keys) Format(f fmt.State, _ rune) { _, _ = fmt.Fprint(f, k.String()) }

// LogValue keeps the keys out of logs.
func (k *Keys) LogValue() slog.Value { return slog.StringValue(k.String()) }

func idText(id uint32) string { return fmt.Sprintf("%08x", id) }
