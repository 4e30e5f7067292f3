package sandboxtest

import "github.com/guanxi-crm/guanxi/sandbox"

// Upload posts a file into the room as the user.
func (r *Room) Upload(name string, data []byte, text string) *Message {
	r.user.w.t.Helper()
	result := r.user.upload(sandbox.Upload{User: r.user.ID, Channel: r.ID, Name: name, Content: data, Text: text})
	return r.expect("the uploaded file", func(m *Message) bool { return m.TS == result.TS })
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
