package main

import (
	"fmt"
	"sync"
)

// answers remembers what each search has shown: bot and floor must show the same customers in the same order, else they
// don't do the same work.
type answers struct {
	mu    sync.Mutex
	known map[string]string
}

func (a *answers) check(words, codes string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	before, asked := a.known[words]
	if !asked {
		a.known[words] = codes
		return nil
	}
	if before != codes {
		return fmt.Errorf("find %s: shown were %q, now %q", words, before, codes)
	}
	return nil
}
