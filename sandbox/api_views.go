package sandbox

import (
	"maps"

	"github.com/guanxi-crm/guanxi/sandbox/blockkit"
	"github.com/guanxi-crm/guanxi/sandbox/workspace"
)

// view reads and checks the view parameter.
func (c call) view(surface blockkit.Surface) (View, error) {
	value, err := c.structure("view")
	if err != nil {
		return View{}, invalidArguments("[ERROR] must be valid JSON [json-pointer:/view]")
	}
	if value == nil {
		return View{}, invalidArguments("[ERROR] missing required field: view")
	}
	return newView(value, surface)
}

// newView makes a view of checked JSON.
func newView(value any, surface blockkit.Surface) (View, error) {
	if problems := blockkit.CheckView(value, surface, "/view"); len(problems) > 0 {
		return View{}, refused("invalid_arguments", problems)
	}
	object, _ := value.(blockkit.Object)
	return View{
		Type: object.Text("type"), CallbackID: object.Text("callback_id"),
		PrivateMetadata: object.Text("private_metadata"), ExternalID: object.Text("external_id"),
		Title: object.Object("title"), Submit: object.Object("submit"), Close: object.Object("close"),
		ClearOnClose: object.Bool("clear_on_close"), NotifyOnClose: object.Bool("notify_on_close"),
		SubmitDisabled: object.Bool("submit_disabled"),
		Blocks:         blockkit.WithIDs(object.List("blocks"), workspace.NewBlockID),
	}, nil
}

// viewObject is a view as payloads and answers carry it. Only payloads of
// interactions say what is in the inputs; empty values are for the rest.
// https://docs.slack.dev/reference/views
func (s *Server) viewObject(view View, values workspace.Values) map[string]any {
	state := map[string]any{}
	for block, actions := range values {
		state[block] = maps.Clone(actions)
	}
	blocks := view.Blocks
	if blocks == nil {
		blocks = []blockkit.Object{}
	}
	object := map[string]any{
		"id": view.ID, "team_id": s.state.Team().ID, "type": view.Type, "blocks": blocks,
		"private_metadata": view.PrivateMetadata, "callback_id": view.CallbackID,
		"state": map[string]any{"values": state}, "hash": view.Hash,
		"clear_on_close": view.ClearOnClose, "notify_on_close": view.NotifyOnClose,
		"root_view_id": view.RootViewID, "previous_view_id": nil, "app_id": s.app.ID,
		"external_id": view.ExternalID, "app_installed_team_id": s.state.Team().ID, "bot_id": s.app.BotID,
	}
	if view.PreviousViewID != "" {
		object["previous_view_id"] = view.PreviousViewID
	}
	for name, text := range map[string]blockkit.Object{"title": view.Title, "submit": view.Submit, "close": view.Close} {
		object[name] = nil
		if text != nil {
			object[name] = text
		}
	}
	return object
}

// redeem uses up the trigger id of a call.
func (s *Server) redeem(c call) (grant, error) {
	id := c.text("trigger_id")
	if id == "" {
		id = c.text("interactivity_pointer")
	}
	if id == "" {
		return grant{}, invalidArguments("[ERROR] missing required field: trigger_id")
	}
	return s.grants.use(id, "exchanged_trigger_id", "expired_trigger_id")
}

func (s *Server) viewsOpen(c call) (reply, error) {
	view, err := c.view(blockkit.Modal)
	if err != nil {
		return nil, err
	}
	trigger, err := s.redeem(c)
	if err != nil {
		return nil, err
	}
	view.Origin = trigger.origin
	if view, err = s.state.OpenView(trigger.user, view); err != nil {
		return nil, err
	}
	return reply{"view": s.viewObject(view, nil)}, nil
}

func (s *Server) viewsPush(c call) (reply, error) {
	view, err := c.view(blockkit.Modal)
	if err != nil {
		return nil, err
	}
	trigger, err := s.redeem(c)
	if err != nil {
		return nil, err
	}
	if trigger.view == "" {
		return nil, failure("invalid_trigger_id")
	}
	view.Origin = trigger.origin
	if view, err = s.state.PushView(trigger.user, view); err != nil {
		return nil, err
	}
	return reply{"view": s.viewObject(view, nil)}, nil
}

func (s *Server) viewsUpdate(c call) (reply, error) {
	id := c.text("view_id")
	if external := c.text("external_id"); id == "" && external != "" {
		if found, err := s.state.ViewByExternalID(external); err == nil {
			id = found.ID
		}
	}
	if id == "" && !c.has("external_id") {
		return nil, invalidArguments("[ERROR] missing required field: view_id")
	}
	old, err := s.state.View(id)
	if err != nil {
		return nil, failure("not_found")
	}
	view, err := c.view(blockkit.Surface(old.Type))
	if err != nil {
		return nil, err
	}
	if view, err = s.state.UpdateView(id, c.text("hash"), view); err != nil {
		return nil, err
	}
	return reply{"view": s.viewObject(view, nil)}, nil
}

func (s *Server) viewsPublish(c call) (reply, error) {
	id, err := c.required("user_id")
	if err != nil {
		return nil, err
	}
	view, err := c.view(blockkit.Home)
	if err != nil {
		return nil, err
	}
	if _, ok := s.userByID(id); !ok {
		return nil, failure("user_not_found")
	}
	if view, err = s.state.PublishHome(id, c.text("hash"), view); err != nil {
		return nil, err
	}
	return reply{"view": s.viewObject(view, nil)}, nil
}
