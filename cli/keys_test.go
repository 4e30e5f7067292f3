package cli_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/guanxi-crm/guanxi/store/storetest"
)

// keyed is a database and a key file, and the program run on them.
type keyed struct {
	t    *testing.T
	file string
	env  []string
}

func newKeyed(t *testing.T, db storetest.Database) *keyed {
	file := filepath.Join(t.TempDir(), "guanxi.key")
	return &keyed{t, file, []string{"GUANXI_DATABASE_DRIVER=" + db.Driver, "GUANXI_DATABASE_DSN=" + db.DSN, "GUANXI_PRIVACY_KEY_FILE=" + file}}
}

// run runs a command, which must end with a status and say all parts.
func (k *keyed) run(env []string, want int, args string, parts ...string) (stdout string) {
	k.t.Helper()
	status, stdout, stderr := run(k.t, append(k.env, env...), strings.Fields(args)...)
	if status != want {
		k.t.Fatalf("%s ends with %d, want %d: %s%s", args, status, want, stdout, stderr)
	}
	for _, part := range parts {
		if !strings.Contains(stdout+stderr, part) {
			k.t.Errorf("%s does not say %q: %s%s", args, part, stdout, stderr)
		}
	}
	return stdout
}

func (k *keyed) read() string {
	k.t.Helper()
	content, err := os.ReadFile(k.file)
	if err != nil {
		k.t.Fatal(err)
	}
	return strings.TrimSpace(string(content))
}

// sentence is what a start with another key says: one sentence, with what to do.
var sentence = regexp.MustCompile(`^personal data in this database is sealed with another key \([0-9a-z]+\) than privacy\.key \(GUANXI_PRIVACY_KEY\) holds: ` +
	`put back the one that belongs to this database; all processes on it need the same, after a rotation the newest; see docs/operations\.md, Keys\n$`)

// The first start makes the key file and says so; once it was used, no other key does and none is made any more.
func TestKeyFile(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		k := newKeyed(t, db)
		k.run(nil, 0, "migrate", "back it up", k.file)
		first := k.read()
		if info, err := os.Stat(k.file); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%v, %v", info.Mode(), err)
		}
		if said := k.run(nil, 0, "migrate"); strings.Contains(said, "back it up") || k.read() != first {
			t.Error("the second start makes a key again")
		}
		if err := os.Remove(k.file); err != nil {
			t.Fatal(err)
		}
		k.run(nil, 2, "migrate", "its key is missing", k.file, "GUANXI_PRIVACY_KEY")
		if _, err := os.Stat(k.file); err == nil {
			t.Error("a key was made although one is missing")
		}
		other := strings.TrimSpace(k.run(nil, 0, "keys new", "guanxi1."))
		k.run([]string{"GUANXI_PRIVACY_KEY=" + other}, 2, "migrate", "sealed with another key", "GUANXI_PRIVACY_KEY")
		_, _, said := run(t, append(k.env, "GUANXI_PRIVACY_KEY="+other), "migrate")
		if !sentence.MatchString(said) {
			t.Errorf("with another key the start says %q", said)
		}
		k.run([]string{"GUANXI_PRIVACY_KEY=" + first}, 0, "migrate")
		k.run([]string{"GUANXI_PRIVACY_KEY=" + first[:len(first)-9]}, 2, "migrate", "GUANXI_PRIVACY_KEY", "not keys")
		if err := os.WriteFile(k.file, []byte("nonsense"), 0o600); err != nil {
			t.Fatal(err)
		}
		k.run(nil, 2, "migrate", k.file, "not keys", "backup")
		k.run([]string{"GUANXI_PRIVACY_MODE=open", "GUANXI_PRIVACY_KEY_FILE=" + k.file + ".none"}, 0, "migrate") // nothing is sealed
	})
}

// rotate adds a key to the file, prune leaves the newest; in the environment both print what is to be set.
func TestRotateAndPrune(t *testing.T) {
	storetest.EachDSN(t, func(t *testing.T, db storetest.Database) {
		k := newKeyed(t, db)
		k.run(nil, 0, "migrate")
		first := k.read()
		k.run(nil, 0, "keys rotate", "sealed with key")
		rotated := k.read()
		if rotated == first || len(rotated) < len(first)+40 {
			t.Errorf("%d characters became %d", len(first), len(rotated))
		}
		k.run([]string{"GUANXI_PRIVACY_KEY=" + first}, 2, "migrate", "sealed with another key", "after a rotation the newest")
		k.run(nil, 0, "keys reseal", "0 customers")
		k.run(nil, 0, "keys prune", "alone")
		if pruned := k.read(); pruned == rotated || len(pruned) >= len(rotated) {
			t.Error("nothing was dropped")
		}
		inEnvironment := []string{"GUANXI_PRIVACY_KEY=" + k.read()}
		printed := k.run(inEnvironment, 0, "keys rotate", "GUANXI_PRIVACY_KEY", "guanxi1.")
		inEnvironment[0] = "GUANXI_PRIVACY_KEY=" + strings.TrimSpace(printed)
		k.run(inEnvironment, 0, "keys reseal")
		printed = k.run(inEnvironment, 0, "keys prune", "guanxi1.")
		k.run([]string{"GUANXI_PRIVACY_KEY=" + strings.TrimSpace(printed)}, 0, "migrate")
		k.run([]string{"GUANXI_PRIVACY_MODE=open"}, 2, "keys rotate", "no key is needed")
	})
}
