package tests

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/guanxi-crm/guanxi"

// mayImport is who may know whom among the rooms: imports run downward only. A room's sub-folders are part of it; where one of
// them is named, only that may be known.
var mayImport = map[string][]string{
	"":          {"cli"},
	"cli":       {"bot", "commands", "config", "crm", "i18n", "models", "reports", "sandbox", "scheduler", "sheets", "store", "views"},
	"config":    {},
	"bot":       {"models", "pictures", "views/surface"},
	"commands":  {"bot", "crm", "i18n", "models", "pictures", "reports", "sheets", "views"},
	"views":     {"i18n", "models"},
	"crm":       {"models", "store"},
	"models":    {},
	"store":     {"models"},
	"scheduler": {"crm", "models", "reports"},
	"reports":   {"models"},
	"pictures":  {},
	"sheets":    {"i18n/when", "models"},
	"i18n":      {},
	"sandbox":   {},
	"bench":     {"cli", "commands", "config", "models", "sandbox", "store", "crm"},
	"tests":     {},
}

// The libraries of which a room must know nothing, by the beginning of their import paths.
const (
	slackgo = "github.com/slack-go/slack"
	gorm    = "gorm.io/"
	drivers = "database/sql"
	web     = "net/http"
	mysql   = "github.com/go-sql-driver/mysql"
	sqlite  = "modernc.org/sqlite"
)

// mustNotImport are the libraries that a room must not import itself.
var mustNotImport = map[string][]string{
	"cli":       {gorm, drivers},
	"config":    {slackgo, gorm, drivers, web},
	"bot":       {gorm, drivers},
	"commands":  {gorm, drivers, web},
	"views":     {gorm, drivers, web},
	"crm":       {slackgo, gorm, drivers, web},
	"models":    {slackgo, gorm, web},
	"store":     {slackgo, web},
	"scheduler": {slackgo, gorm, drivers, web},
	"reports":   {slackgo, gorm, drivers, web},
	"pictures":  {slackgo, gorm, drivers, web},
	"sheets":    {slackgo, gorm, drivers, web},
	"i18n":      {slackgo, gorm, drivers, web},
	"sandbox":   {gorm, drivers},
}

// mustNotReach are the rooms and libraries that a room must not know even through the packages it imports.
var mustNotReach = map[string][]string{
	"config":    {"bot", "cli", "commands", "crm", "i18n", "models", "reports", "sandbox", "scheduler", "sheets", "store", "views", slackgo, gorm, mysql, sqlite},
	"bot":       {"crm", "reports", "scheduler", "sheets", "store", gorm, mysql, sqlite},
	"views":     {"bot", "crm", "reports", "scheduler", "sheets", "store", gorm, mysql, sqlite},
	"crm":       {"bot", "commands", "views", slackgo},
	"models":    {"config", "i18n", "store", slackgo, gorm, mysql, sqlite, web},
	"store":     {"bot", "commands", "crm", "views", slackgo},
	"scheduler": {"bot", "commands", "i18n", "views", slackgo},
	"reports":   {"bot", "crm", "store", "views", slackgo, gorm, mysql, sqlite, web},
	"sheets":    {"bot", "crm", "store", "views", slackgo, gorm, mysql, sqlite},
	"i18n":      {"config", "models", "store", slackgo, gorm, mysql, sqlite},
	"sandbox":   {"bot", "commands", "crm", "models", "store", "views", gorm, mysql},
}

// aPackage is what `go list` says of a package.
type aPackage struct {
	ImportPath string
	Imports    []string // of the package itself
	Deps       []string // of everything that is compiled for it
}

// room is the first folder of a package of this module; "" for the module's own package, and no room for a library.
func room(importPath string) (string, bool) {
	rest, ours := strings.CutPrefix(importPath, module)
	first, _, _ := strings.Cut(strings.TrimPrefix(rest, "/"), "/")
	return first, ours
}

// isFeature reports a folder of commands: what features share belongs to commands itself, to views or to crm.
func isFeature(importPath string) bool {
	_, folder, within := strings.Cut(importPath, module+"/commands/")
	return within && folder != "commandstest"
}

// known reports whether a room or library is among packages.
func known(name string, packages []string) bool {
	return slices.ContainsFunc(packages, func(importPath string) bool {
		at, ours := room(importPath)
		return ours && at == name || !ours && strings.HasPrefix(importPath, name)
	})
}

// house lists the packages of the module, without those that only tests use.
func house(t *testing.T) []aPackage {
	t.Helper()
	listed, err := exec.Command("go", "list", "-json=ImportPath,Imports,Deps", "../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	var packages []aPackage
	for decoder := json.NewDecoder(bytes.NewReader(listed)); ; {
		var p aPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(p.ImportPath, "test") {
			packages = append(packages, p)
		}
	}
}

func TestImportsRunDownward(t *testing.T) {
	for _, p := range house(t) {
		from, _ := room(p.ImportPath)
		allowed, described := mayImport[from]
		if !described {
			t.Errorf("%s is in no room: add it to the table and to docs/house.md", p.ImportPath)
		}
		for _, imported := range p.Imports {
			within := strings.TrimPrefix(imported, module+"/")
			if to, ours := room(imported); ours && to != from && !slices.Contains(allowed, to) && !slices.Contains(allowed, within) {
				t.Errorf("%s imports %s: %q must not know %q", p.ImportPath, imported, from, within)
			}
			if isFeature(p.ImportPath) && isFeature(imported) {
				t.Errorf("%s imports %s: features don't know each other", p.ImportPath, imported)
			}
		}
		for _, library := range mustNotImport[from] {
			if known(library, p.Imports) {
				t.Errorf("%s imports %s", p.ImportPath, library)
			}
		}
	}
}

// A feature is a folder in commands. What two of them share belongs to the frame, the blocks or the use cases.
func TestFeaturesDontKnowEachOther(t *testing.T) {
	features := 0
	for _, p := range house(t) {
		feature, is := strings.CutPrefix(p.ImportPath, module+"/commands/")
		if !is {
			continue
		}
		features++
		for _, imported := range p.Imports {
			if other, is := strings.CutPrefix(imported, module+"/commands/"); is && other != feature {
				t.Errorf("the feature %s imports the feature %s", feature, other)
			}
		}
	}
	if features == 0 {
		t.Error("there are no features")
	}
}

func TestRoomsKnowNothingThroughOthers(t *testing.T) {
	for _, p := range house(t) {
		from, _ := room(p.ImportPath)
		for _, stranger := range mustNotReach[from] {
			if known(stranger, p.Deps) {
				t.Errorf("%s knows %s through the packages it imports (go list -deps ./%s)", p.ImportPath, stranger, from)
			}
		}
	}
}
