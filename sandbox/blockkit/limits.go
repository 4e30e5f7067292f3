package blockkit

// Rule names a limit in the table.
type Rule string

// Limit is one row of Slack's documented limits. Lengths are counted in
// UTF-16 code units, the stricter of the two ways Slack counts; Min and Max
// are inclusive.
type Limit struct {
	Min, Max int
	// Page is the documentation page under https://docs.slack.dev/reference/.
	Page string
}

// Rules of the table.
const (
	MessageBlocks    Rule = "message.blocks"
	MessageChars     Rule = "message.characters"
	ViewBlocks       Rule = "view.blocks"
	ViewBytes        Rule = "view.bytes"
	BlockID          Rule = "block_id"
	ActionID         Rule = "action_id"
	TextObject       Rule = "text"
	HeaderText       Rule = "header.text"
	SectionText      Rule = "section.text"
	SectionField     Rule = "section.field"
	SectionFields    Rule = "section.fields"
	ContextElements  Rule = "context.elements"
	ActionsElements  Rule = "actions.elements"
	InputLabel       Rule = "input.label"
	InputHint        Rule = "input.hint"
	ImageAlt         Rule = "image.alt_text"
	ImageTitle       Rule = "image.title"
	ImageURL         Rule = "image.image_url"
	Placeholder      Rule = "placeholder"
	ButtonText       Rule = "button.text"
	ButtonValue      Rule = "button.value"
	ButtonURL        Rule = "button.url"
	ButtonLabel      Rule = "button.accessibility_label"
	SelectOptions    Rule = "select.options"
	SelectGroups     Rule = "select.option_groups"
	GroupLabel       Rule = "option_group.label"
	OptionText       Rule = "option.text"
	OptionValue      Rule = "option.value"
	OptionDesc       Rule = "option.description"
	OptionURL        Rule = "option.url"
	CheckboxOptions  Rule = "checkboxes.options"
	RadioOptions     Rule = "radio_buttons.options"
	OverflowOptions  Rule = "overflow.options"
	MaxSelected      Rule = "multi_select.max_selected_items"
	ConfirmTitle     Rule = "confirm.title"
	ConfirmText      Rule = "confirm.text"
	ConfirmButton    Rule = "confirm.button"
	TextInitial      Rule = "plain_text_input.initial_value"
	TextMinLength    Rule = "plain_text_input.min_length"
	TextMaxLength    Rule = "plain_text_input.max_length"
	FileCount        Rule = "file_input.max_files"
	ModalTitle       Rule = "modal.title"
	ModalSubmit      Rule = "modal.submit"
	ModalClose       Rule = "modal.close"
	PrivateMetadata  Rule = "view.private_metadata"
	CallbackID       Rule = "view.callback_id"
	ExternalID       Rule = "view.external_id"
	MarkdownText     Rule = "markdown.text"
	TableRows        Rule = "table.rows"
	TableColumns     Rule = "table.columns"
	TablesPerMessage Rule = "table.per_message"
	DataTableRows    Rule = "data_table.rows"
	DataTableColumns Rule = "data_table.columns"
	DataTablePage    Rule = "data_table.page_size"
	ChartTitle       Rule = "data_visualization.title"
	ChartsPerMessage Rule = "data_visualization.per_message"
	ChartSegments    Rule = "data_visualization.segments"
	ChartSeries      Rule = "data_visualization.series"
	ChartCategories  Rule = "data_visualization.categories"
	ChartLabel       Rule = "data_visualization.label"
	ChartAxisLabel   Rule = "data_visualization.axis_label"
	FocusOnLoad      Rule = "view.focus_on_load"

	CardTitle         Rule = "card.title"
	CardSubtitle      Rule = "card.subtitle"
	CardBody          Rule = "card.body"
	CardSubtext       Rule = "card.subtext"
	CardActions       Rule = "card.actions"
	CarouselCards     Rule = "carousel.elements"
	AlertText         Rule = "alert.text"
	ContainerTitle    Rule = "container.title"
	ContainerSubtitle Rule = "container.subtitle"
	ContainerBlocks   Rule = "container.child_blocks"
	LayoutLabel       Rule = "layout.label"
	LayoutRows        Rule = "layout.rows"
	LayoutItems       Rule = "layout.items"
	NestedBlocks      Rule = "layout.levels"
	ContextActions    Rule = "context_actions.elements"
	VideoTitle        Rule = "video.title"
	VideoAuthor       Rule = "video.author_name"
)

// Limits is the table of all limits the validator enforces.
var Limits = map[Rule]Limit{
	MessageBlocks:    {0, 50, "block-kit/blocks"},
	MessageChars:     {0, 11_000, "methods/chat.postMessage"},
	ViewBlocks:       {0, 100, "views"},
	ViewBytes:        {0, 250_000, "views"},
	BlockID:          {0, 255, "block-kit/blocks"},
	ActionID:         {0, 255, "block-kit/block-elements"},
	TextObject:       {1, 3000, "block-kit/composition-objects/text-object"},
	HeaderText:       {1, 150, "block-kit/blocks/header-block"},
	SectionText:      {1, 3000, "block-kit/blocks/section-block"},
	SectionField:     {1, 2000, "block-kit/blocks/section-block"},
	SectionFields:    {1, 10, "block-kit/blocks/section-block"},
	ContextElements:  {1, 10, "block-kit/blocks/context-block"},
	ActionsElements:  {1, 25, "block-kit/blocks/actions-block"},
	InputLabel:       {1, 2000, "block-kit/blocks/input-block"},
	InputHint:        {1, 2000, "block-kit/blocks/input-block"},
	ImageAlt:         {1, 2000, "block-kit/blocks/image-block"},
	ImageTitle:       {1, 2000, "block-kit/blocks/image-block"},
	ImageURL:         {1, 3000, "block-kit/blocks/image-block"},
	Placeholder:      {1, 150, "block-kit/block-elements/plain-text-input-element"},
	ButtonText:       {1, 75, "block-kit/block-elements/button-element"},
	ButtonValue:      {0, 2000, "block-kit/block-elements/button-element"},
	ButtonURL:        {1, 3000, "block-kit/block-elements/button-element"},
	ButtonLabel:      {1, 75, "block-kit/block-elements/button-element"},
	SelectOptions:    {1, 100, "block-kit/block-elements/select-menu-element"},
	SelectGroups:     {1, 100, "block-kit/block-elements/select-menu-element"},
	GroupLabel:       {1, 75, "block-kit/composition-objects/option-group-object"},
	OptionText:       {1, 75, "block-kit/composition-objects/option-object"},
	OptionValue:      {1, 150, "block-kit/composition-objects/option-object"},
	OptionDesc:       {1, 75, "block-kit/composition-objects/option-object"},
	OptionURL:        {1, 3000, "block-kit/composition-objects/option-object"},
	CheckboxOptions:  {1, 10, "block-kit/block-elements/checkboxes-element"},
	RadioOptions:     {1, 10, "block-kit/block-elements/radio-button-group-element"},
	OverflowOptions:  {1, 5, "block-kit/block-elements/overflow-menu-element"},
	MaxSelected:      {1, 1 << 30, "block-kit/block-elements/multi-select-menu-element"},
	ConfirmTitle:     {1, 100, "block-kit/composition-objects/confirmation-dialog-object"},
	ConfirmText:      {1, 300, "block-kit/composition-objects/confirmation-dialog-object"},
	ConfirmButton:    {1, 30, "block-kit/composition-objects/confirmation-dialog-object"},
	TextInitial:      {0, 3000, "block-kit/block-elements/plain-text-input-element"},
	TextMinLength:    {0, 3000, "block-kit/block-elements/plain-text-input-element"},
	TextMaxLength:    {1, 3000, "block-kit/block-elements/plain-text-input-element"},
	FileCount:        {1, 10, "block-kit/block-elements/file-input-element"},
	ModalTitle:       {1, 24, "views/modal-views"},
	ModalSubmit:      {1, 24, "views/modal-views"},
	ModalClose:       {1, 24, "views/modal-views"},
	PrivateMetadata:  {0, 3000, "views"},
	CallbackID:       {0, 255, "views"},
	ExternalID:       {0, 255, "views"},
	MarkdownText:     {1, 12_000, "block-kit/blocks/markdown-block"},
	TableRows:        {1, 100, "block-kit/blocks/table-block"},
	TableColumns:     {1, 20, "block-kit/blocks/table-block"},
	TablesPerMessage: {0, 1, "block-kit/blocks/table-block"},
	DataTableRows:    {1, 1000, "block-kit/blocks/data-table-block"},
	DataTableColumns: {1, 20, "block-kit/blocks/data-table-block"},
	DataTablePage:    {1, 100, "block-kit/blocks/data-table-block"},
	ChartTitle:       {1, 50, "block-kit/blocks/data-visualization-block"},
	ChartsPerMessage: {0, 2, "block-kit/blocks/data-visualization-block"},
	ChartSegments:    {1, 12, "block-kit/blocks/data-visualization-block"},
	ChartSeries:      {1, 12, "block-kit/blocks/data-visualization-block"},
	ChartCategories:  {1, 20, "block-kit/blocks/data-visualization-block"},
	ChartLabel:       {1, 20, "block-kit/blocks/data-visualization-block"},
	ChartAxisLabel:   {1, 50, "block-kit/blocks/data-visualization-block"},
	FocusOnLoad:      {0, 1, "block-kit/block-elements"},

	CardTitle:         {1, 150, "block-kit/blocks/card-block"},
	CardSubtitle:      {1, 150, "block-kit/blocks/card-block"},
	CardBody:          {1, 200, "block-kit/blocks/card-block"},
	CardSubtext:       {1, 200, "block-kit/blocks/card-block"},
	CardActions:       {1, 3, "block-kit/blocks/card-block"},
	CarouselCards:     {1, 10, "block-kit/blocks/carousel-block"},
	AlertText:         {1, 200, "block-kit/blocks/alert-block"},
	ContainerTitle:    {1, 150, "block-kit/blocks/container-block"},
	ContainerSubtitle: {1, 150, "block-kit/blocks/container-block"},
	ContainerBlocks:   {1, 10, "block-kit/blocks/container-block"},
	LayoutLabel:       {1, 150, "block-kit/blocks/layout-block"},
	LayoutRows:        {1, 5, "block-kit/blocks/layout-block"},
	LayoutItems:       {1, 3, "block-kit/blocks/layout-block"},
	NestedBlocks:      {0, 2, "block-kit/blocks/layout-block"},
	ContextActions:    {1, 5, "block-kit/blocks/context-actions-block"},
	VideoTitle:        {1, 199, "block-kit/blocks/video-block"},
	VideoAuthor:       {1, 49, "block-kit/blocks/video-block"},
}
