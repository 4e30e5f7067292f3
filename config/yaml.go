package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"

	"go.yaml.in/yaml/v4"
)

// Limits of YAML that people write. A text beyond them is something else, or an attack.
const (
	maxFile  = 1 << 20 // bytes
	maxDepth = 20      // of lists and mappings in one another
)

// yamlError is why a text can't be read as YAML. It quotes only keys of the text, since other text could be a token.
type yamlError struct {
	line, column int // from 1; 0 where there is none
	message      string
}

// Error says where and why.
func (e *yamlError) Error() string {
	if e.line == 0 {
		return e.message
	}
	return fmt.Sprintf("line %d: %s", e.line, e.message)
}

// parseYAML returns the documents of a text that aren't empty. Size and depth are limited. Keys that occur twice are
// refused, and so are anchors and aliases, by which a short text may stand for an endless one.
func parseYAML(source []byte) ([]*yaml.Node, *yamlError) {
	if len(source) > maxFile {
		return nil, &yamlError{message: fmt.Sprintf("is %d bytes long; this is not a configuration", len(source))}
	}
	if at := tooDeep(source); at > 0 {
		return nil, &yamlError{line: at, column: 1, message: fmt.Sprintf("lists and mappings stand in one another more than %d deep", maxDepth)}
	}
	var documents []*yaml.Node
	for decoder := yaml.NewDecoder(bytes.NewReader(source)); ; {
		var document yaml.Node
		err := decoder.Decode(&document)
		switch {
		case errors.Is(err, io.EOF):
			return documents, nil
		case err != nil:
			return nil, syntaxError(err)
		case len(document.Content) == 0 || isNull(document.Content[0]):
			continue
		}
		if refused := refuseNode(document.Content[0], 1); refused != nil {
			return nil, refused
		}
		documents = append(documents, document.Content[0])
	}
}

// tooDeep returns the line where more brackets are open than in any configuration; 0 when there is none. Brackets in
// texts count, too. The parser can't do this: thousands of brackets take it minutes and gigabytes.
func tooDeep(source []byte) (line int) {
	line, depth := 1, 0
	for _, b := range source {
		switch b {
		case '\n':
			line++
		case '[', '{':
			depth++
		case ']', '}':
			depth = max(0, depth-1)
		}
		if depth > 10*maxDepth {
			return line
		}
	}
	return 0
}

func refuseNode(node *yaml.Node, depth int) *yamlError {
	at := func(node *yaml.Node, format string, args ...any) *yamlError {
		return &yamlError{node.Line, node.Column, fmt.Sprintf(format, args...)}
	}
	switch {
	case depth > maxDepth:
		return at(node, "lists and mappings stand in one another more than %d deep", maxDepth)
	case node.Kind == yaml.AliasNode || node.Anchor != "":
		return at(node, "anchors and aliases are not taken: write the value itself")
	}
	first := map[string]*yaml.Node{}
	for _, pair := range pairsOf(node) {
		if before, twice := first[pair.key.Value]; twice {
			return at(pair.key, "not YAML: mapping key %q already defined at [%d:%d]", pair.key.Value, before.Line, before.Column)
		}
		first[pair.key.Value] = pair.key
	}
	for _, below := range node.Content {
		if refused := refuseNode(below, depth+1); refused != nil {
			return refused
		}
	}
	return nil
}

// The parser's own words: "yaml: line 3: did not find expected key".
var (
	syntaxLine = regexp.MustCompile(`line ([0-9]+): `)
	quoted     = regexp.MustCompile("'[^']*'|`[^`]*`|\"[^\"]*\"")
)

func syntaxError(err error) *yamlError {
	text, wrong := err.Error(), &yamlError{message: "is not YAML"}
	if found := syntaxLine.FindStringSubmatchIndex(text); found != nil {
		wrong.line, _ = strconv.Atoi(text[found[2]:found[3]])
		wrong.column, wrong.message = 1, "not YAML: "+quoted.ReplaceAllStringFunc(text[found[1]:], unquoted)
	}
	return wrong
}

// unquoted keeps the marks that the parser expects, of a letter or two, and removes every other part of the text.
func unquoted(part string) string {
	if len(part) <= 4 {
		return part
	}
	return "…"
}

// pair is a key of a mapping with its value.
type pair struct{ key, value *yaml.Node }

// pairsOf returns the pairs of a mapping in their order; none of what isn't one.
func pairsOf(node *yaml.Node) []pair {
	if node.Kind != yaml.MappingNode {
		return nil
	}
	pairs := make([]pair, 0, len(node.Content)/2)
	for i := 0; i+1 < len(node.Content); i += 2 {
		pairs = append(pairs, pair{node.Content[i], node.Content[i+1]})
	}
	return pairs
}

func isNull(node *yaml.Node) bool { return node.Kind == yaml.ScalarNode && node.ShortTag() == "!!null" }

var kindNames = map[yaml.Kind]string{yaml.SequenceNode: "sequence", yaml.MappingNode: "mapping", yaml.AliasNode: "alias"}

// textNode is a node for a text.
func textNode(text string) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text}
}

// DecodeYAML reads a text of one document into values like encoding/json's, within the limits of a configuration. It is
// for other files that people write.
func DecodeYAML(source []byte) (any, error) {
	documents, refused := parseYAML(source)
	if refused != nil {
		return nil, refused
	}
	if len(documents) != 1 {
		return nil, fmt.Errorf("holds %d documents, not one", len(documents))
	}
	var decoded any
	if err := documents[0].Decode(&decoded); err != nil {
		return nil, fmt.Errorf("read YAML: %w", err)
	}
	return decoded, nil
}
