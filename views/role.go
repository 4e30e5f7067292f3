package views

import (
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
)

// RoleName is what a role is called.
func RoleName(p *i18n.Printer, role models.Role) string { return p.T("role." + string(role)) }
