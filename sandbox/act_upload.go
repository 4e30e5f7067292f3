package sandbox

import (
	"net/http"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// Upload is a file a person brings: posted into a channel with a text, or
// just kept, to be named by its id at a file input. Content is base64 in JSON.
// A text that mentions the app comes to it as app_mention only with Mentions:
// Slack sends that for some messages with files and not for others
// (github.com/slackapi/bolt-python/issues/925), but always file_shared.
type Upload struct {
	User    string `json:"user"`
	Channel string `json:"channel"`
	Name    string `json:"name"`
	Content []byte `json:"content"`
	Text    string `json:"text"`
	// ThreadTS is the message in whose thread the file is shared.
	ThreadTS string `json:"thread_ts"`

	Mentions bool `json:"mentions"`
}

// UploadResult is an upload's Result with the file's id.
type UploadResult struct {
	Result
	FileID string `json:"fileId"`
}

// Upload keeps a person's file and, in a channel, posts it and tells the app.
// base is the sandbox's URL, for the links to the file.
func (s *Server) Upload(in Upload, base string) (UploadResult, error) {
	user, channel, err := s.actor(in.User, in.Channel)
	switch {
	case err != nil:
		return UploadResult{}, err
	case in.Name == "" || len(in.Content) == 0:
		return UploadResult{}, notPossible("a file needs a name and content")
	case len(in.Content) > maxFile:
		return UploadResult{}, notPossible("the file is larger than %d bytes", maxFile)
	}
	stored := file{
		id: workspace.NewID("F"), name: in.Name, title: in.Name, kind: http.DetectContentType(in.Content), user: user.ID,
		size: len(in.Content), data: in.Content, uploaded: true, complete: true,
		created: s.state.Clock().Now().Unix(), shares: map[string][]string{},
	}
	out := UploadResult{Result: Result{ID: s.newID("upload-")}, FileID: stored.id}
	stored.base = base
	if channel.ID == "" {
		s.files.put(stored)
		return out, nil
	}
	root, err := s.rootOf(channel, in.ThreadTS)
	if err != nil {
		return UploadResult{}, err
	}
	message, err := s.state.Post(Message{
		Channel: channel.ID, ThreadTS: root, User: user.ID, Text: s.typedMessage(in.Text), Subtype: "file_share",
		Files: []blockkit.Object{s.fileObject(stored, base)},
	})
	if err != nil {
		return UploadResult{}, err
	}
	stored.shares = map[string][]string{channel.ID: {message.TS}}
	s.files.put(stored)
	out.TS = message.TS
	if channel.HasMember(s.app.BotUser) {
		s.publish("file_shared", map[string]any{
			"type": "file_shared", "file_id": stored.id, "user_id": user.ID, "channel_id": channel.ID,
			"file": map[string]any{"id": stored.id},
		})
	}
	s.announceUpload(channel, message, in.Mentions)
	return out, nil
}

// announceUpload tells the app of a person's message with a file. In a channel
// that is shared with another company the file isn't described.
// https://docs.slack.dev/apis/slack-connect#check_file_info
func (s *Server) announceUpload(channel Channel, message Message, mentions bool) {
	if channel.ExtShared {
		described := message.Files
		message.Files = make([]blockkit.Object, len(described))
		for i, shared := range described {
			message.Files[i] = blockkit.Object{"id": shared.Text("id"), "created": shared["created"], "timestamp": shared["timestamp"], "mode": "file_access", "file_access": "check_file_info"}
		}
	}
	s.announceTo(channel, message, mentions)
}

// fileEntries turns file ids entered at a file input into file objects.
func (s *Server) fileEntries(entered any) (any, error) {
	objects := []any{}
	for _, item := range asList(entered) {
		id, _ := item.(string)
		stored, ok := s.files.get(id)
		if !ok || !stored.complete {
			return nil, notThere("no file %q", id)
		}
		objects = append(objects, s.fileObject(stored, stored.base))
	}
	return objects, nil
}
