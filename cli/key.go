package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// keeping is a database with the keys of its personal data.
type keeping struct {
	*store.Store
	vault   *vault.Vault // nil when there is no key, and none is needed
	privacy config.Privacy
}

// openDatabase opens the database with the configured keys. It doesn't migrate or check anything.
func openDatabase(ctx context.Context, cfg config.Config, opts ...store.Option) (*keeping, error) {
	k := &keeping{privacy: cfg.Privacy}
	switch _, err := os.Stat(cfg.Privacy.KeyFile); {
	case cfg.Privacy.Key != "":
		keys, err := vault.Parse(cfg.Privacy.Key.Plain())
		if err != nil {
			return nil, misuse{fmt.Errorf("privacy.key (GUANXI_PRIVACY_KEY): %w", err)}
		}
		k.vault = vault.Of(keys)
	case err == nil || k.protects():
		k.vault = vault.File(cfg.Privacy.KeyFile)
	}
	var err error
	opts = append(opts, store.WithVault(k.vault, k.protects()), store.WithPatience(cfg.Database.Wait))
	k.Store, err = store.Open(ctx, cfg.Database.Driver, cfg.Database.DSN.Plain(), opts...)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return k, nil
}

func (k *keeping) protects() bool {
	return models.PrivacyMode(k.privacy.Mode) == models.PrivacyProtected
}

// prepare migrates the database, makes sure that it gets no other key than the one it was sealed with, and brings
// personal data into the privacy mode.
func (k *keeping) prepare(ctx context.Context, log *slog.Logger) error {
	if err := k.migrate(ctx); err != nil {
		return err
	}
	if err := k.checkKeys(ctx, log); err != nil {
		return err
	}
	if frail, err := k.Frail(ctx); err != nil {
		return fmt.Errorf("look how durable the database is: %w", err)
	} else if len(frail) > 0 {
		log.Warn("the database may lose at a power cut what it has confirmed: customers' IDs would be given again, messages posted again; see docs/operations.md, Database", "settings", frail)
	}
	_, err := k.bringOver(ctx, log)
	return err
}

// migrate brings the schema up to date, and refuses one that this program is too old for.
func (k *keeping) migrate(ctx context.Context) error {
	err := k.Migrate(ctx)
	if errors.Is(err, store.ErrNewerSchema) {
		return misuse{fmt.Errorf("%w; run that version or a newer one, or restore the backup from before it; see docs/operations.md, Upgrades", err)}
	}
	if err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// checkKeys makes the key file when no key was ever needed before, and refuses wrong keys.
func (k *keeping) checkKeys(ctx context.Context, log *slog.Logger) error {
	if k.protects() && k.privacy.Key == "" {
		if err := k.makeKeyFile(ctx, log); err != nil {
			return err
		}
	}
	return k.explain(k.CheckKeys(ctx))
}

// makeKeyFile writes a first key unless there is one, or was.
func (k *keeping) makeKeyFile(ctx context.Context, log *slog.Logger) error {
	if _, err := k.vault.Keys(); !errors.Is(err, os.ErrNotExist) {
		return k.explain(err)
	}
	keyed, err := k.Keyed(ctx)
	if err != nil {
		return fmt.Errorf("look for a key: %w", err)
	}
	if keyed {
		return k.explain(store.ErrNoKey)
	}
	if err := k.vault.Create(); errors.Is(err, os.ErrExist) { // another process that starts was first
		return nil
	} else if err != nil {
		return misuse{fmt.Errorf("the key for personal data: %w; privacy.key_file can name another place", err)}
	}
	log.Warn("a key for personal data was made: back it up, apart from the database, which can't be read without it", "file", k.privacy.KeyFile)
	return nil
}

// explain adds to an error about a missing or wrong key what to do: starting again doesn't help.
func (k *keeping) explain(err error) error {
	place := "the key file " + k.privacy.KeyFile
	if k.privacy.Key != "" {
		place = "privacy.key (GUANXI_PRIVACY_KEY)"
	}
	switch {
	case err == nil:
		return nil
	case errors.Is(err, store.ErrNoKey):
		return misuse{fmt.Errorf("personal data in this database is sealed, and its key is missing: put %s back from its backup, or set GUANXI_PRIVACY_KEY; see docs/operations.md, Keys", place)}
	case errors.Is(err, store.ErrOtherKey):
		named := ""
		if id := store.OtherKey(err); id != "" {
			named = " (" + id + ")"
		}
		return misuse{fmt.Errorf("personal data in this database is sealed with another key%s than %s holds: put back the one that belongs to this database; all processes on it need the same, after a rotation the newest; see docs/operations.md, Keys", named, place)}
	case errors.Is(err, store.ErrOldKey):
		return misuse{fmt.Errorf("personal data in this database is sealed with a newer key than %s holds: give this process the newest; see docs/operations.md, Keys", place)}
	case errors.Is(err, vault.ErrBadKeys):
		return misuse{fmt.Errorf("%w; put it back from its backup", err)}
	}
	return fmt.Errorf("the key for personal data: %w", err)
}

// bringOver seals what is plain, or opens what is sealed, as the privacy mode says.
func (k *keeping) bringOver(ctx context.Context, log *slog.Logger) (store.Protected, error) {
	done, err := k.Protect(ctx)
	if err != nil {
		return done, k.explain(err)
	}
	if done.Customers+done.Contacts+done.Entries+done.Values > 0 {
		log.Info("personal data was brought into the privacy mode", "mode", k.privacy.Mode, "customers", done.Customers, "contacts", done.Contacts, "entries", done.Entries, "values", done.Values)
	}
	if done.UnreadableCount > 0 {
		log.Error("personal data can't be read, and was stepped over: restore these from a backup, or erase them; see docs/operations.md, Keys", "rows", done.UnreadableCount, "which", done.Unreadable)
	}
	if done.Traces {
		log.Warn("plain personal data may still stand in free parts of the database file: other processes use it. Run VACUUM on it while none does")
	}
	return done, nil
}
