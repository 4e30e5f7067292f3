package sandbox

import (
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/traffic"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// reply is the body of a successful answer, without "ok".
type reply map[string]any

// call is one Web API call on its way.
type call struct {
	arguments
	method string
	base   string
}

// method is one row of the Web API: what it needs and what it does.
type method struct {
	run func(*Server, call) (reply, error)
	// scopes: any one of them is enough; none means none is needed.
	scopes []string
	// tier is the rate limit; 0 is special or none.
	tier int
	// app methods take the app-level token, free ones none at all.
	app, free bool
}

// methods is the Web API the sandbox speaks.
// https://docs.slack.dev/reference/methods
var methods = map[string]method{
	"api.test":              {run: (*Server).apiTest, free: true},
	"auth.test":             {run: (*Server).authTest},
	"apps.connections.open": {run: (*Server).connectionsOpen, app: true},
	"team.info":             {run: (*Server).teamInfo, tier: 3, scopes: []string{"team:read"}},
	"bots.info":             {run: (*Server).botsInfo, tier: 3, scopes: []string{"users:read"}},

	"users.info":          {run: (*Server).usersInfo, tier: 4, scopes: []string{"users:read"}},
	"users.list":          {run: (*Server).usersList, tier: 2, scopes: []string{"users:read"}},
	"users.lookupByEmail": {run: (*Server).usersLookupByEmail, tier: 3, scopes: []string{"users:read.email"}},
	"users.conversations": {run: (*Server).usersConversations, tier: 3, scopes: readScopes},
	"dnd.info":            {run: (*Server).dndInfo, tier: 3, scopes: []string{"dnd:read"}},
	"dnd.teamInfo":        {run: (*Server).dndTeamInfo, tier: 2, scopes: []string{"dnd:read"}},

	"conversations.list":    {run: (*Server).conversationsList, tier: 2, scopes: readScopes},
	"conversations.info":    {run: (*Server).conversationsInfo, tier: 3, scopes: readScopes},
	"conversations.members": {run: (*Server).conversationsMembers, tier: 4, scopes: readScopes},
	"conversations.open":    {run: (*Server).conversationsOpen, tier: 3, scopes: []string{"im:write", "mpim:write"}},
	"conversations.join":    {run: (*Server).conversationsJoin, tier: 3, scopes: []string{"channels:join"}},
	"conversations.history": {run: (*Server).conversationsHistory, tier: 3, scopes: historyScopes},
	"conversations.replies": {run: (*Server).conversationsReplies, tier: 3, scopes: historyScopes},

	"chat.postMessage":             {run: (*Server).chatPostMessage, scopes: chatScopes},
	"chat.postEphemeral":           {run: (*Server).chatPostEphemeral, tier: 4, scopes: chatScopes},
	"chat.update":                  {run: (*Server).chatUpdate, tier: 3, scopes: chatScopes},
	"chat.delete":                  {run: (*Server).chatDelete, tier: 3, scopes: chatScopes},
	"chat.scheduleMessage":         {run: (*Server).chatScheduleMessage, tier: 3, scopes: chatScopes},
	"chat.deleteScheduledMessage":  {run: (*Server).chatDeleteScheduledMessage, tier: 3, scopes: chatScopes},
	"chat.scheduledMessages.list":  {run: (*Server).chatScheduledMessagesList, tier: 3},
	"chat.getPermalink":            {run: (*Server).chatGetPermalink},
	"views.open":                   {run: (*Server).viewsOpen, tier: 4},
	"views.push":                   {run: (*Server).viewsPush, tier: 4},
	"views.update":                 {run: (*Server).viewsUpdate, tier: 4},
	"views.publish":                {run: (*Server).viewsPublish, tier: 4},
	"files.getUploadURLExternal":   {run: (*Server).filesGetUploadURL, tier: 4, scopes: []string{"files:write"}},
	"files.completeUploadExternal": {run: (*Server).filesCompleteUpload, tier: 4, scopes: []string{"files:write"}},
	"files.info":                   {run: (*Server).filesInfo, tier: 4, scopes: []string{"files:read"}},
	"reactions.add":                {run: (*Server).reactionsAdd, tier: 3, scopes: []string{"reactions:write"}},
	"reactions.remove":             {run: (*Server).reactionsRemove, tier: 2, scopes: []string{"reactions:write"}},
	"reactions.get":                {run: (*Server).reactionsGet, tier: 3, scopes: []string{"reactions:read"}},
	"reactions.list":               {run: (*Server).reactionsList, tier: 2, scopes: []string{"reactions:read"}},
}

var (
	readScopes    = []string{"channels:read", "groups:read", "im:read", "mpim:read"}
	historyScopes = []string{"channels:history", "groups:history", "im:history", "mpim:history"}
	chatScopes    = []string{"chat:write"}
)

// Methods are the names of the Web API methods the sandbox knows, sorted.
func Methods() []string { return slices.Sorted(maps.Keys(methods)) }

// serveAPI answers one Web API call, or misbehaves as it was told.
func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	name := r.PathValue("method")
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	c := call{method: name, base: baseURL(r)}
	var err error
	c.arguments, err = readArguments(r)

	fault, faulty := s.faults.api(name, c.arguments)
	entry := traffic.Entry{Kind: traffic.API, Name: name, Request: c.logged()}
	finish := s.finisher(w, &entry, started)
	if faulty {
		if entry.Error = "fault"; s.misbehave(w, r, fault, &entry, finish) {
			return
		}
	}
	s.underway.RLock()
	defer s.underway.RUnlock()
	var answer reply
	if err == nil {
		answer, err = s.perform(c, token(r, c.arguments))
	}
	if faulty && fault.Drop == DropAfter {
		s.dropAfter(w, fault, &entry, finish)
		return
	}
	status, header, body := render(answer, err, c.warning)
	if err != nil {
		entry.Error = err.Error()
	}
	s.describeScopes(header, name)
	finish(status, header, body)
}

// describeScopes adds the headers in which Slack says what the token may do
// and what the method asks for; its SDKs read them.
// https://docs.slack.dev/authentication/installing-with-oauth
func (s *Server) describeScopes(header http.Header, name string) {
	header.Set("X-OAuth-Scopes", strings.Join(s.rights.granted(), ","))
	if scopes := methods[name].scopes; len(scopes) > 0 {
		header.Set("X-Accepted-OAuth-Scopes", strings.Join(scopes, ","))
	}
	header.Set("X-Slack-Req-Id", s.newID("request-"))
}

// finisher logs a call's answer and sends it.
func (s *Server) finisher(w http.ResponseWriter, entry *traffic.Entry, started time.Time) finisher {
	return func(status int, header http.Header, body []byte) {
		entry.Status, entry.Response = status, string(body)
		entry.LatencyMS = float64(time.Since(started).Microseconds()) / 1000
		s.log.Add(*entry)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		maps.Copy(w.Header(), header)
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}
}

// token is what the caller shows: a bearer, or the old token parameter.
func token(r *http.Request, args arguments) string {
	if bearer, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		return strings.TrimSpace(bearer)
	}
	return args.text("token")
}

// perform checks the caller's right and pace, and runs the method.
func (s *Server) perform(c call, shown string) (reply, error) {
	row, ok := methods[c.method]
	if !ok {
		return nil, failure("unknown_method").with("req_method", c.method)
	}
	if err := s.authorise(row, shown); err != nil {
		return nil, err
	}
	if wait := s.pace.call(c.method, row.tier); wait > 0 {
		return nil, limited(wait)
	}
	return row.run(s, c)
}

func limited(wait int) *apiError {
	return failure("ratelimited").as(http.StatusTooManyRequests).with("retry_after", wait)
}

func (s *Server) authorise(row method, shown string) error {
	if row.free {
		return nil
	}
	want, other := s.app.BotToken, s.app.AppToken
	if row.app {
		want, other = other, want
	}
	switch shown {
	case "":
		return failure("not_authed")
	case want:
	case other:
		return failure("not_allowed_token_type")
	default:
		return failure("invalid_auth")
	}
	if len(row.scopes) == 0 {
		return nil
	}
	for _, scope := range row.scopes {
		if s.rights.has(scope) {
			return nil
		}
	}
	return failure("missing_scope").with("needed", row.scopes[0]).with("provided", strings.Join(s.rights.granted(), ","))
}

// render is the HTTP answer of a call.
func render(answer reply, err error, warning string) (status int, header http.Header, body []byte) {
	header = http.Header{}
	status = http.StatusOK
	fields := reply{"ok": true}
	metadata := map[string]any{}
	var refusal *apiError
	switch {
	case errors.As(err, &refusal):
		status = refusal.status
		fields = reply{"ok": false, "error": refusal.code}
		maps.Copy(fields, refusal.fields)
		if len(refusal.messages) > 0 {
			metadata["messages"] = refusal.messages
		}
		if wait, ok := refusal.fields["retry_after"].(int); ok {
			header.Set("Retry-After", strconv.Itoa(wait))
			delete(fields, "retry_after")
		}
	case err != nil:
		fields = reply{"ok": false, "error": err.Error()}
	default:
		maps.Copy(fields, answer)
		if given, ok := answer["response_metadata"].(map[string]any); ok {
			maps.Copy(metadata, given)
		}
	}
	if warning != "" {
		fields["warning"] = warning
		metadata["warnings"] = []string{warning}
	}
	if len(metadata) > 0 {
		fields["response_metadata"] = metadata
	}
	body, encodeErr := json.Marshal(fields)
	if encodeErr != nil {
		return http.StatusInternalServerError, header, []byte(`{"ok":false,"error":"internal_error"}`)
	}
	return status, header, body
}

// required is the text parameter, or the refusal of a call without it.
func (c call) required(name string) (string, error) {
	if text := c.text(name); text != "" {
		return text, nil
	}
	return "", invalidArguments("[ERROR] missing required field: " + name)
}

// blocks reads and checks a list of message blocks; nil when none were given.
func (c call) blocks() (blocks []blockkit.Object, given bool, err error) {
	if _, given = c.values["blocks"]; !given {
		return nil, false, nil
	}
	value, err := c.structure("blocks")
	if err != nil {
		return nil, true, failure("invalid_blocks_format")
	}
	if value == nil {
		return nil, true, nil
	}
	if _, ok := value.([]any); !ok {
		return nil, true, failure("invalid_blocks_format")
	}
	if problems := blockkit.CheckBlocks(value, blockkit.Message, "/blocks"); len(problems) > 0 {
		return nil, true, refused("invalid_blocks", problems)
	}
	blocks = blockkit.Object{"blocks": value}.List("blocks")
	if problems := blockkit.CheckTogether(blocks); len(problems) > 0 {
		return nil, true, refused("msg_blocks_too_long", problems)
	}
	return blockkit.WithIDs(blocks, workspace.NewBlockID), true, nil
}

// page cuts one page out of items by the call's limit and cursor.
func page[T any](c call, items []T, otherwise, most int) (part []T, metadata map[string]any, err error) {
	limit, err := c.number("limit", otherwise)
	if err != nil {
		return nil, nil, err
	}
	if limit <= 0 {
		limit = otherwise
	}
	limit = min(limit, most)
	start := 0
	if cursor := c.text("cursor"); cursor != "" {
		start, err = strconv.Atoi(strings.TrimPrefix(cursor, "next:"))
		if err != nil || start < 0 || start > len(items) {
			return nil, nil, failure("invalid_cursor")
		}
	}
	end := min(start+limit, len(items))
	next := ""
	if end < len(items) {
		next = "next:" + strconv.Itoa(end)
	}
	return items[start:end], map[string]any{"next_cursor": next}, nil
}
