package bot

import (
	"context"
	"fmt"
	"testing"
	"time"
)

// The digests of nine o'clock go to as many channels: each has its own pace, and all have the workspace's.
func TestTheWorkspaceHasAPace(t *testing.T) {
	t.Parallel()
	c := newCaller(Options{}, newMetrics(nil))
	defer c.close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	n, begun := 0, time.Now()
	for c.turn(ctx, fmt.Sprint("D", n)) == nil {
		n++
	}
	if most := workspaceBurst + int(time.Since(begun)/workspaceEvery) + 1; n < workspaceBurst || n > most {
		t.Errorf("%d messages within about a second, want %d to %d", n, workspaceBurst, most)
	}
}
