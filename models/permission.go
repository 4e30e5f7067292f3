package models

import "slices"

// Role is what a person is to the team. It decides what they may do; the zero Role may nothing.
type Role string

// The roles.
const (
	RoleAdmin     Role = "admin"
	RoleManager   Role = "manager"
	RoleSales     Role = "sales"
	RoleSupport   Role = "support"
	RoleMarketing Role = "marketing"
	RoleViewer    Role = "viewer"
	RoleNone      Role = "none" // kept out, whatever else is said of the person
)

// Roles lists the roles that may something, in the order in which they are shown.
func Roles() []Role {
	return []Role{RoleAdmin, RoleManager, RoleSales, RoleSupport, RoleMarketing, RoleViewer}
}

// Valid reports whether r is a role that can be given, RoleNone included.
func (r Role) Valid() bool { return r == RoleNone || slices.Contains(Roles(), r) }

// Permission is something that not everybody may do.
type Permission string

// The permissions. What belongs to a person (their own follow-ups, settings, last change) needs no more than the
// permission for its kind.
const (
	MayView          Permission = "view"           // see customers, their history, follow-ups
	MayReport        Permission = "report"         // see reports
	MayShare         Permission = "share"          // show a card or a report to a channel
	MayCreate        Permission = "create"         // save new customers
	MayEdit          Permission = "edit"           // change customers
	MayAssign        Permission = "assign"         // give away a customer that is somebody else's; one's own anybody may who may edit
	MayChangeStatus  Permission = "status"         // change where a customer stands
	MayLog           Permission = "log"            // record what happened
	MayFollowUp      Permission = "followup"       // plan follow-ups, finish and move them
	MayServe         Permission = "serve"          // raise tickets, take them up, answer and solve them
	MayUndo          Permission = "undo"           // take one's own last change back
	MayReveal        Permission = "reveal"         // see the personal data of any customer; the owner's own need no permission
	MayExportSubject Permission = "export_subject" // take a copy of all data of a customer
	MayArchive       Permission = "archive"        // archive and restore any customer; who entered one may for a day
	MayMerge         Permission = "merge"          // let two customers be one, and take that back
	MayBulk          Permission = "bulk"           // change many customers at once
	MayBulkOwn       Permission = "bulk_own"       // change many of one's own customers at once
	MayImport        Permission = "import"         // import customers of anybody from a file
	MayImportOwn     Permission = "import_own"     // import customers of one's own from a file
	MayErase         Permission = "erase"          // erase a customer's personal data for good
	MayManageFields  Permission = "fields"         // add and change custom fields
	MayManageStages  Permission = "stages"         // add and change pipelines, their stages and the reasons for which deals are lost
	MayManageTags    Permission = "tags"           // rename and merge the team's tags; to give them to a customer is to edit it
	MayManageWords   Permission = "words"          // see and change the list of sensitive words
	MayManageRoles   Permission = "roles"          // see and give roles

	MayManageSearches Permission = "searches" // change and delete the team's saved searches; one's own anybody may

	MayManageReplies Permission = "replies" // write the canned replies to tickets that everybody who serves may use

	MayManageChannels Permission = "channels" // see and change which channels get summaries and reports
	MayManageCold     Permission = "cold"     // say when a customer is cold
	MayClean          Permission = "clean"    // see and ignore what is wrong with anybody's data; of one's own who may edit
	MayManageTargets  Permission = "targets"  // say what the team and its people are to reach
	MayManageRates    Permission = "rates"    // say what currencies are worth
	// MayManageCampaigns is to add and change campaigns; who is among whom they address, anybody says who may edit the customer.
	MayManageCampaigns Permission = "campaigns"
	MayOperate         Permission = "operate" // see what could not be delivered, and try it again
)

// Grant is who may do something.
type Grant struct {
	Permission Permission
	Roles      []Role
}

var (
	everybody = Roles()
	working   = []Role{RoleAdmin, RoleManager, RoleSales, RoleSupport, RoleMarketing}
	selling   = []Role{RoleAdmin, RoleManager, RoleSales}
	leading   = []Role{RoleAdmin, RoleManager}
	serving   = []Role{RoleAdmin, RoleManager, RoleSupport}
	admins    = []Role{RoleAdmin}
	promoting = []Role{RoleAdmin, RoleManager, RoleMarketing}
)

// grants is the permission table. Everything derives from it: the checks, help, docs/permissions.md, and the test that
// tries every way in with every role.
var grants = []Grant{
	{MayView, everybody},
	{MayReport, everybody},
	{MayShare, working},
	{MayCreate, working},
	{MayEdit, working},
	{MayAssign, leading},
	{MayChangeStatus, selling},
	{MayLog, working},
	{MayFollowUp, working},
	{MayServe, working},
	{MayUndo, working},
	{MayReveal, leading},
	{MayExportSubject, leading},
	{MayArchive, leading},
	{MayMerge, leading},
	{MayBulkOwn, selling},
	{MayBulk, leading},
	{MayImport, leading},
	{MayImportOwn, working},
	{MayErase, admins},
	{MayManageSearches, leading},
	{MayManageReplies, serving},
	{MayManageTargets, leading},
	{MayManageCampaigns, promoting},
	{MayManageFields, admins},
	{MayManageStages, admins},
	{MayManageTags, admins},
	{MayManageWords, admins},
	{MayManageRoles, admins},
	{MayManageChannels, leading},
	{MayClean, leading},
	{MayManageCold, admins},
	{MayManageRates, admins},
	{MayOperate, admins},
}

// Grants returns the permission table, in the order in which it is shown.
func Grants() []Grant { return slices.Clone(grants) }

// May reports whether a role has a permission.
func (r Role) May(p Permission) bool {
	for _, grant := range grants {
		if grant.Permission == p {
			return slices.Contains(grant.Roles, r)
		}
	}
	return false
}

// Unfit is why somebody can't be given customers and follow-ups: nobody would be reminded, or could say that it is done.
type Unfit string

// The reasons.
const (
	Fit           Unfit = "" // they can
	UnfitUnknown  Unfit = "unknown"
	UnfitGone     Unfit = "gone"
	UnfitBot      Unfit = "bot" // whatever its role: it reads no messages
	UnfitStranger Unfit = "stranger"
	UnfitGuest    Unfit = "guest"
	UnfitNone     Unfit = "none"
	UnfitViewer   Unfit = "viewer"
)

// Unfit returns why somebody in this role can't be given customers and follow-ups. It is the one rule for whoever gives
// work, and for what becomes of work that they have already.
func (r Role) Unfit(who Identity) Unfit {
	switch {
	case who.Unknown:
		return UnfitUnknown
	case who.Gone:
		return UnfitGone
	case who.Bot:
		return UnfitBot
	case r.May(MayFollowUp):
		return Fit
	case who.Stranger:
		return UnfitStranger
	case who.Guest:
		return UnfitGuest
	case r.May(MayView):
		return UnfitViewer
	}
	return UnfitNone
}

// LeftBehind is what somebody has who can't be given work any more: how much, counted up to MaxCounted.
type LeftBehind struct {
	Customers, FollowUps, Deals int // of follow-ups and deals the open ones
}
