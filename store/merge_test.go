package store_test

import (
	"testing"

	"github.com/guanxi-crm/guanxi/store"
)

// All records of a customer hang on the one that it is merged into: a new kind's, too.
func TestEveryKindMovesWithAMerge(t *testing.T) {
	moves := store.TablesOfKinds()
	for table, moved := range moves {
		if !moved {
			t.Errorf("a merge leaves %s behind", table)
		}
	}
	if len(moves) < 4 || !moves["audit_entries"] {
		t.Errorf("a merge moves %v", moves)
	}
}
