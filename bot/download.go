package bot

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/guanxi-crm/guanxi/models"
)

// Attached is a file that stands beside a message. Of one that Slack doesn't describe there (docs.slack.dev/apis/slack-connect:
// check_file_info), Name and Size are empty until Describe is asked.
type Attached struct {
	ID   string
	Name string // with its ending
	Size int64  // in bytes; 0 where it isn't known
}

// Download is a file that somebody shared, or chose in a form, as it was when it was brought. Close must be called.
type Download struct {
	*Spool
	Name string // with its ending
}

// The answers of files.info about files that aren't there any more, or not for the bot
// (docs.slack.dev/reference/methods/files.info).
var goneCodes = set("file_not_found", "file_deleted", "file_not_visible", "access_denied", "no_permission")

// Describe is files.info: what a file is called and how large it is. What people can act on is a *models.Error: the file is gone,
// it isn't kept in Slack, or the app lacks the right to read files.
func (b *Bot) Describe(ctx context.Context, id string) (Attached, error) {
	file, err := b.web.fileInfo(ctx, id)
	if err != nil {
		return Attached{}, err
	}
	return Attached{ID: id, Name: cmp.Or(file.Name, file.Title), Size: int64(file.Size)}, nil
}

// fileInfo is files.info, with what can't be read refused.
func (c *caller) fileInfo(ctx context.Context, id string) (*slack.File, error) {
	var file *slack.File
	err := c.do(ctx, "files.info", "", reading, func(ctx context.Context) (err error) {
		file, _, _, err = c.api.GetFileInfoContext(ctx, id, 1, 1)
		return err
	})
	switch {
	case code(err) == "missing_scope":
		return nil, &models.Error{Kind: models.KindForbidden, Key: "error.file_scope"}
	case goneCodes[code(err)]:
		return nil, fileGone()
	case err != nil && ctx.Err() == nil:
		return nil, fmt.Errorf("%w: %w", &models.Error{Kind: models.KindAway, Key: "error.file_away"}, err)
	case err != nil:
		return nil, err
	case file.Mode == "tombstone" || file.Mode == "hidden_by_limit" || goneCodes[file.FileAccess]:
		return nil, fileGone()
	case file.IsExternal || file.Mode == "external" || file.URLPrivateDownload == "":
		return nil, &models.Error{Kind: models.KindInvalid, Key: "error.file_elsewhere", Args: map[string]any{"Name": cmp.Or(file.Name, file.Title)}}
	}
	return file, nil
}

func fileGone() error { return &models.Error{Kind: models.KindNotFound, Key: "error.file_gone"} }

// errTooLarge ends a download that brings more than was announced.
var errTooLarge = errors.New("more bytes than are taken")

// Download brings a file of at most so many bytes into a temporary file. What people can act on is a *models.Error as of Describe,
// or one that names the limit.
func (b *Bot) Download(ctx context.Context, id string, limit int64) (*Download, error) {
	file, err := b.web.fileInfo(ctx, id)
	if err != nil {
		return nil, err
	}
	name := cmp.Or(file.Name, file.Title)
	if int64(file.Size) > limit {
		return nil, fileTooLarge(limit)
	}
	spool, err := NewSpool()
	if err != nil {
		return nil, err
	}
	if err := b.web.bring(ctx, file, spool, limit); err != nil {
		return nil, errors.Join(err, spool.Close())
	}
	return &Download{spool, name}, nil
}

func fileTooLarge(limit int64) error {
	return &models.Error{Kind: models.KindLimit, Key: "error.file_size", Args: map[string]any{"Max": limit >> 20}}
}

// bring downloads a file with the bot's token, which goes to Slack's own hosts only.
func (c *caller) bring(ctx context.Context, file *slack.File, spool *Spool, limit int64) error {
	err := c.do(ctx, "download", "", carryingOf(int64(file.Size)), func(ctx context.Context) error {
		spool.restart()
		err := c.api.GetFileContext(ctx, file.URLPrivateDownload, &atMost{spool, limit})
		if err == nil && file.Size > 0 && spool.Size() < int64(file.Size) && !signIn(spool) {
			return fmt.Errorf("%d of %d bytes came: %w", spool.Size(), file.Size, io.ErrUnexpectedEOF)
		}
		return err
	})
	var status slack.StatusCodeError
	switch {
	case errors.Is(err, errTooLarge):
		return fileTooLarge(limit)
	case err == nil && signIn(spool) && !strings.HasPrefix(file.Mimetype, "text/html"), errors.As(err, &status) && (status.Code == 401 || status.Code == 403), redirected(err):
		return &models.Error{Kind: models.KindForbidden, Key: "error.file_scope"}
	case errors.As(err, &status) && (status.Code == 404 || status.Code == 410):
		return fileGone()
	case err != nil && ctx.Err() == nil:
		return fmt.Errorf("%w: %w", &models.Error{Kind: models.KindAway, Key: "error.file_away"}, err)
	}
	return err
}

// redirected reports a download that slack-go has seen led to the page where people sign in.
func redirected(err error) bool { return err != nil && strings.Contains(err.Error(), "sign-in page") }

// signIn reports that a page came instead of a file: Slack answers a token that may not read a file with its page to sign in, and
// the status 200.
func signIn(spool *Spool) bool {
	head := make([]byte, 512)
	n, _ := spool.ReadAt(head, 0) // shorter files end early
	text := bytes.ToLower(bytes.TrimSpace(head[:min(int64(n), spool.Size())]))
	return bytes.HasPrefix(text, []byte("<!doctype html")) || bytes.HasPrefix(text, []byte("<html"))
}

// carryingOf is the patience for the bytes of a file: a slow line has a minute, and a second for each 256 kB.
func carryingOf(size int64) patience {
	p := carrying
	p.timeout += time.Duration(size>>18) * time.Second
	return p
}

// atMost writes so many bytes, and no more.
type atMost struct {
	to   *Spool
	left int64
}

func (w *atMost) Write(p []byte) (int, error) {
	if int64(len(p)) > w.left {
		return 0, errTooLarge
	}
	n, err := w.to.Write(p)
	w.left -= int64(n)
	return n, err
}
