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

// ticketNames are what the fields of a ticket may be called.
var ticketNames = map[string]models.Field{
	"subject": models.FieldTicketSubject, "title": models.FieldTicketSubject, "name": models.FieldTicketSubject, "主题": models.FieldTicketSubject, "标题": models.FieldTicketSubject, "问题": models.FieldTicketSubject,
	"text": models.FieldTicketText, "details": models.FieldTicketText, "description": models.FieldTicketText, "内容": models.FieldTicketText, "描述": models.FieldTicketText, "详情": models.FieldTicketText,
	"priority": models.FieldPriority, "prio": models.FieldPriority, "urgency": models.FieldPriority, "优先级": models.FieldPriority, "紧急程度": models.FieldPriority,
	"assignee": models.FieldTicketAssignee, "owner": models.FieldTicketAssignee, "agent": models.FieldTicketAssignee, "处理人": models.FieldTicketAssignee, "负责人": models.FieldTicketAssignee, "客服": models.FieldTicketAssignee,
	"contact": models.FieldTicketContact, "person": models.FieldTicketContact, "联系人": models.FieldTicketContact,
	"tag": models.FieldTags, "tags": models.FieldTags, "标签": models.FieldTags,
}

// recordNames are what the fields of the kinds of records may be called that hang on a customer, and recordVerbs the words that their commands
// know beside them, by the kind's entity.
var (
	recordNames = map[string]map[string]models.Field{models.EntityDeal: dealNames, models.EntityTicket: ticketNames}
	recordVerbs = map[string]string{
		models.EntityDeal:   "won lost reopen edit new 赢单 输单 重新打开 编辑 新建",
		models.EntityTicket: "open waiting solved closed take edit new reopen 处理中 等待 已解决 关闭 领取 编辑 新建 重新打开",
	}
)

// RecordField returns the field of a kind of record, by its entity, that is called so: one of the record, or a custom one in use.
func (c *Frame) RecordField(entity, name string) (models.Field, bool) {
	squeezed := models.SqueezeLabel(name)
	if found, known := recordNames[entity][squeezed]; known {
		return found, true
	}
	for _, f := range c.CRM.AllFields().Of(entity).Active() {
		if squeezed != "" && (squeezed == models.SqueezeLabel(f.LabelEN) || squeezed == models.SqueezeLabel(f.LabelZH)) {
			return f.Key(), true
		}
	}
	return "", false
}

// reserved are the names that commands know already for fields of a kind of record, squeezed.
func (c *Frame) reserved(entity string) map[string]bool {
	names, known := recordNames[entity]
	if !known {
		return c.reservedOfCustomers()
	}
	taken := map[string]bool{}
	for name := range names {
		taken[name] = true
	}
	for name := range strings.FieldsSeq(recordVerbs[entity]) {
		taken[name] = true
	}
	return taken
}
