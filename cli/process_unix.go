//go:build !windows

package cli

import (
	"errors"
	"os"
	"syscall"
)

// runs reports that a process of this machine is there.
func runs(pid int) bool {
	process, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	return !errors.Is(process.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
