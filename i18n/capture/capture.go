// Package capture reads what somebody says has happened with a customer, and is to happen: 昨天和ABC公司张经理通了电话,对方要报价,下周三跟进;
// "met Acme today, wants a quote for 20k, follow up next Tue". It proposes a customer, an interaction, a deal and a follow-up, each with the words
// it came from and how sure it is. It goes by rules and lists of words (lexicon.*.toml), knows nothing of the database or of Slack, and asks who is a
// customer through Names. i18n/when reads the dates.
package capture

import (
	"context"
	"strings"

	"github.com/guanxi-crm/guanxi/i18n/when"
)

// Enough is how sure a part has to be for being proposed: what is less sure is asked about. It is measured: the test of the sentences says how
// many of the fields at and above it are right, and fails below 95 %.
const Enough = 0.6

// MaxSentence is the longest text that is read, in bytes: longer ones are documents, no sentences.
const MaxSentence = 4000

// Span is a part of the text, in bytes.
type Span struct{ From, To int }

// Customer is who a sentence is about.
type Customer struct {
	Name    string  // as it is said; "" when nobody is named
	Matches []Match // those that it may be; one when there is no doubt, none when nobody is called so
	Sure    float64
	Span    Span
}

// New reports a customer that is said to be one and isn't known yet.
func (c Customer) New() bool { return c.Name != "" && len(c.Matches) == 0 }

// Interaction is what has happened.
type Interaction struct {
	Kind string  // call, visit, meeting, email, wechat, chat or other
	Sure float64 // of the kind, and that it has happened
	Span Span    // of the words that say so
	// Moment is when it was; Time is "" where no hour is named, and the zero Moment says that the sentence doesn't tell the day: 上周.
	When when.Moment
}

// Deal is what the customer wants to buy.
type Deal struct {
	Title  string
	Amount string // the words of the amount, such as 20万 or 20k USD; "" when none is named, or it is no total
	Sure   float64
	Span   Span
}

// FollowUp is what is to be done.
type FollowUp struct {
	When  when.When // its readings are asked about where there are several
	Title string
	Sure  float64
	Span  Span // of the date
}

// Proposal is what a sentence comes to. A part that is nil isn't in it.
type Proposal struct {
	Customer    Customer
	Interaction *Interaction
	Deal        *Deal
	FollowUp    *FollowUp
	// Unreached says that somebody tried to get in touch and reached nobody, which is no interaction.
	Unreached bool
}

// Empty reports a text that tells of nothing, or of nobody.
func (p Proposal) Empty() bool {
	return p.Customer.Name == "" || p.Interaction == nil && p.Deal == nil && p.FollowUp == nil && !p.Unreached
}

// parts counts what is proposed surely enough.
func (p Proposal) parts() (n int) {
	for _, sure := range []bool{p.Interaction != nil && p.Interaction.Sure >= Enough, p.Deal != nil && p.Deal.Sure >= Enough, p.FollowUp != nil && p.FollowUp.Sure >= Enough} {
		if sure {
			n++
		}
	}
	return n
}

// Match is a customer that may be meant.
type Match struct {
	ID      int64
	Contact bool // it is one of its people who is called so
}

// Names tells who is a customer.
type Names interface {
	// Whole returns, for each of some words, the customers whose code, phone, email or whole name it is, however it is written.
	Whole(ctx context.Context, words []string) ([][]Match, error)
	// Piece returns the customers of whose name the words are a part, or one of whose people is called so: as a search does.
	Piece(ctx context.Context, words string) ([]Match, error)
}

// Options are what a sentence is read with.
type Options struct {
	Reference when.Reference // when, where and by whom it is said
	Names     Names
	IsAmount  func(text string) bool // reports an amount of money, with or without its currency
}

// Who finds out which customers a text names, whatever it says of them: a request need not tell of anything that happened. It fails only where
// Names does.
func Who(ctx context.Context, text string, o Options) ([]Match, error) {
	if len(text) > MaxSentence {
		text = strings.ToValidUTF8(text[:MaxSentence], "")
	}
	if strings.TrimSpace(text) == "" {
		return nil, nil
	}
	customer, err := newReader(text, o).customer(ctx)
	return customer.Matches, err
}

// Read reads a sentence. It fails only where Names does.
func Read(ctx context.Context, sentence string, o Options) (Proposal, error) {
	if len(sentence) > MaxSentence || strings.TrimSpace(sentence) == "" {
		return Proposal{}, nil
	}
	r := newReader(sentence, o)
	if r.asks() || !r.tells() {
		return Proposal{}, nil
	}
	customer, err := r.customer(ctx)
	if err != nil || customer.Name == "" {
		return Proposal{}, err
	}
	r.hide(customer.Span)
	p := Proposal{Customer: customer, Unreached: len(r.unreached) > 0}
	p.Interaction = r.interaction()
	p.Deal = r.deal()
	p.FollowUp = r.followUp(p.Interaction)
	if customer.New() && customer.Sure < Enough && p.parts() < 2 { // talk of anybody: lunch with my wife
		return Proposal{}, nil
	}
	return p, nil
}
