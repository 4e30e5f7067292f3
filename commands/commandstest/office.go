// Package commandstest is a team with its database, in which the ways in of a feature are tried, as the transport would.
package commandstest

import (
	"context"
	"database/sql"
	"fmt"
	"io/fs"
	"strconv"
	"testing"
	"time"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/crm"
	"github.com/guanxi-crm/guanxi/i18n"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/reports"
	"github.com/guanxi-crm/guanxi/store/storetest"
	"github.com/guanxi-crm/guanxi/views/surface"
)

// Who is in the office, and what may reach nobody who doesn't see the customers.
const (
	Owner    = "U0OWNER"  // whose customers they are
	Stranger = "U0OTHER"  // somebody of the team
	Secret   = "Northern" // begins every customer's name
)

// industry is the one that is configured.
var industry = i18n.Label{Key: "industry.technology", Words: map[string]string{i18n.English: "Technology", i18n.Chinese: "科技"}}

// Feature declares a feature for a frame, as cli/features.go lists it.
type Feature = func(*commands.Frame) commands.Feature

// Office is a team with its database, on 24 November 2026 at 15:00 UTC.
type Office struct {
	T          testing.TB
	Frame      *commands.Frame
	CRM        *crm.Service
	DB         *sql.DB
	Catalogues *i18n.Bundle
	router     *router
	count      int
}

// New returns an office whose conversation is about the features. It ends with the test.
func New(t testing.TB, access crm.Access, features ...Feature) *Office {
	t.Helper()
	database := storetest.SQLite(t)
	st := storetest.Open(t, database)
	now := time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)
	o := &Office{T: t, router: &router{reads: map[string]bot.Read{}}}
	o.CRM = crm.New(st, models.ClockFunc(func() time.Time { return now }), crm.Team{Industries: []string{"technology"}, Access: access})
	var err error
	o.Frame, err = commands.New(commands.Parts{CRM: o.CRM, Reports: reports.New(st), Industries: []string{"technology"}, Labels: []i18n.Label{industry}}, features...)
	o.Check(err)
	o.Frame.Register(o.router)
	var words []fs.FS
	for _, feature := range features {
		if own := feature(o.Frame).Words; own != nil {
			words = append(words, own)
		}
	}
	o.Catalogues, err = i18n.New(words, industry)
	o.Check(err)
	o.DB, err = sql.Open("sqlite", database.DSN)
	o.Check(err)
	o.DB.SetMaxOpenConns(1) // its version is a connection's
	t.Cleanup(func() { _ = o.DB.Close() })
	return o
}

// Check ends the test with an error.
func (o *Office) Check(err error) {
	o.T.Helper()
	if err != nil {
		o.T.Fatal(err)
	}
}

// Admin is the owner, who may everything here.
func Admin() models.Operation {
	return models.Operation{Actor: models.Actor{ID: Owner, Role: models.RoleAdmin}}
}

// Call is a call of the admin's in English, for functions below the handlers.
func (o *Office) Call() commands.Call {
	user := bot.User{ID: Owner, Zone: time.UTC, Locale: "en-US"}
	return commands.Call{Request: &bot.Request{User: user}, Printer: o.Catalogues.For(i18n.English), Actor: Admin().Actor}
}

// router keeps what the frame registers.
type router struct {
	reads  map[string]bot.Read
	refuse func(context.Context, *bot.Request, error) bot.Reply
	heard  bot.Listener
	wants  func(context.Context, models.Reaction) bool
}

func keyOf(kind bot.Kind, name string) string { return string(kind) + " " + name }

// HandleRead keeps a way in.
func (r *router) HandleRead(kind bot.Kind, name string, read bot.Read) {
	r.reads[keyOf(kind, name)] = read
}

// OnError keeps how an error becomes words.
func (r *router) OnError(render func(context.Context, *bot.Request, error) bot.Reply) {
	r.refuse = render
}

// Repeats is of no use here.
func (*router) Repeats(bot.Kind, string) {}

// OnChange is of no use here.
func (*router) OnChange(func(context.Context, bot.User) (*surface.Home, error)) {}

// OnHeard keeps who hears.
func (r *router) OnHeard(listener bot.Listener) { r.heard = listener }

// OnReaction keeps which emoji are wanted.
func (r *router) OnReaction(wants func(context.Context, models.Reaction) bool) { r.wants = wants }

// OnWaiting is of no use here.
func (*router) OnWaiting(func(*bot.Request) surface.Modal) {}

// Refuse is how an error is answered.
func (o *Office) Refuse(req *bot.Request, err error) bot.Reply {
	return o.router.refuse(context.Background(), req, err)
}

// Hears reports whether any feature hears what is said in channels.
func (o *Office) Hears() bool { return o.router.heard != nil }

// Hear lets the features hear what was said in a channel.
func (o *Office) Hear(ctx context.Context, said models.Said) (bot.Whisper, error) {
	return o.router.heard(ctx, said)
}

// Wants reports whether a feature wants an emoji.
func (o *Office) Wants(ctx context.Context, reaction models.Reaction) bool {
	return o.router.wants(ctx, reaction)
}

// React answers an emoji.
func (o *Office) React(ctx context.Context, req bot.Request) (bot.Reply, error) {
	if req.User.Zone == nil {
		req.User.Zone = time.UTC
	}
	req.Kind, req.Saved = bot.KindReaction, new(bool)
	return o.router.reads[keyOf(bot.KindReaction, "")](&req).Run(ctx, &req)
}

// Scene is a customer of the owner's with everything that can be acted on; the last change is the actor's.
type Scene struct {
	Customer models.Customer
	FollowUp string // its ID
	Change   string // the operation that the actor may take back
	Other    string // the code of a second customer
	Dead     string // a message that was given up
	Field    int64  // one custom field, a choice
	Deal     models.Deal
	Ticket   models.Ticket
	Campaign models.Campaign
	Member   models.CampaignMember // the customer, of the campaign
}

// Number is the follow-up's ID.
func (s Scene) Number() int64 {
	n, _ := strconv.ParseInt(s.FollowUp, 10, 64)
	return n
}

// Scene makes one in which the last change is somebody's.
func (o *Office) Scene(actor string) Scene {
	o.T.Helper()
	ctx, op := context.Background(), Admin()
	o.count++
	other, err := o.CRM.CreateCustomer(ctx, op, models.Customer{Name: fmt.Sprintf("%s other %d", Secret, o.count)})
	o.Check(err)
	customer, err := o.CRM.CreateCustomer(ctx, op, models.Customer{Name: fmt.Sprintf("%s %d", Secret, o.count), ContactTitle: "CEO"})
	o.Check(err)
	followUp, err := o.CRM.PlanFollowUp(ctx, op, customer.ID, models.FollowUpInput{DueOn: models.NewDate(2026, 11, 24), Title: Secret})
	o.Check(err)
	o.Check(o.CRM.CheckSettings(ctx)) // which know the pipelines
	_, deal, err := o.CRM.CreateDeal(ctx, op, customer.ID, map[models.Field]string{models.FieldDealTitle: Secret})
	o.Check(err)
	_, ticket, err := o.CRM.RaiseTicket(ctx, op, customer.ID, models.TicketInput{Values: map[models.Field]string{models.FieldTicketSubject: Secret}})
	o.Check(err)
	campaign, err := o.CRM.CreateCampaign(ctx, op, map[models.Field]string{models.FieldCampaignName: fmt.Sprintf("Fair %d", o.count)})
	o.Check(err)
	_, member, err := o.CRM.AddMember(ctx, op, campaign.ID, customer.ID, "", models.MemberInvited)
	o.Check(err)
	mine := models.Operation{Actor: models.Actor{ID: actor, Role: models.RoleAdmin}}
	_, err = o.CRM.LogInteraction(ctx, mine, customer.ID, models.InteractionInput{Kind: models.InteractionCall, Text: Secret})
	o.Check(err)
	last, err := o.CRM.LastChange(ctx, mine.Actor)
	o.Check(err)
	customer, err = o.CRM.Customer(ctx, op.Actor, customer.ID)
	o.Check(err)
	result, err := o.DB.ExecContext(ctx, "INSERT INTO outbox (dedupe_key, kind, recipient, payload, not_before, attempts, claimed_by, state, channel, ts, last_error, created_at) "+
		"VALUES (?, 'digest', 'U0X', '{}', '2026-11-24 00:00:00.000000', 3, '', 'dead', '', '', 'x', '2026-11-24 00:00:00.000000')", fmt.Sprint(Secret, o.count))
	o.Check(err)
	dead, err := result.LastInsertId()
	o.Check(err)
	return Scene{customer, strconv.FormatInt(followUp.ID, 10), last.Operation, other.Code, strconv.FormatInt(dead, 10), o.field(), deal, ticket, campaign, member}
}

// field returns the ID of the first of the custom fields, and adds it when there is none.
func (o *Office) field() int64 {
	o.T.Helper()
	for _, f := range o.CRM.Fields().All() {
		return f.ID
	}
	f, err := o.CRM.AddField(context.Background(), Admin(), models.CustomField{Kind: models.CustomChoice, LabelEN: "City", LabelZH: "城市", Options: models.ParseOptions("北京=Beijing")})
	o.Check(err)
	return f.ID
}

// WithFields gives the team a field of every kind, named after it, with the IDs 1 to 7.
func (o *Office) WithFields() {
	o.T.Helper()
	for _, kind := range models.CustomKinds() {
		f := models.CustomField{Kind: kind, LabelEN: "My " + string(kind), LabelZH: "我的" + string(kind)}
		if f.Chooses() {
			f.Options = models.ParseOptions("北京=Beijing,上海=Shang Hai")
		}
		_, err := o.CRM.AddField(context.Background(), Admin(), f)
		o.Check(err)
	}
}

// Form is a form that was sent, with what it remembers and its values by field.
func Form(metadata string, pairs ...string) bot.Request {
	req := bot.Request{View: bot.View{ID: "V1", Metadata: metadata}, Form: bot.Form{}}
	for i := 0; i < len(pairs); i += 2 {
		req.Form[pairs[i]] = []string{pairs[i+1]}
	}
	return req
}
