package store_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/storetest"
)

// What a silent process holds is free for others, and it learns that it was taken for dead.
func TestASilentProcessIsReaped(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		for _, owner := range []string{"silent", "living"} {
			must(t, st.BeginProcess(ctx, owner, now))
			must(t, st.BeginProcess(ctx, owner, now)) // the first answer may have been lost
		}
		must(t, st.Enqueue(ctx, message("tried"), message("untried"), message("kept")))
		held := claim(t, st, "silent", now, 2)
		kept := claim(t, st, "living", now, 1)
		try(t, st, held[0])
		run, claimed, err := st.ClaimJobRun(ctx, "job", now, now, time.Hour, "silent")
		if err != nil || !claimed {
			t.Fatal(claimed, err)
		}
		later := now.Add(30 * time.Second)
		if alive, err := st.BeatProcess(ctx, "living", later); err != nil || !alive {
			t.Fatalf("the living one is not alive: %v", err)
		}
		dead, err := st.ReapProcesses(ctx, now.Add(-time.Second), later)
		if err != nil || len(dead) != 0 {
			t.Fatalf("reaped too early: %v, %v", dead, err)
		}
		dead, err = st.ReapProcesses(ctx, now, later)
		if diff := cmp.Diff([]string{"silent"}, dead); err != nil || diff != "" {
			t.Fatalf("reaped: %v\n%s", err, diff)
		}
		if alive, err := st.BeatProcess(ctx, "silent", later); err != nil || alive {
			t.Errorf("a dead process renews its row: %v, %v", alive, err)
		}
		if mine, err := st.MarkTrying(ctx, held[1], later); err != nil || mine {
			t.Errorf("a dead process posts: %v, %v", mine, err)
		}
		heirs := claim(t, st, "heir", later, 5)
		if len(heirs) != 2 || !heirs[0].MayStand() || heirs[1].MayStand() {
			t.Errorf("the heir has %+v: of two, only the one that was tried may stand", heirs)
		}
		if mine, err := st.MarkTrying(ctx, kept[0], later); err != nil || !mine {
			t.Errorf("the living one lost its claim: %v", err)
		}
		taken, claimed, err := st.ClaimJobRun(ctx, "job", now, later, time.Hour, "heir")
		if err != nil || !claimed || taken.Fence != run.Fence+1 {
			t.Errorf("the run is not free: %v, %v, %+v", claimed, err, taken)
		}
	})
}

func TestAnEndedProcessHoldsNothing(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		must(t, st.BeginProcess(ctx, "p", now))
		must(t, st.Enqueue(ctx, message("a")))
		claim(t, st, "p", now, 1)
		must(t, st.EndProcess(ctx, "p", now))
		must(t, st.EndProcess(ctx, "p", now))
		if list := claim(t, st, "q", now, 1); len(list) != 1 {
			t.Error("what it held is not free")
		}
	})
}

// One recipient with many messages leaves room for the others, and is served in order by one process at a time.
func TestOneRecipientOfManyIsNobodysWall(t *testing.T) {
	storetest.Each(t, func(t *testing.T, open func() *store.Store) {
		st := open()
		var queue []models.OutboxMessage
		for i := range 500 {
			m := message(string(rune('a'+i%26)) + time.Duration(i).String())
			m.Recipient = "C0BUSY"
			queue = append(queue, m)
		}
		urgent := message("urgent")
		urgent.Kind, urgent.NotBefore = "reminder", now.Add(time.Second)
		must(t, st.Enqueue(ctx, append(queue, message("last"), urgent)...))
		later := now.Add(time.Minute)
		got := claim(t, st, "p", later, 4)
		var keys []string
		for _, m := range got {
			keys = append(keys, m.DedupeKey)
		}
		if diff := cmp.Diff([]string{queue[0].DedupeKey, "last", "urgent"}, keys); diff != "" {
			t.Errorf("claimed (-want +got):\n%s", diff)
		}
		for _, m := range got {
			must(t, st.ReleaseOutbox(ctx, m))
		}
		only, err := st.ClaimOutbox(ctx, models.OutboxClaim{Owner: "p", Now: later, Lease: time.Minute, Kinds: []string{"reminder"}, Limit: 4})
		if err != nil || len(only) != 1 || only[0].DedupeKey != "urgent" {
			t.Errorf("of one kind: %v, %v", only, err)
		}
		must(t, st.HoldRecipient(ctx, "C0BUSY", later, later.Add(30*time.Second)))
		if got := claim(t, st, "p", later, 4); len(got) != 1 || got[0].DedupeKey != "last" {
			t.Errorf("beside a recipient that is held: %v", got)
		}
		next := claim(t, st, "p", later.Add(30*time.Second), 1)
		if len(next) != 1 || next[0].DedupeKey != queue[0].DedupeKey || next[0].Attempts != 0 {
			t.Errorf("after it was held: %+v", next)
		}
	})
}
