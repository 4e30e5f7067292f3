package main

import (
	"context"
	"errors"
	"sync"
	"time"
)

// crowdedSearches are searches of every kind as people type them.
var crowdedSearches = []string{
	"科技", "北京 科技 sort:name", "bjkj", "beijing sort:due", "trading industry:technology", "systems ltd", "industry:retail sort:name", "status:active sort:due",
	"owner:me", "due:overdue", "due:this-week sort:name", "贸易 status:potential sort:name", "上海 贸易 kind:business", "集团 due:overdue", "keji sort:newest",
}

// crowded lets everybody search a database at once for a while, and returns how much memory the bot has needed.
func crowded(ctx context.Context, p plan, db *database) (memory, latencies, error) {
	var f figures
	var used memory
	var times []time.Duration
	var mutex sync.Mutex
	err := f.start(ctx, p, db, bot(p, "GUANXI_PRIVACY_MODE=open"), func(ws *workplace, running *process) error {
		errs := make([]error, len(ws.people))
		var everybody sync.WaitGroup
		begun := time.Now()
		for i, person := range ws.people {
			everybody.Go(func() {
				for n := i; time.Since(begun) < 4*p.span && errs[i] == nil; n++ {
					var took time.Duration
					_, took, errs[i] = person.command(ctx, "find "+crowdedSearches[n%len(crowdedSearches)])
					mutex.Lock()
					times = append(times, took)
					mutex.Unlock()
				}
			})
		}
		everybody.Wait()
		var err error
		used, err = running.memory()
		return errors.Join(append(errs, err)...)
	})
	return used, sorted(times), err
}
