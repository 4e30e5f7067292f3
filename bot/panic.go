package bot

import (
	"context"
	"fmt"
	"runtime/debug"

	"github.com/slack-go/slack/socketmode"
)

// understand is parse, of whatever may come: no envelope ends the process.
func (b *Bot) understand(ctx context.Context, envelope socketmode.Request) (t *task, err error) {
	defer func() {
		if p := recover(); p != nil {
			t, err = nil, b.panicked(p)
		}
	}()
	return b.parse(ctx, envelope)
}

// start does something for a request beside everything else. A panic in it is told to who asked, and ends nothing else.
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

// apologise tells of an internal error after everything else has failed. It is tried once.
func (b *Bot) apologise(ctx context.Context, t *task, err error) {
	defer func() {
		if p := recover(); p != nil {
			_ = b.panicked(p)
		}
	}()
	result := b.explain(ctx, t, err)
	b.say(ctx, t, lostWords(result.reply), Private)
}

// panicked is the error of a panic, whose stack stands in the log under its reference.
func (b *Bot) panicked(p any) error {
	err := internalError(fmt.Errorf("panic: %v", p))
	b.metrics.panics.Inc()
	b.log.Error("panic", "ref", err.Ref, "panic", p, "stack", string(debug.Stack()))
	return err
}
