//go:build ignore

// Generate writes the tables of characters: scripts/characters.sh runs it.
package main

import (
	"cmp"
	"flag"
	"log"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/text/encoding/simplifiedchinese"
)

const perLine = 24

func main() {
	radicals := flag.String("radicals", "", "file with Unicode's radicals, each with the character that it looks like")
	from := flag.String("from", "", "folder with OpenCC's tables")
	flag.Parse()
	write("radicals.txt", "# Radicals, U+2E80 to U+2FDF, each followed by the character that it looks like: Unicode, EquivalentUnifiedIdeograph.txt. Written by scripts/characters.sh.\n",
		inOrder(read(*radicals, false)))
	traditional := read(filepath.Join(*from, "TSCharacters.txt"), true)
	japanese := read(filepath.Join(*from, "JPShinjitaiCharacters.txt"), false)
	maps.DeleteFunc(japanese, func(japanese, old string) bool {
		_, err := simplifiedchinese.HZGB2312.NewEncoder().String(japanese)
		_, known := traditional[japanese]
		return err == nil || known || japanese == old
	})
	last := func(of map[string]string) map[string]string {
		settled := map[string]string{}
		for character := range of {
			settled[character] = settle(character, traditional, japanese)
		}
		return settled
	}
	write("simplified.txt", "# Traditional characters, each followed by the simplified one: OpenCC, TSCharacters.txt; then Japanese forms that no\n"+
		"# simplified text has, of JPShinjitaiCharacters.txt. Written by scripts/characters.sh.\n", slices.Concat(inOrder(last(traditional)), inOrder(last(japanese))))
}

// settle follows a character through the tables to where nothing changes any more.
func settle(character string, tables ...map[string]string) string {
	for seen := map[string]bool{}; !seen[character]; {
		seen[character] = true
		for _, table := range tables {
			if next := table[character]; next != "" && !seen[next] {
				character = next
				break
			}
		}
	}
	return character
}

// read reads lines of a character and what it becomes, of which the first is the likeliest. rare takes the second one where the
// first is the character itself, since most fonts lack the second.
func read(file string, rare bool) map[string]string {
	text, err := os.ReadFile(file)
	if err != nil {
		log.Fatal(err)
	}
	table, before := map[string]string{}, ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\n")
		character, list, found := strings.Cut(line, "\t")
		if found && !strings.HasPrefix(line, "#") {
			becomes := strings.Fields(list)
			at := 0
			if rare && strings.Contains(before, "@tofu-risk") && becomes[0] == character && len(becomes) > 1 {
				at = 1
			}
			if becomes[at] != character {
				table[character] = becomes[at]
			}
		}
		before = line
	}
	return table
}

// inOrder are the pairs of a table.
func inOrder(table map[string]string) []string {
	var pairs []string
	for _, character := range slices.SortedFunc(maps.Keys(table), func(a, b string) int { return cmp.Compare([]rune(a)[0], []rune(b)[0]) }) {
		pairs = append(pairs, character+table[character])
	}
	return pairs
}

func write(file, head string, pairs []string) {
	var b strings.Builder
	b.WriteString(head)
	for line := range slices.Chunk(pairs, perLine) {
		b.WriteString(strings.Join(line, " ") + "\n")
	}
	if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}
