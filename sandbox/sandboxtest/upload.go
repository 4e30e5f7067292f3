package sandboxtest

import "github.com/guanxi-crm/guanxi/sandbox"

// Upload posts a file into the room as the user.
func (r *Room) Upload(name string, data []byte, text string) *Message {
	r.user.w.t.Helper()
	result := r.user.upload(sandbox.Upload{User: r.user.ID, Channel: r.ID, Name: name, Content: data, Text: text})
	return r.expect("the uploaded file", func(m *Message) bool { return m.TS == result.TS })
}

// Mention posts a file into the room with a text that mentions the app, of
// which the app is told by app_mention as well.
func (r *Room) Mention(name string, data []byte, text string) *Message {
	r.user.w.t.Helper()
	result := r.user.upload(sandbox.Upload{User: r.user.ID, Channel: r.ID, Name: name, Content: data, Text: text, Mentions: true})
	return r.expect("the uploaded file", func(m *Message) bool { return m.TS == result.TS })
}

// ChangeFile changes the bytes of a file of the user's; without any it is
// deleted.
func (u *User) ChangeFile(id string, data []byte) {
	u.w.t.Helper()
	u.w.must(u.w.post("file", sandbox.FileChange{User: u.ID, File: id, Content: data}, nil))
}

// Attach chooses a file at a file input.
func (m *Modal) Attach(input, name string, data []byte) *Modal {
	m.user.w.t.Helper()
	result := m.user.upload(sandbox.Upload{User: m.user.ID, Name: name, Content: data})
	return m.Enter(input, []string{result.FileID})
}

func (u *User) upload(in sandbox.Upload) sandbox.UploadResult {
	u.w.t.Helper()
	var result sandbox.UploadResult
	u.w.must(u.w.post("upload", in, &result))
	return result
}
