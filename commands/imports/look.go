package imports

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/sheets/incoming"
	"github.com/guanxi-crm/guanxi/sheets/mapping"
	"github.com/guanxi-crm/guanxi/sheets/read"
)

// looksKept is how many files are remembered that were looked at: whoever is asked of a file's columns needn't wait until it is read again.
const looksKept = 8

// looks are files that were looked at lately, closed. It is safe for concurrent use.
type looks struct {
	mu   sync.Mutex
	list []kept // the latest last
}

type kept struct {
	key string
	in  *incoming.Incoming
}

func newLooks() *looks { return &looks{} }

// keyOf is the same for the same look at the same file.
func keyOf(args models.ImportArgs) string {
	return strings.Join([]string{args.File, args.Hash, strconv.Itoa(args.Sheet), args.Encoding, args.Separator, string(args.Of)}, "\x00")
}

func (l *looks) get(key string) (*incoming.Incoming, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, k := range l.list {
		if k.key == key {
			return copyOf(k.in), true
		}
	}
	return nil, false
}

func (l *looks) put(key string, in *incoming.Incoming) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.list = append(slices.DeleteFunc(l.list, func(k kept) bool { return k.key == key }), kept{key, copyOf(in)})
	l.list = l.list[max(0, len(l.list)-looksKept):]
}

// copyOf is a file that was looked at, of which the decisions may be changed without changing another's.
func copyOf(in *incoming.Incoming) *incoming.Incoming {
	c := *in
	c.Mapping.Columns = slices.Clone(in.Mapping.Columns)
	for i := range c.Mapping.Columns {
		c.Mapping.Columns[i].Choices = maps.Clone(in.Mapping.Columns[i].Choices)
	}
	c.Mapping.Empty = maps.Clone(in.Mapping.Empty)
	c.Mapping.Doubts = slices.Clone(in.Mapping.Doubts)
	c.Args.NewFields = slices.Clone(in.Args.NewFields)
	return &c
}

// look opens a file, looks at all of it and closes it again: what its columns are is suggested, or recalled.
func (h handlers) look(ctx context.Context, cl commands.Call, args models.ImportArgs, name string) (*incoming.Incoming, error) {
	file, err := h.Files.Download(ctx, args.File, read.DefaultLimits().Size)
	if err != nil {
		return nil, err
	}
	in, err := incoming.Open(ctx, file, name, args, h.known(cl))
	if err != nil {
		return nil, err
	}
	if err := in.Close(); err != nil {
		return nil, err
	}
	h.looks.put(keyOf(in.Args), in)
	return copyOf(in), nil
}

// looked is the look at a file on which a preview rests, with what was decided for that.
func (h handlers) looked(ctx context.Context, cl commands.Call, args models.ImportArgs, name string) (*incoming.Incoming, error) {
	in, found := h.looks.get(keyOf(args))
	if !found {
		fresh := args
		fresh.Mapping, fresh.NewFields, fresh.Unsure = nil, nil, nil
		var err error
		if in, err = h.look(ctx, cl, fresh, name); err != nil {
			return nil, err
		}
	}
	return in, decided(in, args)
}

// decided takes over what was decided for a preview. What a person was asked and hasn't answered is asked still.
func decided(in *incoming.Incoming, args models.ImportArgs) error {
	var before mapping.Mapping
	if err := json.Unmarshal(args.Mapping, &before); err != nil || len(before.Columns) != len(in.Mapping.Columns) {
		return models.Invalid("", "error.stale_form")
	}
	fresh := copyOf(in).Mapping
	in.Mapping.Recall(before)
	for i := range in.Mapping.Columns {
		c := &in.Mapping.Columns[i]
		c.Doubts = nil
		if slices.Contains(args.Unsure, i) {
			c.Doubts, c.Unknown = fresh.Columns[i].Doubts, fresh.Columns[i].Unknown
		}
	}
	in.Mapping.Doubts = fresh.Doubts
	in.Mapping.Empty = before.Empty
	kept := in.Args
	in.Args = args
	in.Args.Rows = kept.Rows
	return nil
}

// known is what the team knows besides a file.
func (h handlers) known(cl commands.Call) incoming.Known {
	words := h.SheetWords()
	return incoming.Known{
		Fields:     mapping.NewFields(h.CRM.Fields(), h.CRM.Rules(cl.User.Zone.String()), words...),
		Words:      words,
		Remembered: h.CRM.RememberedMapping,
	}
}
