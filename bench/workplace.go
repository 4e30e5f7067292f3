package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/sandbox"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// patience is how long a person waits for an answer.
const patience = 20 * time.Second

// workplace is a local Slack in this process, with people who don't wait for Slack's rate limits.
type workplace struct {
	server *sandbox.Server
	url    string
	people []*person
	close  func()
}

func userID(i int) string { return fmt.Sprintf("U0P%02d", i) }

func openWorkplace(ctx context.Context, people int) (*workplace, error) {
	application := sandbox.DefaultApp()
	application.Commands = []sandbox.SlashCommand{{Command: commands.Slash, ShouldEscape: true}}
	options := sandbox.Options{App: application, RateLimits: sandbox.RateLimits{Off: true}, KeptMessages: 500}
	options.Workspace.Channels = sandbox.DefaultWorkspace().Channels
	for i := range max(people, 16) {
		locale, zone := "en-US", "Europe/Berlin"
		if i%2 == 1 {
			locale, zone = "zh-CN", "Asia/Shanghai"
		}
		options.Workspace.Users = append(options.Workspace.Users, sandbox.User{ID: userID(i), Name: fmt.Sprintf("person%d", i), RealName: fmt.Sprintf("Person %d", i), Locale: locale, TZ: zone})
	}
	server := sandbox.New(options)
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	web := &http.Server{Handler: server.Handler(), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = web.Serve(listener) }()
	w := &workplace{server: server, url: "http://" + listener.Addr().String(), close: func() {
		server.Close()
		_ = web.Close()
	}}
	for i := range people {
		channel, _, err := server.Workspace().OpenIM(userID(i))
		if err != nil {
			return nil, err
		}
		w.people = append(w.people, &person{at: w, id: userID(i), channel: channel.ID, number: i})
	}
	return w, nil
}

// await returns as soon as the workspace is as it should be.
func (w *workplace) await(ctx context.Context, what string, reached func() bool) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		seq := w.server.Workspace().Seq()
		if reached() {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: nothing came in %s", what, patience)
		}
		w.server.Workspace().Wait(ctx, seq)
	}
}

// person acts in a direct message of their own, so that what appears there is the answer.
type person struct {
	at      *workplace
	id      string
	channel string
	number  int
	last    string // ts of the last message seen
}

// command types a command and waits until its answer is seen.
func (p *person) command(ctx context.Context, text string) (sandbox.Message, time.Duration, error) {
	begun := time.Now()
	sent, err := p.at.server.Command(sandbox.Command{User: p.id, Channel: p.channel, Command: commands.Slash, Text: text})
	if err == nil && sent.Error != "" {
		err = fmt.Errorf("/crm %s: %s", text, sent.Error)
	}
	if err != nil {
		return sandbox.Message{}, 0, err
	}
	message, err := p.answer(ctx, text)
	return message, time.Since(begun), err
}

func (p *person) answer(ctx context.Context, to string) (answer sandbox.Message, err error) {
	state := p.at.server.Workspace()
	err = p.at.await(ctx, "answer to "+to, func() bool {
		messages, _ := state.MessagesAfter(p.channel, p.id, p.last)
		if len(messages) == 0 {
			return false
		}
		answer = messages[len(messages)-1]
		p.last = answer.TS
		return true
	})
	if err == nil && answer.System {
		err = fmt.Errorf("%s: %s", to, answer.Text)
	}
	return answer, err
}

// form opens the form of a new customer and enters values; submit then sends it.
func (p *person) form(ctx context.Context, values map[string]string) (viewID string, err error) {
	if viewID, err = p.openForm(ctx); err != nil {
		return "", err
	}
	entered := map[string]map[string]any{}
	for field, value := range values {
		entered[field] = map[string]any{"value": value}
	}
	return viewID, p.at.server.Enter(sandbox.Submission{User: p.id, ViewID: viewID, Values: entered})
}

// openForm opens the form of a new customer and waits until it is there.
func (p *person) openForm(ctx context.Context) (viewID string, err error) {
	if _, err := p.at.server.Command(sandbox.Command{User: p.id, Channel: p.channel, Command: commands.Slash, Text: "new"}); err != nil {
		return "", err
	}
	var view workspace.View
	err = p.at.await(ctx, "the form", func() bool {
		stack := p.at.server.Workspace().Stack(p.id)
		if len(stack) > 0 {
			view = stack[0]
		}
		return len(stack) > 0
	})
	return view.ID, err
}

// leave closes a form unsaved.
func (p *person) leave(viewID string) error {
	_, err := p.at.server.CloseView(p.id, viewID, true)
	return err
}

func (p *person) submit(ctx context.Context, viewID string) (sandbox.Message, time.Duration, error) {
	begun := time.Now()
	result, err := p.at.server.Submit(sandbox.Submission{User: p.id, ViewID: viewID})
	waits := result.Outcome == sandbox.Updated // a waiting view: the answer took longer than an acknowledgement may
	if err == nil && result.Outcome != sandbox.Closed && !waits {
		err = fmt.Errorf("the form: %s %s %v", result.Outcome, result.Error, result.Errors)
	}
	if err != nil {
		return sandbox.Message{}, 0, err
	}
	message, err := p.answer(ctx, "the form")
	took := time.Since(begun)
	if waits && err == nil {
		err = p.leave(viewID)
	}
	return message, took, err
}

var codes = regexp.MustCompile(`\*?C\d{3,}\b`)

// codesIn lists the customers that an answer shows, each once.
func codesIn(message sandbox.Message) string {
	var list []string
	for _, block := range message.Blocks {
		for _, code := range codes.FindAllString(block.Object("text").Text("text"), -1) {
			if code = strings.TrimPrefix(code, "*"); !slices.Contains(list, code) {
				list = append(list, code)
			}
		}
	}
	return strings.Join(list, " ")
}
