package store

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"gorm.io/gorm/clause"
)

// listPlace names a list.
type listPlace struct {
	listing string
	block   int
}

// keptList is a list as it is kept.
type keptList struct {
	Listing string `gorm:"primaryKey"`
	Block   int    `gorm:"primaryKey;autoIncrement:false"`
	Size    int
	Members []byte
}

// TableName names the table.
func (keptList) TableName() string { return "search_lists" }

// listsAtOnce is how many lists one statement reads or writes.
const listsAtOnce = 300

// readLists reads the lists of some listings, in some blocks or, where none are named, in all.
func (q Queries) readLists(ctx context.Context, listings []string, blocks []int) (map[listPlace]*members, error) {
	found := map[listPlace]*members{}
	for chunk := range slices.Chunk(listings, listsAtOnce) {
		var rows []keptList
		db := q.session(ctx).Select("listing", "block", "members").Where("listing IN ?", chunk)
		if len(blocks) > 0 {
			db = db.Where("block IN ?", blocks)
		}
		if err := db.Find(&rows).Error; err != nil {
			return nil, wrap("read lists of the search", err)
		}
		for _, row := range rows {
			set := &members{}
			if err := set.addKept(row.Members); err != nil {
				return nil, wrap("read lists of the search", err)
			}
			found[listPlace{row.Listing, row.Block}] = set
		}
	}
	return found, nil
}

// changes are what is to be changed in lists: customers that are taken out first, and those that are put in then.
type changes map[listPlace]*change

type change struct{ out, in []uint16 }

func (c changes) of(listing string, id int64) *change {
	place := listPlace{listing, blockOf(id)}
	if c[place] == nil {
		c[place] = &change{}
	}
	return c[place]
}

func (c changes) add(listing string, id int64) {
	at := c.of(listing, id)
	at.in = append(at.in, placeIn(id))
}

func (c changes) remove(listing string, id int64) {
	at := c.of(listing, id)
	at.out = append(at.out, placeIn(id))
}

// steps cuts changes into parts of at most a number of lists, each of one block.
func (c changes) steps(size int) []changes {
	places := slices.SortedFunc(maps.Keys(c), func(a, b listPlace) int {
		return cmp.Or(cmp.Compare(a.block, b.block), cmp.Compare(a.listing, b.listing))
	})
	var list []changes
	for i, place := range places {
		if i == 0 || len(list[len(list)-1]) >= size || places[i-1].block != place.block {
			list = append(list, changes{})
		}
		list[len(list)-1][place] = c[place]
	}
	return list
}

// changeLists changes lists. Whoever calls it holds the fence.
func (tx *Tx) changeLists(ctx context.Context, all changes) error {
	for _, step := range all.steps(listsAtOnce) {
		if err := tx.changeSome(ctx, step); err != nil {
			return err
		}
	}
	return nil
}

// changeSome changes lists of one block. A list without customers goes: nothing tells of what nobody has any more.
func (tx *Tx) changeSome(ctx context.Context, step changes) error {
	var (
		listings []string
		block    int
		rows     []keptList
		gone     []string
	)
	for place := range step {
		listings, block = append(listings, place.listing), place.block
	}
	slices.Sort(listings)
	found, err := tx.readLists(ctx, listings, []int{block})
	if err != nil {
		return err
	}
	for _, listing := range listings {
		place := listPlace{listing, block}
		set, there := found[place]
		if !there {
			set = &members{}
		}
		was := *set
		for _, place := range step[place].out {
			set.remove(place)
		}
		for _, place := range step[place].in {
			set.add(place)
		}
		switch size := set.count(); {
		case was == *set:
		case size == 0:
			gone = append(gone, listing)
		default:
			rows = append(rows, keptList{listing, block, size, set.encode()})
		}
	}
	if len(gone) > 0 {
		if err := tx.session(ctx).Where("block = ? AND listing IN ?", block, gone).Delete(&keptList{}).Error; err != nil {
			return wrap("write lists of the search", err)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	write := clause.OnConflict{Columns: []clause.Column{{Name: "listing"}, {Name: "block"}}, DoUpdates: clause.AssignmentColumns([]string{"size", "members"})}
	return wrap("write lists of the search", tx.session(ctx).Clauses(write).Create(&rows).Error)
}
