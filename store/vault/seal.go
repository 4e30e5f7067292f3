package vault

import (
	"encoding/base64"
	"encoding/hex"
)

// prefix is how long the name of its key is at the beginning of what is sealed, in bytes: one for the format, four for
// the key (developers.google.com/tink/wire-format).
const prefix = 5

// indexBytes is the length of a blind index: 32 hexadecimal digits, so that two texts meet by chance only among 2⁶⁴.
const indexBytes = 16

// Seal encrypts a text under the primary key. about is what it is sealed for, such as the record it stands in: Open
// needs the same, so that sealed texts can't be moved to where they don't belong.
func (k *Keys) Seal(plain []byte, about string) (string, error) {
	sealed, err := k.aead.Encrypt(plain, []byte(about))
	if err != nil {
		return "", err
	}
	return base64.RawStdEncoding.EncodeToString(sealed), nil
}

// Open decrypts what Seal returned. The error is ErrUnknownKey or ErrForged.
func (k *Keys) Open(sealed, about string) ([]byte, error) {
	raw, err := base64.RawStdEncoding.Strict().DecodeString(sealed)
	if err != nil || len(raw) <= prefix {
		return nil, ErrForged
	}
	if !k.Holds(KeyOf(sealed)) {
		return nil, ErrUnknownKey
	}
	plain, err := k.aead.Decrypt(raw, []byte(about))
	if err != nil {
		return nil, ErrForged
	}
	return plain, nil
}

// KeyOf returns the name of the key something was sealed with; "" when it wasn't sealed by Seal.
func KeyOf(sealed string) string {
	head, err := base64.RawStdEncoding.DecodeString(sealed[:min(len(sealed), 8)])
	if err != nil || len(head) < prefix || head[0] != 1 {
		return ""
	}
	return hex.EncodeToString(head[1:prefix])
}

// Index returns what a text is found by under the primary key, "" for none. kind keeps apart what must not be compared,
// such as phone numbers and names.
func (k *Keys) Index(kind, text string) (string, error) {
	if text == "" {
		return "", nil
	}
	return k.indexUnder(k.prfs.PrimaryID, kind, text)
}

// Indexes returns what a text may be found by, under every key; none for "".
func (k *Keys) Indexes(kind, text string) ([]string, error) {
	if text == "" {
		return nil, nil
	}
	list := make([]string, 0, len(k.prfs.PRFs))
	for id := range k.prfs.PRFs {
		index, err := k.indexUnder(id, kind, text)
		if err != nil {
			return nil, err
		}
		list = append(list, index)
	}
	return list, nil
}

func (k *Keys) indexUnder(id uint32, kind, text string) (string, error) {
	sum, err := k.prfs.PRFs[id].ComputePRF([]byte(kind+"\x00"+text), indexBytes)
	return hex.EncodeToString(sum), err
}
