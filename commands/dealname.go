package commands

import (
	"strings"

	"github.com/guanxi-crm/guanxi/models"
)

// dealNames are what the fields of a deal may be called.
var dealNames = map[string]models.Field{
	"title": models.FieldDealTitle, "name": models.FieldDealTitle, "deal": models.FieldDealTitle, "名称": models.FieldDealTitle, "商机": models.FieldDealTitle, "商机名称": models.FieldDealTitle,
	"stage": models.FieldStage, "阶段": models.FieldStage,
	"amount": models.FieldAmount, "value": models.FieldAmount, "price": models.FieldAmount, "金额": models.FieldAmount, "价格": models.FieldAmount, "价值": models.FieldAmount,
	"probability": models.FieldProbability, "chance": models.FieldProbability, "概率": models.FieldProbability, "赢率": models.FieldProbability, "赢单概率": models.FieldProbability,
	"close": models.FieldExpectedClose, "closes": models.FieldExpectedClose, "expected": models.FieldExpectedClose, "expectedclose": models.FieldExpectedClose, "closedate": models.FieldExpectedClose,
	"预计": models.FieldExpectedClose, "预计成交": models.FieldExpectedClose, "预计成交日期": models.FieldExpectedClose, "成交日期": models.FieldExpectedClose, "预计日期": models.FieldExpectedClose,
	"owner": models.FieldOwner, "负责人": models.FieldOwner, "销售": models.FieldOwner,
	"contact": models.FieldDealContact, "person": models.FieldDealContact, "联系人": models.FieldDealContact, "对接人": models.FieldDealContact,
	"tag": models.FieldTags, "tags": models.FieldTags, "标签": models.FieldTags,
	"source": models.FieldSource, "campaign": models.FieldSource, "来源": models.FieldSource, "活动": models.FieldSource, "来源活动": models.FieldSource,
}

// DealField returns the field of a deal that is called so: one of the record, or a custom one in use.
func (c *Frame) DealField(name string) (models.Field, bool) {
	squeezed := models.SqueezeLabel(name)
	if found, known := dealNames[squeezed]; known {
		return found, true
	}
	for _, f := range c.CRM.AllFields().Of(models.EntityDeal).Active() {
		if squeezed != "" && (squeezed == models.SqueezeLabel(f.LabelEN) || squeezed == models.SqueezeLabel(f.LabelZH)) {
			return f.Key(), true
		}
	}
	return "", false
}

// reserved are the names that commands know already for fields of a kind of record, squeezed.
func (c *Frame) reserved(entity string) map[string]bool {
	taken := map[string]bool{}
	if entity == models.EntityDeal {
		for name := range dealNames {
			taken[name] = true
		}
		for name := range strings.FieldsSeq("won lost reopen edit new 赢单 输单 重新打开 编辑 新建") {
			taken[name] = true
		}
		return taken
	}
	return c.reservedOfCustomers()
}
