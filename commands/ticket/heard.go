package ticket

import (
	"context"
	"errors"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// heard keeps what is said in the threads of tickets, and makes tickets of the messages of support channels. Somebody of another company who
// mentions the bot asks as well: nothing that they say is a command.
func (h handlers) heard(ctx context.Context, said models.Said) (commands.Whispered, error) {
	said.Text = commands.Unescape(said.Text)
	_, ours, err := h.CRM.HearTicket(ctx, said)
	age := h.CRM.Now("").Sub(models.TimeOfTS(said.Root()))
	if err != nil || ours || said.Mentions && !said.External || said.IsReply() && age >= beginsWithin {
		return nil, err
	}
	_, serves, err := h.CRM.Serves(ctx, said.Channel)
	if err != nil || !serves {
		return nil, err
	}
	if said.IsReply() {
		return nil, h.CRM.AwaitTicket(ctx, said)
	}
	if said.Change == models.SaidDeleted { // first nothing is made of it any more, then hears what was made of it meanwhile
		if err := h.CRM.NeverTake(ctx, said); err != nil {
			return nil, err
		}
		_, err = h.keepUp(ctx, said)
		return nil, err
	}
	known, err := h.CRM.HearIntake(ctx, said)
	if err != nil || known || said.Change == models.SaidEdited && age >= beginsWithin { // else a message whose edit is heard before it
		return nil, err
	}
	if age < heardLate {
		return nil, h.takeIn(ctx, said, []models.Said{said})
	}
	thread, err := h.thread(ctx, said.Channel, said.TS)
	if err == nil {
		err = h.takeIn(ctx, said, thread)
	}
	if err == nil {
		err = h.catchUp(ctx, said.Channel, said.TS, thread)
	}
	return nil, err
}

// heardLate is after how long a message is heard late: by then it may have been edited, and somebody may have answered, and that may have been
// heard, as nobody's, before it. beginsWithin is how long after a message was written it may become a ticket that others don't know of yet.
const (
	heardLate    = 5 * time.Second
	beginsWithin = time.Minute
)

// takeIn makes a ticket of a message of a support channel, as it stands in its thread by now, or asks whose it is. One that doesn't stand there
// any more was deleted.
func (h handlers) takeIn(ctx context.Context, said models.Said, thread []models.Said) error {
	at := models.IndexOfTS(thread, said.TS)
	if at < 0 {
		return nil
	}
	key := said.Key
	said = thread[at]
	said.Key = key
	if said.Subject() == "" {
		return nil
	}
	customer, sure, err := h.CRM.RequesterOf(ctx, said)
	if err == nil && !sure {
		customer, sure, err = h.GuessCustomer(ctx, models.System(), said.Text)
	}
	if err != nil {
		return err
	}
	if sure {
		if _, err = h.CRM.TakeIn(ctx, said, thread, customer.ID); models.AsErrors(err) != nil {
			if known, wrong := h.keepUp(ctx, said); known || wrong != nil { // somebody has made a ticket of it meanwhile
				return wrong
			}
			sure = false // what can't be a ticket as it is, is somebody's request nevertheless
		}
	}
	if !sure {
		err = h.CRM.AskWhose(ctx, said)
	}
	if errors.Is(err, models.ErrAlreadyHandled) { // something else that is told of it was heard meanwhile
		_, err = h.keepUp(ctx, said)
	}
	return err
}

// keepUp lets what was made of a message hear what has become of it; known is false where nothing was.
func (h handlers) keepUp(ctx context.Context, said models.Said) (known bool, err error) {
	_, known, err = h.CRM.HearTicket(ctx, said)
	if err != nil || known {
		return known, err
	}
	return h.CRM.HearIntake(ctx, said)
}

// catchUp lets a ticket hear what happened in its thread since that was read for it: until the ticket was there, it was heard as nobody's.
func (h handlers) catchUp(ctx context.Context, channel, root string, read []models.Said) error {
	thread, err := h.thread(ctx, channel, root)
	if err != nil {
		return err
	}
	for _, said := range models.Between(read, thread) {
		if _, _, err := h.CRM.HearTicket(ctx, said); err != nil && !errors.Is(err, models.ErrAlreadyHandled) {
			return err
		}
	}
	return nil
}

// thread is what stands in a thread, as people read it.
func (h handlers) thread(ctx context.Context, channel, root string) ([]models.Said, error) {
	thread, err := h.Slack.Thread(ctx, channel, root)
	for i := range thread {
		thread[i].Text = commands.Unescape(thread[i].Text)
	}
	return thread, err
}
