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

const module = "github.com/guanxi-crm/guanxi/"

// mayImport is who may know whom among the rooms: imports run downward only. A room's sub-folders are part of it; where one of
// them is named, only that may be known.
var mayImport = map[string][]string{
	"":          {"cli"},
	"cli":       {"bot", "commands", "config", "crm", "i18n", "models", "reports", "sandbox", "scheduler", "store", "views"},
	"config":    {},
	"bot":       {"models", "views/surface"},
	"commands":  {"bot", "crm", "i18n", "models", "reports", "sheets", "views"},
	"views":     {"i18n", "models", "reports"},
	"crm":       {"models", "store"},
	"models":    {},
	"store":     {"models"},
	"scheduler": {"crm", "models", "reports"},
	"reports":   {"models", "store"},
	"sheets":    {"models", "reports"},
	"i18n":      {},
	"sandbox":   {},
	"bench":     {"cli", "commands", "config", "models", "sandbox", "store", "crm"},
	"tests":     {},
}

// mustNotKnow are libraries that have no business in a room.
var mustNotKnow = map[string][]string{
	"github.com/slack-go/slack": {"crm", "models", "store", "scheduler", "reports", "sheets", "i18n", "config"},
	"gorm.io/":                  {"bot", "commands", "views", "crm", "scheduler", "sheets", "i18n", "config", "sandbox", "cli"},
	"net/http":                  {"crm", "models", "store", "views", "commands", "reports", "sheets", "i18n", "config", "scheduler"},
	"database/sql":              {"bot", "commands", "views", "crm", "scheduler", "reports", "sheets", "i18n", "config", "sandbox", "cli"},
}

type goPackage struct {
	ImportPath string
	Imports    []string
}

func room(importPath string) string {
	first, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(importPath, strings.TrimSuffix(module, "/")), "/"), "/")
	return first
}

// isFeature reports a folder of commands: what features share belongs to commands itself, to views or to crm.
func isFeature(importPath string) bool {
	_, folder, within := strings.Cut(importPath, module+"commands/")
	return within && folder != "commandstest"
}

func TestImportsRunDownward(t *testing.T) {
	listed, err := exec.Command("go", "list", "-json=ImportPath,Imports", "../...").Output()
	if err != nil {
		t.Fatal(err)
	}
	decoder := json.NewDecoder(bytes.NewReader(listed))
	for {
		var p goPackage
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		from := room(p.ImportPath)
		allowed, known := mayImport[from]
		if !known {
			t.Errorf("%s is in no room: add it to the table and to the house's description", p.ImportPath)
		}
		for _, imported := range p.Imports {
			to := room(imported)
			within, ours := strings.CutPrefix(imported, module)
			if isFeature(p.ImportPath) && isFeature(imported) {
				t.Errorf("%s imports %s: features don't know each other", p.ImportPath, imported)
			}
			if strings.HasSuffix(p.ImportPath, "test") { // what tests are written with
				continue
			}
			if ours && to != from && !slices.Contains(allowed, to) && !slices.Contains(allowed, within) {
				t.Errorf("%s imports %s: %q must not know %q", p.ImportPath, imported, from, within)
			}
			for library, strangers := range mustNotKnow {
				if strings.HasPrefix(imported, library) && slices.Contains(strangers, from) {
					t.Errorf("%s imports %s", p.ImportPath, imported)
				}
			}
		}
	}
}
