package bot

import (
	"fmt"
	"os"
)

// Spool is a temporary file, for what is too large for memory. It is written first, and read then. Where the system allows it, the
// file has no name any more: nothing of it stays when the process is killed.
type Spool struct {
	file  *os.File
	size  int64
	named bool // the system keeps names of open files
}

// NewSpool returns an empty one. Close must be called.
func NewSpool() (*Spool, error) {
	file, err := os.CreateTemp("", "guanxi-*")
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	return &Spool{file: file, named: os.Remove(file.Name()) != nil}, nil
}

// Write adds bytes at the end.
func (s *Spool) Write(p []byte) (int, error) {
	n, err := s.file.WriteAt(p, s.size)
	s.size += int64(n)
	return n, err
}

// ReadAt reads what was written. Several may read at once.
func (s *Spool) ReadAt(p []byte, at int64) (int, error) { return s.file.ReadAt(p, at) }

// Size is how many bytes were written.
func (s *Spool) Size() int64 { return s.size }

// restart forgets what was written.
func (s *Spool) restart() { s.size = 0 }

// Close removes the file.
func (s *Spool) Close() error {
	err := s.file.Close()
	if s.named {
		if gone := os.Remove(s.file.Name()); err == nil {
			err = gone
		}
	}
	return err
}
