package main

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"time"
)

// figures are what one run of an app has shown.
type figures struct {
	alone     map[string]latencies // by kind: one act after the other
	together  map[string]latencies // by kind: everybody at once
	perSecond map[string]float64
	cpu       map[string]time.Duration // processor time of the app for one act, while everybody acts
	work      map[string]work          // of the server for one act
	memory    memory
	ready     []time.Duration // from the start of the process to all sockets open
	answered  []time.Duration // from the start of the process to the first answer seen
}

// found is what searches have shown so far, on one database after the other.
var found = &answers{known: map[string]string{}}

// measure runs an app once and lets people work with it.
func measure(ctx context.Context, p plan, db *database, a app) (*figures, error) {
	f := &figures{
		alone: map[string]latencies{}, together: map[string]latencies{}, perSecond: map[string]float64{},
		cpu: map[string]time.Duration{}, work: map[string]work{},
	}
	if err := db.restore(ctx); err != nil {
		return nil, err
	}
	for range p.starts {
		if err := f.start(ctx, p, db, a, func(*workplace, *process) error { return nil }); err != nil {
			return nil, err
		}
	}
	work := &acts{customers: p.customers, answers: found}
	err := f.start(ctx, p, db, a, func(ws *workplace, running *process) error { return f.load(ctx, p, db, ws, running, work, a) })
	if err != nil {
		return nil, err
	}
	added, err := db.number(ctx, fmt.Sprintf("SELECT COUNT(*) FROM customers WHERE id > %d", db.seeded["customers"]))
	if err != nil {
		return nil, err
	}
	if created := work.created.Load(); added != created {
		return nil, fmt.Errorf("%d customers were created, %d are there", created, added)
	}
	return f, nil
}

// start starts an app in a fresh workspace, times it, and lets it be used until use returns.
func (f *figures) start(ctx context.Context, p plan, db *database, a app, use func(*workplace, *process) error) (err error) {
	ws, err := openWorkplace(ctx, p.people)
	if err != nil {
		return err
	}
	defer ws.close()
	begun := time.Now()
	running, err := a.launch(ctx, ws, db)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("%w; it said: %s", err, running.lastWords())
		}
		if stopped := running.stop(); err == nil {
			err = stopped
		}
	}()
	if err := ws.await(ctx, "its sockets", func() bool { return len(ws.server.Connections()) >= a.sockets }); err != nil {
		return err
	}
	f.ready = append(f.ready, time.Since(begun))
	if _, _, err := ws.people[0].command(ctx, "show C001"); err != nil {
		return err
	}
	f.answered = append(f.answered, time.Since(begun))
	return use(ws, running)
}

// load does each kind of act, first by one person after the other, then by all at once.
func (f *figures) load(ctx context.Context, p plan, db *database, ws *workplace, running *process, work *acts, a app) error {
	for _, k := range work.kinds() {
		if !strings.HasPrefix(k.name, p.only) || a.name == floorApp && !k.floor {
			continue
		}
		within := k.within
		if within == nil {
			within = func(_ *database, _ context.Context, use func() error) error { return use() }
		}
		err := within(db, ctx, func() error {
			if err := f.alternate(ctx, p, db, ws, k); err != nil {
				return err
			}
			return f.crowd(ctx, p, ws, running, k)
		})
		if err != nil {
			return err
		}
	}
	var err error
	f.memory, err = running.memory()
	return err
}

// warmUp is how often each person does a thing before it counts.
const warmUp = 3

// alternate lets people act one after the other.
func (f *figures) alternate(ctx context.Context, p plan, db *database, ws *workplace, k kind) error {
	turn := func(n int) (time.Duration, error) { return k.act(ctx, ws.people[n%len(ws.people)], n) }
	for n := range warmUp * len(ws.people) {
		if _, err := turn(n); err != nil {
			return err
		}
	}
	before, err := db.work(ctx)
	if err != nil {
		return err
	}
	times := make([]time.Duration, 0, p.sequential)
	for n := range p.sequential {
		took, err := turn(n)
		if err != nil {
			return err
		}
		times = append(times, took)
	}
	after, err := db.work(ctx)
	if err != nil {
		return err
	}
	n := float64(p.sequential)
	f.work[k.name] = work{(after.statements - before.statements) / n, (after.rows - before.rows) / n}
	f.alone[k.name] = sorted(times)
	return nil
}

// crowd lets everybody act at once for a while, each waiting for their own answer before they act again.
func (f *figures) crowd(ctx context.Context, p plan, ws *workplace, running *process, k kind) error {
	cpu, err := running.cpu()
	if err != nil {
		return err
	}
	var (
		everybody sync.WaitGroup
		times     = make([][]time.Duration, len(ws.people))
		errs      = make([]error, len(ws.people))
		begun     = time.Now()
	)
	for i, person := range ws.people {
		everybody.Go(func() {
			for n := 0; time.Since(begun) < p.span && errs[i] == nil; n++ {
				took, err := k.act(ctx, person, n)
				times[i], errs[i] = append(times[i], took), err
			}
		})
	}
	everybody.Wait()
	took := time.Since(begun)
	var all []time.Duration
	for i := range times {
		if errs[i] != nil {
			return errs[i]
		}
		all = append(all, times[i]...)
	}
	used, err := running.cpu()
	if err != nil {
		return err
	}
	f.together[k.name] = sorted(all)
	f.perSecond[k.name] = float64(len(all)) / took.Seconds()
	f.cpu[k.name] = (used - cpu) / time.Duration(len(all))
	return nil
}
