package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// errOtherSite refuses what a page of another site would do to a developer's
// Slack.
var errOtherSite = notPossible("a page of another site may not act here")

// controlRoutes is the control API for tests, scripts and the page; names and
// bodies are described in docs/sandbox.md.
func (s *Server) controlRoutes(mux *http.ServeMux) {
	posts := map[string]func(body []byte) (any, error){
		"command":   act(s.Command),
		"message":   act(s.Say),
		"interact":  act(s.Interact),
		"enter":     act(func(in Submission) (any, error) { return map[string]any{}, s.Enter(in) }),
		"submit":    act(s.Submit),
		"suggest":   act(s.Suggest),
		"shortcut":  act(s.Shortcut),
		"react":     act(s.React),
		"edit":      act(s.Edit),
		"delete":    act(s.Delete),
		"scopes":    act(s.RefuseScopes),
		"close":     act(s.controlClose),
		"open-home": act(s.controlHome),
		"open-dm":   act(s.controlDM),
		"file":      act(s.ChangeFile),
		"user":      act(s.controlUser),
		"channel":   act(s.ChangeChannel),
		"clock":     act(s.controlClock),
		"faults":    act(s.controlFaults),
		"disconnect": act(func(in struct{ Reason string }) (any, error) {
			return map[string]any{"connections": s.Disconnect(in.Reason)}, nil
		}),
		"redeliver": act(func(in struct{ Type string }) (any, error) {
			return map[string]any{"redelivered": s.Redeliver(in.Type)}, nil
		}),
		"reset": act(func(struct{}) (any, error) { s.Reset(); return map[string]any{}, nil }),
	}
	for name, post := range posts {
		mux.HandleFunc("POST /_control/"+name, func(w http.ResponseWriter, r *http.Request) {
			if !SameSite(r) {
				controlAnswer(w, nil, errOtherSite)
				return
			}
			body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
			if err != nil {
				controlAnswer(w, nil, notPossible("reading the request: %v", err))
				return
			}
			answer, err := post(body)
			controlAnswer(w, answer, err)
		})
	}
	gets := map[string]func(r *http.Request) (any, error){
		"state":              s.getState,
		"messages/{channel}": s.getMessages,
		"views/{user}":       s.getViews,
		"view/{id}":          func(r *http.Request) (any, error) { return s.state.View(r.PathValue("id")) },
		"home/{user}":        s.getHome,
		"log":                s.getLog,
		"clock":              func(*http.Request) (any, error) { return s.clockState(), nil },
		"faults":             func(*http.Request) (any, error) { return map[string]any{"faults": s.Faults()}, nil },
		"wait":               s.getWait,
	}
	for name, get := range gets {
		mux.HandleFunc("GET /_control/"+name, func(w http.ResponseWriter, r *http.Request) {
			answer, err := get(r)
			controlAnswer(w, answer, err)
		})
	}
	mux.HandleFunc("POST /_control/upload", func(w http.ResponseWriter, r *http.Request) {
		if !SameSite(r) {
			controlAnswer(w, nil, errOtherSite)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 2*maxFile))
		if err != nil {
			controlAnswer(w, nil, notPossible("reading the upload: %v", err))
			return
		}
		answer, err := act(func(in Upload) (UploadResult, error) { return s.Upload(in, baseURL(r)) })(body)
		controlAnswer(w, answer, err)
	})
	mux.HandleFunc("DELETE /_control/faults", func(w http.ResponseWriter, r *http.Request) {
		if !SameSite(r) {
			controlAnswer(w, nil, errOtherSite)
			return
		}
		s.ClearFaults()
		controlAnswer(w, map[string]any{}, nil)
	})
}

// act makes a handler of a request body from a function of a typed value.
// Unknown fields are refused, so that a mistyped one does not go unnoticed.
func act[In, Out any](do func(In) (Out, error)) func(body []byte) (any, error) {
	return func(body []byte) (any, error) {
		var in In
		if len(body) > 0 {
			if err := decodeStrict(body, &in); err != nil {
				return nil, notPossible("reading the request: %v", err)
			}
		}
		return do(in)
	}
}

// UnmarshalJSON keeps the entered value's numbers exact and its objects typed.
func (a *Action) UnmarshalJSON(data []byte) error {
	type plain Action
	var raw struct {
		plain
		Value json.RawMessage `json:"value"`
	}
	if err := decodeStrict(data, &raw); err != nil {
		return err
	}
	*a = Action(raw.plain)
	if len(raw.Value) == 0 {
		return nil
	}
	value, err := blockkit.Decode(raw.Value)
	a.Value = value
	return err
}

// UnmarshalJSON keeps the entered values' numbers exact and objects typed.
func (in *Submission) UnmarshalJSON(data []byte) error {
	var raw struct {
		User   string                                `json:"user"`
		ViewID string                                `json:"viewId"`
		Values map[string]map[string]json.RawMessage `json:"values"`
	}
	if err := decodeStrict(data, &raw); err != nil {
		return err
	}
	*in = Submission{User: raw.User, ViewID: raw.ViewID, Values: map[string]map[string]any{}}
	for block, actions := range raw.Values {
		in.Values[block] = map[string]any{}
		for action, entered := range actions {
			value, err := blockkit.Decode(entered)
			if err != nil {
				return err
			}
			in.Values[block][action] = value
		}
	}
	return nil
}

func controlAnswer(w http.ResponseWriter, answer any, err error) {
	status := http.StatusOK
	if err != nil {
		status = http.StatusBadRequest
		if errors.Is(err, ErrNotThere) || errors.Is(err, workspace.ErrChannelNotFound) || errors.Is(err, workspace.ErrViewNotFound) || errors.Is(err, workspace.ErrUserNotFound) {
			status = http.StatusNotFound
		}
		answer = map[string]any{"error": err.Error()}
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(answer)
}

func (s *Server) controlClose(in struct {
	User, ViewID string
	All          bool
},
) (any, error) {
	return s.CloseView(in.User, in.ViewID, in.All)
}

func (s *Server) controlHome(in struct{ User, Tab string }) (any, error) {
	return s.OpenHome(in.User, in.Tab)
}

func (s *Server) controlDM(in struct{ User string }) (any, error) {
	_, channel, err := s.actor(in.User, "dm")
	return channel, err
}

// controlUser changes what is named of a user's attributes.
func (s *Server) controlUser(in struct {
	ID           string
	RealName     *string `json:"real_name"`
	Locale, TZ   *string
	IsAdmin      *bool   `json:"is_admin"`
	IsBot        *bool   `json:"is_bot"`
	IsRestricted *bool   `json:"is_restricted"`
	IsOneChannel *bool   `json:"is_ultra_restricted"`
	IsStranger   *bool   `json:"is_stranger"`
	TeamID       *string `json:"team_id"`
	EnterpriseID *string `json:"enterprise_id"`
	Deleted, DND *bool
	StatusText   *string `json:"status_text"`
	StatusEmoji  *string `json:"status_emoji"`
	StatusUntil  *int64  `json:"status_expiration"`
},
) (any, error) {
	return s.ChangeUser(in.ID, func(user *User) {
		put(&user.RealName, in.RealName)
		put(&user.Locale, in.Locale)
		put(&user.TZ, in.TZ)
		put(&user.IsAdmin, in.IsAdmin)
		put(&user.IsBot, in.IsBot)
		put(&user.IsRestricted, in.IsRestricted)
		put(&user.IsUltraRestricted, in.IsOneChannel)
		put(&user.IsStranger, in.IsStranger)
		put(&user.TeamID, in.TeamID)
		put(&user.EnterpriseID, in.EnterpriseID)
		put(&user.Deleted, in.Deleted)
		put(&user.DND, in.DND)
		put(&user.StatusText, in.StatusText)
		put(&user.StatusEmoji, in.StatusEmoji)
		put(&user.StatusExpiration, in.StatusUntil)
	})
}

func put[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// clockState is how the control API shows the clock.
func (s *Server) clockState() map[string]any {
	return map[string]any{"now": s.Clock().Now(), "frozen": s.Clock().Frozen()}
}

// controlClock moves the clock by a duration ("24h") or to a time (RFC 3339).
func (s *Server) controlClock(in struct {
	Advance string
	Set     *time.Time
},
) (any, error) {
	if in.Set != nil {
		s.Clock().Set(*in.Set)
	}
	if in.Advance != "" {
		by, err := time.ParseDuration(in.Advance)
		if err != nil {
			return nil, notPossible("advance: %v", err)
		}
		s.Clock().Advance(by)
	}
	return s.clockState(), nil
}

func (s *Server) controlFaults(in Fault) (any, error) { return s.AddFault(in) }

func (s *Server) getState(*http.Request) (any, error) {
	return map[string]any{
		"seq": s.state.Seq(), "now": s.Clock().Now(), "frozen": s.Clock().Frozen(),
		"team": s.state.Team(), "users": s.state.Users(), "channels": s.state.Channels(),
		"app": map[string]any{
			"id": s.app.ID, "name": s.app.Name, "bot_user": s.app.BotUser,
			"app_token": s.app.AppToken, "bot_token": s.app.BotToken,
			"commands": s.app.Commands, "shortcuts": s.app.Shortcuts, "scopes": s.rights.granted(),
		},
		"connections": s.hub.Connections(), "faults": s.Faults(),
	}, nil
}

// getMessages: ?user= adds that user's ephemeral messages, ?after=ts leaves
// out what is older.
func (s *Server) getMessages(r *http.Request) (any, error) {
	seq := s.state.Seq()
	channel := r.PathValue("channel")
	found, err := s.state.Channel(channel)
	if err != nil {
		return nil, notThere("no channel %q", channel)
	}
	user := ""
	if name := r.URL.Query().Get("user"); name != "" {
		person, err := s.state.User(name)
		if err != nil {
			return nil, notThere("no user %q", name)
		}
		user = person.ID
	}
	messages, err := s.state.MessagesAfter(found.ID, user, r.URL.Query().Get("after"))
	return map[string]any{"seq": seq, "channel": found, "messages": messages}, err
}

func (s *Server) getViews(r *http.Request) (any, error) {
	seq := s.state.Seq()
	person, err := s.state.User(r.PathValue("user"))
	if err != nil {
		return nil, notThere("no user %q", r.PathValue("user"))
	}
	return map[string]any{"seq": seq, "views": s.state.Stack(person.ID)}, nil
}

func (s *Server) getHome(r *http.Request) (any, error) {
	seq := s.state.Seq()
	person, err := s.state.User(r.PathValue("user"))
	if err != nil {
		return nil, notThere("no user %q", r.PathValue("user"))
	}
	answer := map[string]any{"seq": seq, "view": nil}
	if view, ok := s.state.Home(person.ID); ok {
		answer["view"] = view
	}
	return answer, nil
}

func (s *Server) getLog(r *http.Request) (any, error) {
	seq := s.state.Seq()
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	return map[string]any{"seq": seq, "entries": s.Log(after)}, nil
}

// getWait answers as soon as something has changed after the given number of
// changes (?after=), or at the latest after ?timeout= (default 25s).
func (s *Server) getWait(r *http.Request) (any, error) {
	after, _ := strconv.ParseUint(r.URL.Query().Get("after"), 10, 64)
	limit, err := time.ParseDuration(r.URL.Query().Get("timeout"))
	if err != nil || limit > time.Minute {
		limit = 25 * time.Second
	}
	ctx, cancel := context.WithTimeout(r.Context(), limit)
	defer cancel()
	return map[string]any{"seq": s.state.Wait(ctx, after)}, nil
}
