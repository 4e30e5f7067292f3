package blockkit

// richElements are the sub-elements of a rich_text block.
// https://docs.slack.dev/reference/block-kit/blocks/rich-text-block
var richElements = map[string]*shape{
	"rich_text_section":      {fields: []field{need("elements", richInline)}},
	"rich_text_quote":        {fields: []field{need("elements", richInline), may("border", number)}},
	"rich_text_preformatted": {fields: []field{need("elements", richInline), may("border", number), may("language", anyString)}},
	"rich_text_list": {fields: []field{
		need("elements", each(union(map[string]*shape{"rich_text_section": {fields: []field{need("elements", richInline)}}}))),
		need("style", enum("bullet", "ordered")), may("indent", number), may("offset", number), may("border", number),
	}},
}

var richStyle = object(&shape{fields: []field{
	may("bold", flag), may("italic", flag), may("strike", flag), may("code", flag), may("underline", flag),
	may("highlight", flag), may("client_highlight", flag), may("unlink", flag),
}})

// richRuns are what a line of rich text is made of. Those that only Slack's own
// clients make are passed through.
var richRuns = map[string]*shape{
	"text":      {fields: []field{need("text", someString), may("style", richStyle)}},
	"link":      {fields: []field{need("url", link(ButtonURL)), may("text", anyString), may("unsafe", flag), may("style", richStyle)}},
	"user":      {fields: []field{need("user_id", someString), may("style", richStyle)}},
	"channel":   {fields: []field{need("channel_id", someString), may("style", richStyle)}},
	"usergroup": {fields: []field{need("usergroup_id", someString), may("style", richStyle)}},
	"emoji":     {fields: []field{need("name", someString)}, loose: true},
	"broadcast": {fields: []field{need("range", enum("here", "channel", "everyone"))}},
	"color":     {fields: []field{need("value", someString)}},
	"tag":       {fields: []field{need("text", someString), may("color", anyString), may("style", richStyle)}},
	"team":      {fields: []field{need("team_id", someString), may("style", richStyle)}},

	"attachment_mention": {loose: true}, "canvas": {loose: true}, "canvas_message_unfurl": {loose: true}, "canvas_user_mention": {loose: true},
	"citation": {loose: true}, "file": {loose: true}, "list_record": {loose: true}, "message_mention": {loose: true},
	"salesforce_data_field": {loose: true}, "work_object_mention": {loose: true}, "workflow_mention": {loose: true},

	"date": {fields: []field{need("timestamp", number), need("format", someString), may("url", link(ButtonURL)), may("fallback", anyString), may("style", richStyle)}},
}

func richInline(c *checker, at string, value any) { each(union(richRuns))(c, at, value) }

func someString(c *checker, at string, value any) {
	if text, ok := value.(string); !ok || text == "" {
		c.fail(at, "must be more than 0 characters")
	}
}
