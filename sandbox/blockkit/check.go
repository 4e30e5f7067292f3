package blockkit

import (
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"unicode/utf16"
)

// Problem is one way in which something is not what Slack accepts.
type Problem struct {
	// Pointer is the place, as a JSON pointer.
	Pointer string `json:"pointer"`
	Message string `json:"message"`
}

// String is the problem as Slack's response_metadata words it.
func (p Problem) String() string {
	return fmt.Sprintf("[ERROR] %s [json-pointer:%s]", p.Message, p.Pointer)
}

// checker walks over a message or view and gathers its problems.
type checker struct {
	surface  Surface
	problems []Problem
	blockIDs map[string]bool
	actions  map[string]bool // action_ids of the block at hand
	counts   map[Rule]int
	markdown int
	depth    int // how many containers and layouts are around
}

func (c *checker) fail(at, format string, args ...any) {
	c.problems = append(c.problems, Problem{Pointer: at, Message: fmt.Sprintf(format, args...)})
}

// check is a test of one value at one place.
type check func(c *checker, at string, value any)

// field is one entry an object may have.
type field struct {
	name     string
	required bool
	check    check
}

// shape is what an object may hold. Objects of loose shapes may hold more
// than is listed. The "type" entry is always allowed.
type shape struct {
	fields []field
	also   func(c *checker, at string, o Object)
	loose  bool
	// surfaces are where a block may stand; none means everywhere.
	surfaces []Surface
}

func need(name string, check check) field { return field{name: name, required: true, check: check} }
func may(name string, check check) field  { return field{name: name, check: check} }

func (s *shape) apply(c *checker, at string, o Object) {
	known := map[string]bool{"type": true}
	for _, field := range s.fields {
		known[field.name] = true
		value, ok := o[field.name]
		switch {
		case ok && value != nil:
			field.check(c, at+"/"+field.name, value)
		case field.required:
			c.fail(at, "missing required field: %s", field.name)
		}
	}
	if !s.loose {
		for name := range o {
			if !known[name] {
				c.fail(at, "invalid additional property: %s", name)
			}
		}
	}
	if s.also != nil {
		s.also(c, at, o)
	}
}

// length is how Slack counts a string at its strictest.
func length(text string) int { return len(utf16.Encode([]rune(text))) }

func (c *checker) sized(at string, size int, rule Rule, unit string) {
	limit := Limits[rule]
	switch {
	case size > limit.Max && unit == "items":
		c.fail(at, "no more than %d items allowed", limit.Max)
	case size < limit.Min && unit == "items":
		c.fail(at, "no fewer than %d item allowed", limit.Min)
	case size > limit.Max:
		c.fail(at, "must be less than %d characters", limit.Max+1)
	case size < limit.Min:
		c.fail(at, "must be more than %d characters", limit.Min-1)
	}
}

func str(rule Rule) check {
	return func(c *checker, at string, value any) {
		text, ok := value.(string)
		if !ok {
			c.fail(at, "must be a string")
			return
		}
		c.sized(at, length(text), rule, "characters")
	}
}

func anyString(c *checker, at string, value any) {
	if _, ok := value.(string); !ok {
		c.fail(at, "must be a string")
	}
}

func flag(c *checker, at string, value any) {
	if _, ok := value.(bool); !ok {
		c.fail(at, "must be a boolean")
	}
}

func anything(*checker, string, any) {}

func integer(rule Rule) check {
	return func(c *checker, at string, value any) {
		number, ok := value.(json.Number)
		n, err := number.Int64()
		limit := Limits[rule]
		switch {
		case !ok || err != nil:
			c.fail(at, "must be an integer")
		case n > int64(limit.Max):
			c.fail(at, "must be less than %d", limit.Max+1)
		case n < int64(limit.Min):
			c.fail(at, "must be greater than %d", limit.Min-1)
		}
	}
}

func number(c *checker, at string, value any) {
	n, ok := value.(json.Number)
	f, err := n.Float64()
	if !ok || err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		c.fail(at, "must be a number")
	}
}

func enum(allowed ...string) check {
	return func(c *checker, at string, value any) {
		text, _ := value.(string)
		if !slices.Contains(allowed, text) {
			c.fail(at, "must be one of: %v", allowed)
		}
	}
}

func link(rule Rule) check {
	return func(c *checker, at string, value any) {
		str(rule)(c, at, value)
		text, _ := value.(string)
		if parsed, err := url.Parse(text); err != nil || parsed.Scheme == "" {
			c.fail(at, "invalid url")
		}
	}
}

func list(rule Rule, item check) check {
	return func(c *checker, at string, value any) {
		items, ok := value.([]any)
		if !ok {
			c.fail(at, "must be an array")
			return
		}
		c.sized(at, len(items), rule, "items")
		for i, inner := range items {
			item(c, at+"/"+strconv.Itoa(i), inner)
		}
	}
}

// each is a list of any length.
func each(item check) check {
	return func(c *checker, at string, value any) {
		items, ok := value.([]any)
		if !ok {
			c.fail(at, "must be an array")
			return
		}
		for i, inner := range items {
			item(c, at+"/"+strconv.Itoa(i), inner)
		}
	}
}

func object(s *shape) check {
	return func(c *checker, at string, value any) {
		o, ok := value.(Object)
		if !ok {
			c.fail(at, "must be an object")
			return
		}
		s.apply(c, at, o)
	}
}

// union picks the shape by the object's type.
func union(shapes map[string]*shape, allowed ...string) check {
	return func(c *checker, at string, value any) {
		o, ok := value.(Object)
		if !ok {
			c.fail(at, "must be an object")
			return
		}
		kind := o.Text("type")
		s, known := shapes[kind]
		switch {
		case kind == "":
			c.fail(at, "missing required field: type")
		case !known || len(allowed) > 0 && !slices.Contains(allowed, kind):
			c.fail(at+"/type", "unsupported type: %s", kind)
		default:
			s.apply(c, at, o)
		}
	}
}

// text is a text object of one of the kinds.
func text(rule Rule, kinds ...string) check {
	return func(c *checker, at string, value any) {
		o, ok := value.(Object)
		if !ok {
			c.fail(at, "must be an object")
			return
		}
		kind := o.Text("type")
		if !slices.Contains(kinds, kind) {
			c.fail(at+"/type", "must be one of: %v", kinds)
			return
		}
		s := &shape{fields: []field{need("text", str(rule)), may("emoji", flag)}}
		if kind == "mrkdwn" {
			s.fields[1] = may("verbatim", flag)
		}
		s.apply(c, at, o)
	}
}

func plain(rule Rule) check   { return text(rule, "plain_text") }
func anyText(rule Rule) check { return text(rule, "plain_text", "mrkdwn") }
