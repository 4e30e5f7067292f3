package sandbox_test

import (
	"fmt"
	"net/http/httptest"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/sandbox"
)

// A local Slack is a handler: any Slack SDK talks with it over HTTP, and a person acts in it through its methods.
func Example() {
	server := sandbox.New(sandbox.Options{})
	defer server.Close()
	listener := httptest.NewServer(server.Handler())
	defer listener.Close()

	// The app, on the unmodified slack-go client.
	api := slack.New(server.App().BotToken, slack.OptionAPIURL(listener.URL+"/api/"))
	if _, _, err := api.PostMessage("C0SALES", slack.MsgOptionText("Good morning", false)); err != nil {
		panic(err)
	}

	// A person answers.
	if _, err := server.Say(sandbox.Post{User: "U0ALICE", Channel: "C0SALES", Text: "Good morning, bot"}); err != nil {
		panic(err)
	}
	history, err := api.GetConversationHistory(&slack.GetConversationHistoryParameters{ChannelID: "C0SALES"})
	if err != nil {
		panic(err)
	}
	for _, message := range history.Messages { // the newest first
		fmt.Println(message.Text)
	}

	// It refuses what Slack refuses, with Slack's words.
	_, _, err = api.PostMessage("C0NOWHERE", slack.MsgOptionText("Anybody?", false))
	fmt.Println(err)
	// Output:
	// Good morning, bot
	// Good morning
	// channel_not_found
}
