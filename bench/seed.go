package main

import (
	"context"
	"fmt"
	"time"

	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
)

// What the customers' names are made of. A city or a trade is in a thousand names or more, so that looking for it reads
// in the order of an index and counts; a brand of two characters is in about ten, so that looking for it ranks.
var (
	cities = []string{"北京", "上海", "广州", "深圳", "成都", "杭州", "南京", "苏州"}
	brands = []rune("华宏泰瑞鑫云海恒达星智远航金玉明德信诚佳美康宁丰润博雅卓越")
	trades = []string{"科技", "贸易", "物流", "教育", "医疗", "机械"}

	adjectives = []string{"Amber", "Bright", "Cedar", "Delta", "Eastern", "Falcon", "Golden", "Harbour", "Indigo", "Juniper", "Keystone", "Lunar"}
	nouns      = []string{"Anchor", "Bridge", "Compass", "Dynamics", "Engines", "Foundry", "Gardens", "Horizon", "Instruments", "Junction"}
	businesses = []string{"Trading", "Logistics", "Software", "Foods"}
)

// rareWords and commonWords are what people look for; most in Chinese, some in English and pinyin.
var (
	rareWords = []string{
		"宏泰", "瑞鑫", "云海", "恒达", "星智", "远航", "金玉", "明德", "信诚", "佳美", "康宁", "丰润", "博雅", "卓越", "华瑞", "海星",
		"北京 宏泰", "harbour", "juniper compass", "yunhai",
	}
	commonWords = []string{"科技", "北京", "贸易", "上海", "物流", "医疗", "科技有限", "trading", "上海 科技"}
)

// nameOf is the i-th customer's name; every fifth is English.
func nameOf(i int) string {
	if i%5 == 4 {
		i /= 5
		return fmt.Sprintf("%s %s %s Ltd", adjectives[i%12], nouns[i/12%10], businesses[i/120%4])
	}
	n := len(brands)
	return cities[i%8] + string([]rune{brands[i%n], brands[(i/n+i+1)%n]}) + trades[i/7%6] + "有限公司"
}

// fill inserts customers with what belongs to them, as their cards will show it.
func fill(ctx context.Context, st *store.Store, customers int) error {
	const batch = 500
	now := time.Now().UTC().Truncate(time.Microsecond)
	for first := 0; first < customers; first += batch {
		err := st.Tx(ctx, func(tx *store.Tx) error {
			for i := first; i < min(customers, first+batch); i++ {
				if err := insert(ctx, tx, i, now.Add(-time.Duration(i%90)*24*time.Hour)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func insert(ctx context.Context, tx *store.Tx, i int, at time.Time) error {
	owner := userID(i % 16)
	c := models.Customer{
		Owner: owner, CreatedBy: owner, UpdatedBy: owner, CreatedAt: at, UpdatedAt: at, Version: 1,
		NextFollowUp: models.DateOf(at).AddDays(100 + i%20),
	}
	for field, value := range map[models.Field]string{
		models.FieldName: nameOf(i), models.FieldContactName: "王经理", models.FieldContactTitle: "采购总监", models.FieldCompany: nameOf(i),
		models.FieldIndustry: "technology", models.FieldPhone: fmt.Sprintf("138%08d", i), models.FieldEmail: fmt.Sprintf("p%d@example.com", i),
		models.FieldAddress: fmt.Sprintf("人民路%d号", i), models.FieldStatus: string(models.Statuses()[i%3]),
		models.FieldOpportunity: "200 seats of the yearly plan", models.FieldNotes: "Met at the fair. 需要报价。",
	} {
		if err := c.Set(field, value); err != nil {
			return err
		}
	}
	if err := tx.InsertCustomer(ctx, &c); err != nil {
		return err
	}
	return insertBeside(ctx, tx, c, i, at)
}

func insertBeside(ctx context.Context, tx *store.Tx, c models.Customer, i int, at time.Time) error {
	created := models.StatusChange{CustomerID: c.ID, ToStatus: c.Status, ChangedBy: c.Owner, ChangedAt: at}
	if err := tx.InsertStatusChange(ctx, &created); err != nil {
		return err
	}
	for n := range 1 + i%3 {
		held := at.Add(time.Duration(n) * time.Hour)
		call := models.Interaction{CustomerID: c.ID, Kind: models.InteractionCall, Text: "Wants a quote for 20 seats 二十个席位", HappenedAt: held, CreatedBy: c.Owner, CreatedAt: held}
		if err := tx.InsertInteraction(ctx, &call); err != nil {
			return err
		}
	}
	for n := range 1 + i%2 {
		planned := models.FollowUp{
			CustomerID: c.ID, Title: "Send the offer", DueOn: c.NextFollowUp.AddDays(n), Zone: "Asia/Shanghai", Assignee: c.Owner,
			State: models.FollowUpPlanned, CreatedBy: c.Owner, CreatedAt: at, UpdatedAt: at, Version: 1,
		}
		if err := tx.InsertFollowUp(ctx, &planned); err != nil {
			return err
		}
	}
	return tx.AppendAudit(ctx, []models.AuditEntry{{At: at, Actor: c.Owner, Entity: "customer", EntityID: c.ID, Version: 1, Action: "create", NewValue: c.Code}})
}
