package bot

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/slack-go/slack/socketmode"
)

// understand is parse with a guard: no envelope ends the process.
func (b *Bot) understand(ctx context.Context, envelope socketmode.Request) (t *task, err error) {
	defer func() {
		if p := recover(); p != nil {
			t, err = nil, b.panicked(p)
		}
	}()
	return b.parse(ctx, envelope)
}

// start runs work for a request in a goroutine. A panic is told to the person who asked, and ends nothing else.
func (b *Bot) start(ctx context.Context, t *task, do func()) {
	b.working.Go(func() {
		defer func() {
			if p := recover(); p != nil {
				b.apologise(ctx, t, b.panicked(p))
			}
		}()
		do()
	})
}

// apologise tells a person of an internal error after everything else has failed. It is tried once.
func (b *Bot) apologise(ctx context.Context, t *task, err error) {
	defer func() {
		if p := recover(); p != nil {
			_ = b.panicked(p)
		}
	}()
	result := b.explain(ctx, t, err)
	b.say(ctx, t, lostWords(result.reply), Private)
}

// panicked logs a panic with its stack, and returns an error with the log's reference.
func (b *Bot) panicked(p any) error {
	err := internalError(fmt.Errorf("panic: %v", p))
	b.metrics.panics.Inc()
	b.log.Error("panic", "ref", err.Ref, "panic", p, "stack", string(debug.Stack()))
	return err
}
