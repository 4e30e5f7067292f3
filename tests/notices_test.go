package tests

import (
	"os/exec"
	"testing"
)

// THIRD_PARTY_NOTICES.md lists the modules that are linked into the binary, in their versions. `make notices` writes it anew.
func TestNoticesAreFresh(t *testing.T) {
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip("no shell")
	}
	check := exec.CommandContext(t.Context(), "sh", "scripts/notices.sh", "--check")
	check.Dir = ".."
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}
