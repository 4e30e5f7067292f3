package store

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/guanxi-crm/guanxi/models"
)

// CountDeals counts one kind of thing over a scope, for the figures of deals, by what models.DealCounted says of it. Rows of deals that were open
// then may have the same labels: their numbers are to be added. Others have labels of their own.
func (q Queries) CountDeals(ctx context.Context, what models.DealCounted, scope models.DealScope) ([]models.DealCount, error) {
	count := map[models.DealCounted]func(context.Context, models.DealScope) ([]models.DealCount, error){
		models.DealsClosed:       q.countClosed,
		models.DealsTook:         q.countTook,
		models.DealsTookByOwner:  q.countTookByOwner,
		models.DealStaysFinished: q.countStays,
		models.DealStaysUnended:  q.countUnended,
		models.DealsExpected:     q.countExpected,
		models.DealsOpenAt:       q.countOpenAt,
		models.DealsCame:         q.countCame,
	}[what]
	if count == nil {
		return nil, fmt.Errorf("count %s: the store has no such count", what)
	}
	kept, err := q.asKept(ctx, scope.CountScope)
	if err != nil {
		return nil, err
	}
	scope.CountScope = kept
	rows, err := count(ctx, scope)
	return rows, wrap("count "+string(what), err)
}

// dealsOf are the deals of a scope, whenever they were closed.
func (q Queries) dealsOf(ctx context.Context, scope models.DealScope) *gorm.DB {
	db := q.session(ctx).Model(&models.Deal{})
	if scope.PipelineID != 0 {
		db = db.Where("deals.pipeline_id = ?", scope.PipelineID)
	}
	return q.sold(ctx, db, scope)
}

// sold limits a query of deals to a scope, and joins it with their customers where it is divided by what these have.
func (q Queries) sold(ctx context.Context, db *gorm.DB, scope models.DealScope) *gorm.DB {
	db = q.soldBy(ctx, db, scope.Person, scope.VisibleTo)
	scope.VisibleTo = ""
	return q.inScope(db, "deals", scope.CountScope, scope.By != "" && scope.By != models.ByOwner)
}

// dealDivision is the division of deals by a dimension.
func dealDivision(by models.Dimension) division {
	if by == models.ByOwner {
		return "deals.owner"
	}
	return divisionOf(by)
}

// countClosed asks for each state by itself: asked for both at once, SQLite walks all deals in the order of their owners.
func (q Queries) countClosed(ctx context.Context, scope models.DealScope) (list []models.DealCount, err error) {
	by := dealDivision(scope.By)
	labels := "deals.owner, deals.currency"
	if by != "" {
		labels = "deals.currency"
	}
	for _, state := range []models.DealState{models.DealLost, models.DealWon} {
		var rows []models.DealCount
		err := q.dealsOf(ctx, scope).Select(by.selects(labels+", COUNT(*) AS count, SUM(deals.amount) AS amount")).
			Where("deals.state = ? AND deals.closed_at >= ? AND deals.closed_at < ?", state, scope.From, scope.To).
			Group(by.groups(labels)).Order(by.groups(labels)).Find(&rows).Error
		if err != nil {
			return nil, err
		}
		for i := range rows {
			rows[i].State = state
		}
		list = append(list, rows...)
	}
	return list, nil
}

func (q Queries) countTook(ctx context.Context, scope models.DealScope) ([]models.DealCount, error) {
	return q.spread(ctx, "''", "owner", q.won(ctx, scope))
}

func (q Queries) countTookByOwner(ctx context.Context, scope models.DealScope) ([]models.DealCount, error) {
	return q.spread(ctx, "owner", "owner", q.won(ctx, scope))
}

// won are the owners of the deals that were won in the span, and how many seconds after they were created.
func (q Queries) won(ctx context.Context, scope models.DealScope) *gorm.DB {
	return q.dealsOf(ctx, scope).Select("deals.owner AS owner, "+q.dialect.seconds("deals.created_at", "deals.closed_at")+" AS seconds").
		Where("deals.state = ? AND deals.closed_at >= ? AND deals.closed_at < ?", models.DealWon, scope.From, scope.To)
}

// countStays counts the moves out of an open stage: each ends the stay that the move before it began.
func (q Queries) countStays(ctx context.Context, scope models.DealScope) ([]models.DealCount, error) {
	const entered = `(SELECT MAX(before_it.moved_at) FROM stage_moves AS before_it WHERE before_it.deal_id = stage_moves.deal_id
		AND (before_it.moved_at < stage_moves.moved_at OR before_it.moved_at = stage_moves.moved_at AND before_it.id < stage_moves.id))`
	stays := q.session(ctx).Model(&models.StageMove{}).
		Select("stage_moves.from_stage AS stage_id, "+q.dialect.seconds(entered, "stage_moves.moved_at")+" AS seconds").
		Where("stage_moves.moved_at >= ? AND stage_moves.moved_at < ? AND stage_moves.from_stage IN (?)", scope.From, scope.To, scope.Stages)
	if scope.CountScope != (models.CountScope{}) {
		stays = q.sold(ctx, stays.Joins(q.dialect.thenJoin+" deals ON deals.id = stage_moves.deal_id"), scope)
	}
	return q.spread(ctx, "stage_id", "stage_id", stays)
}

func (q Queries) countUnended(ctx context.Context, scope models.DealScope) ([]models.DealCount, error) {
	stays := q.dealsOf(ctx, scope).Select("deals.stage_id AS stage_id, "+q.dialect.seconds("deals.stage_since", "?")+" AS seconds", scope.To).
		Where("deals.state = ? AND deals.closed_at IS NULL", models.DealOpen) // the index has the closed ones' instants before the owner
	return q.spread(ctx, "stage_id", "stage_id", stays)
}

// spread says of seconds how many there are, together and in the middle, by a label, which is put into a column. Engines know no median: the
// rows are numbered in the order of the seconds, and those in the middle are added up.
func (q Queries) spread(ctx context.Context, label, column string, spent *gorm.DB) (rows []models.DealCount, err error) {
	const middle = "CASE WHEN 2 * place = many + 1 THEN 2 * seconds WHEN 2 * place IN (many, many + 2) THEN seconds ELSE 0 END"
	placed := fmt.Sprintf("%s AS %s, seconds, ROW_NUMBER() OVER (PARTITION BY %s ORDER BY seconds) AS place, COUNT(*) OVER (PARTITION BY %s) AS many", label, column, label, label)
	err = q.session(ctx).Table("(?) AS few_placed", q.session(ctx).Table("(?) AS few_spent", spent).Select(placed)).
		Select(column + ", COUNT(*) AS count, SUM(seconds) AS seconds, SUM(" + middle + ") AS middle").
		Group(column).Order(column).Find(&rows).Error
	return rows, err
}

func (q Queries) countExpected(ctx context.Context, scope models.DealScope) (rows []models.DealCount, err error) {
	const month, slipped = "COALESCE(SUBSTR(deals.expected_close, 1, 7), '')", "CASE WHEN deals.expected_close < ? THEN 1 ELSE 0 END"
	err = q.dealsOf(ctx, scope).
		Select(month+" AS month, "+slipped+" AS slipped, deals.stage_id, deals.probability, deals.currency, COUNT(*) AS count, SUM(deals.amount) AS amount", scope.Today).
		Where("deals.state = ?", models.DealOpen).
		Group("month, slipped, deals.stage_id, deals.probability, deals.currency").
		Order("month, slipped, deals.stage_id, deals.probability, deals.currency").Find(&rows).Error
	return rows, err
}

// countOpenAt counts the deals that were open when the span ended: those that are still in the stage in which they were then, and those that
// went on or were closed since, whose steps say where they were.
func (q Queries) countOpenAt(ctx context.Context, scope models.DealScope) (list []models.DealCount, err error) {
	open := func() *gorm.DB { return q.dealsOf(ctx, scope).Where("deals.state = ?", models.DealOpen) }
	if scope.To.IsZero() {
		return q.sumsOf(ctx, scope.By, "deals.stage_id", open())
	}
	const then = "COALESCE((SELECT before_it.to_stage FROM stage_moves AS before_it WHERE before_it.deal_id = deals.id AND before_it.moved_at < ? " +
		"ORDER BY before_it.moved_at DESC, before_it.id DESC LIMIT 1), 0)"
	list, err = q.sumsOf(ctx, scope.By, "deals.stage_id", open().Where("deals.stage_since < ?", scope.To))
	since := []*gorm.DB{open().Where("deals.stage_since >= ?", scope.To)}
	for _, state := range []models.DealState{models.DealWon, models.DealLost} {
		since = append(since, q.dealsOf(ctx, scope).Where("deals.state = ? AND deals.closed_at >= ?", state, scope.To))
	}
	for _, db := range since {
		if err != nil {
			return nil, err
		}
		var rows []models.DealCount
		rows, err = q.sumsOf(ctx, scope.By, then, db.Where("deals.created_at < ?", scope.To), scope.To)
		list = append(list, rows...)
	}
	return list, err
}

// sumsOf adds up deals by the stage that a column or a query says, by probability and currency, and by a dimension.
func (q Queries) sumsOf(ctx context.Context, by models.Dimension, stage string, deals *gorm.DB, args ...any) (rows []models.DealCount, err error) {
	deals = deals.Select(dealDivision(by).selects(stage+" AS stage_id, deals.probability AS probability, deals.currency AS currency, deals.amount AS amount"), args...)
	labels := "stage_id, probability, currency"
	if by != "" {
		labels = "value, " + labels
	}
	err = q.session(ctx).Table("(?) AS few", deals).Select(labels + ", COUNT(*) AS count, SUM(amount) AS amount").Group(labels).Find(&rows).Error
	return rows, err
}

// countCame numbers the stages in their order, so that the greatest number of a deal's steps is how far it came.
func (q Queries) countCame(ctx context.Context, scope models.DealScope) ([]models.DealCount, error) {
	var place strings.Builder
	var args []any
	for i, stage := range scope.Stages {
		place.WriteString(" WHEN ? THEN " + strconv.Itoa(i+1))
		args = append(args, stage)
	}
	if len(args) == 0 {
		return nil, nil
	}
	came := q.dealsOf(ctx, scope).
		Select("deals.state AS state, (SELECT MAX(CASE stage_moves.to_stage"+place.String()+" ELSE 0 END) FROM stage_moves WHERE stage_moves.deal_id = deals.id) AS came", args...).
		Where("deals.created_at >= ? AND deals.created_at < ? AND deals.state <> ?", scope.From, scope.To, models.DealShelved)
	var rows []struct {
		State models.DealState
		Came  int
		Count int
	}
	err := q.session(ctx).Table("(?) AS few", came).Select("state, came, COUNT(*) AS count").Group("state, came").Order("state, came").Find(&rows).Error
	list := make([]models.DealCount, len(rows))
	for i, row := range rows {
		list[i] = models.DealCount{State: row.State, Count: row.Count}
		if row.Came > 0 {
			list[i].StageID = scope.Stages[row.Came-1]
		}
	}
	return list, err
}
