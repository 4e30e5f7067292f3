package bot

import (
	"context"
	"sync/atomic"
)

type sockets struct{ open atomic.Int32 }

func newSockets(b *Bot) *sockets                            { return &sockets{} }
func (s *sockets) keep(ctx context.Context, slot int) error { <-ctx.Done(); return nil }
