package commands

import (
	"context"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/models"
)

// FileSource reads the files that people bring.
type FileSource interface {
	// Describe says what a file is called and how large it is.
	Describe(ctx context.Context, id string) (bot.Attached, error)
	// Download brings a file of at most so many bytes into a temporary file, which must be closed.
	Download(ctx context.Context, id string, limit int64) (*bot.Download, error)
}

// noFiles is the source of who has no Slack.
type noFiles struct{}

func (noFiles) Describe(context.Context, string) (bot.Attached, error) {
	return bot.Attached{}, &models.Error{Kind: models.KindAway, Key: "error.file_away"}
}

func (noFiles) Download(context.Context, string, int64) (*bot.Download, error) {
	return nil, &models.Error{Kind: models.KindAway, Key: "error.file_away"}
}
