package imports

import (
	"context"
	"path"
	"strings"

	"github.com/guanxi-crm/guanxi/bot"
	"github.com/guanxi-crm/guanxi/commands"
	"github.com/guanxi-crm/guanxi/models"
)

// readable are the endings of files that may hold customers.
var readable = map[string]bool{".xlsx": true, ".csv": true, ".tsv": true, ".txt": true}

// unreadable are the endings of other files with customers, by the sentence that says what to do.
var unreadable = map[string]string{
	".xls": "error.sheet_xls", ".xlsm": "error.sheet_macros", ".xltm": "error.sheet_macros", ".xlsb": "error.sheet_xlsb", ".ods": "error.sheet_ods",
	".numbers": "error.sheet_numbers", ".vcf": "error.sheet_vcard", ".zip": "error.sheet_packed", ".7z": "error.sheet_packed", ".rar": "error.sheet_packed",
	".gz": "error.sheet_packed", ".pdf": "error.sheet_pdf", ".xml": "error.sheet_page", ".html": "error.sheet_page", ".htm": "error.sheet_page",
	".png": "error.sheet_picture", ".jpg": "error.sheet_picture", ".jpeg": "error.sheet_picture", ".gif": "error.sheet_picture", ".webp": "error.sheet_picture",
	".heic": "error.sheet_picture", ".bmp": "error.sheet_picture", ".svg": "error.sheet_picture", ".tiff": "error.sheet_picture",
}

func ending(name string) string { return strings.ToLower(path.Ext(name)) }

// refusedKind is why a file can't be read, by its ending alone; nil where its bytes decide.
func refusedKind(name string) *models.Error {
	if key := unreadable[ending(name)]; key != "" {
		return models.Invalid("", key)
	}
	return nil
}

// offer answers files that were dropped into the bot's DM or shared with a mention: those that may hold customers are offered to be
// imported. Where none does, the text beside them counts; a picture by itself is said to be none.
func (h handlers) offer(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	files := cl.Files
	for i := range files {
		if files[i].Name == "" {
			described, err := h.Files.Describe(ctx, files[i].ID)
			if err != nil {
				return bot.Reply{}, err
			}
			files[i] = described
		}
	}
	var offered []bot.Attached
	for _, file := range files {
		if readable[ending(file.Name)] {
			offered = append(offered, file)
		}
	}
	switch {
	case len(offered) > 0:
		if err := mayAtAll(cl.Actor); err != nil {
			return bot.Reply{}, err
		}
		return commands.Say(offerFiles(cl.Printer, offered)), nil
	case strings.TrimSpace(cl.Rest) != "":
		return h.GoOn(ctx, cl, cl.Rest)
	}
	for _, file := range files {
		if err := refusedKind(file.Name); err != nil {
			return bot.Reply{}, err
		}
	}
	return bot.Reply{}, models.Invalid("", "error.sheet_unknown")
}

// askOffered asks how a file that was shared is to be imported.
func (h handlers) askOffered(ctx context.Context, cl commands.Call) (bot.Reply, error) {
	id, rest, _ := strings.Cut(cl.Value, " ")
	if id == "" {
		return bot.Reply{}, models.Invalid("", "error.stale_form")
	}
	file, err := h.Files.Describe(ctx, id)
	if err != nil {
		return bot.Reply{}, err
	}
	return h.askFile(ctx, cl, wanted{File: file.ID, Name: models.Shorten(file.Name, maxShownName), Also: rest != ""})
}

// leave takes the question away.
func (h handlers) leave(context.Context, commands.Call) (bot.Reply, error) {
	return bot.Reply{Place: bot.Remove}, nil
}
