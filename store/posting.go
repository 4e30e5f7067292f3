package store

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"slices"
)

// The customers that have a term are kept as lists: one for each block of IDs in which there is one. A list is a text of
// bytes: which of the block's customers they are, by the low bits of their IDs.

// blockBits is how many bits of an ID say which customer of a block it is.
const blockBits = 16

func blockOf(id int64) int { return int(id >> blockBits) }

func placeIn(id int64) uint16 { return uint16(id & (1<<blockBits - 1)) }

// members is a set of a block's customers.
type members [1 << blockBits / 64]uint64

func (m *members) add(place uint16) { m[place/64] |= 1 << (place % 64) }

func (m *members) remove(place uint16) { m[place/64] &^= 1 << (place % 64) }

func (m *members) has(place uint16) bool { return m[place/64]&(1<<(place%64)) != 0 }

func (m *members) join(other *members) {
	for i := range m {
		m[i] |= other[i]
	}
}

func (m *members) keep(other *members) {
	for i := range m {
		m[i] &= other[i]
	}
}

func (m *members) drop(other *members) {
	for i := range m {
		m[i] &^= other[i]
	}
}

func (m *members) count() int {
	n := 0
	for _, word := range m {
		n += bits.OnesCount64(word)
	}
	return n
}

// ids returns the members' IDs in a block, ascending.
func (m *members) ids(block int) []int64 {
	return m.up(block, 0, make([]int64, 0, m.count()))
}

// up appends the members' IDs in a block to a list, ascending, those that are greater than one, until the list is full.
func (m *members) up(block int, after int64, list []int64) []int64 {
	for i, word := range m {
		for ; word != 0; word &= word - 1 {
			id := int64(block)<<blockBits | int64(i*64+bits.TrailingZeros64(word))
			switch {
			case id <= after:
			case len(list) == cap(list):
				return list
			default:
				list = append(list, id)
			}
		}
	}
	return list
}

// down appends the members' IDs in a block to a list, descending, those that are less than one, until the list is full; 0 is no
// bound.
func (m *members) down(block int, before int64, list []int64) []int64 {
	for i, word := range slices.Backward(m[:]) {
		for word != 0 {
			top := bits.Len64(word) - 1
			word &^= 1 << top
			id := int64(block)<<blockBits | int64(i*64+top)
			switch {
			case before > 0 && id >= before:
			case len(list) == cap(list):
				return list
			default:
				list = append(list, id)
			}
		}
	}
	return list
}

// The first byte of a kept list says how it is written: place by place, two bytes each, or as a bit for every place up to
// the last. The shorter is taken.
const (
	listedPlaces = 'p'
	listedBits   = 'b'
)

var errDamagedList = errors.New("a list of the search is damaged")

// encode returns the set as it is kept.
func (m *members) encode() []byte {
	size, last := m.count(), len(m)
	for last > 0 && m[last-1] == 0 {
		last--
	}
	if size*2 >= last*8 {
		text := make([]byte, 1, 1+last*8)
		text[0] = listedBits
		for _, word := range m[:last] {
			text = binary.LittleEndian.AppendUint64(text, word)
		}
		return text
	}
	text := make([]byte, 1, 1+size*2)
	text[0] = listedPlaces
	for i, word := range m {
		for ; word != 0; word &= word - 1 {
			text = binary.LittleEndian.AppendUint16(text, uint16(i*64+bits.TrailingZeros64(word))) //nolint:gosec // below 1<<16
		}
	}
	return text
}

// checkKept returns an error unless a text is a kept list.
func checkKept(text []byte) error {
	switch {
	case len(text) > 0 && text[0] == listedPlaces && len(text)%2 == 1:
	case len(text) > 0 && text[0] == listedBits && len(text)%8 == 1 && len(text) <= 1+len(members{})*8:
	default:
		return errDamagedList
	}
	return nil
}

// addKept adds the members of a kept list.
func (m *members) addKept(text []byte) error {
	if err := checkKept(text); err != nil {
		return err
	}
	m.addSound(text)
	return nil
}

// addSound adds the members of a kept list that was checked.
func (m *members) addSound(text []byte) {
	if text[0] == listedPlaces {
		for at := 1; at < len(text); at += 2 {
			m.add(binary.LittleEndian.Uint16(text[at:]))
		}
		return
	}
	for at := 1; at < len(text); at += 8 {
		m[at/8] |= binary.LittleEndian.Uint64(text[at:])
	}
}

// encodeIDs returns customers, sorted, as a bucket keeps them: how far each is from the one before.
func encodeIDs(ids []int64) []byte {
	text, last := make([]byte, 0, len(ids)*2), int64(0)
	for _, id := range ids {
		text, last = binary.AppendUvarint(text, uint64(id-last)), id //nolint:gosec // they are sorted
	}
	return text
}

// eachID calls a function for the customers of a bucket, sorted.
func eachID(text []byte, do func(id int64)) error {
	last := int64(0)
	for len(text) > 0 {
		step, size := binary.Uvarint(text)
		if size <= 0 {
			return errDamagedList
		}
		last, text = last+int64(step), text[size:] //nolint:gosec // encodeIDs wrote it
		do(last)
	}
	return nil
}

func decodeIDs(text []byte) (ids []int64, err error) {
	err = eachID(text, func(id int64) { ids = append(ids, id) })
	return ids, err
}
