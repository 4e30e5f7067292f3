package cli

import (
	"context"
	"errors"
	"fmt"
	"log/slog"

	"github.com/guanxi-crm/guanxi/config"
	"github.com/guanxi-crm/guanxi/models"
	"github.com/guanxi-crm/guanxi/store"
	"github.com/guanxi-crm/guanxi/store/vault"
)

// keysCommand has the commands for the keys that seal personal data. docs/operations.md says how to use them.
type keysCommand struct {
	New    newKeyCommand     `cmd:"" help:"Print a new key, for GUANXI_PRIVACY_KEY. The key file is made by the first start."`
	Rotate rotateKeysCommand `cmd:"" help:"Add a new key and seal everything with it; running processes follow the key file. The old one still opens."`
	Reseal resealCommand     `cmd:"" help:"Bring all personal data into the privacy mode and under the newest key. serve does it when it starts."`
	Prune  pruneKeysCommand  `cmd:"" help:"Drop the older keys, once nothing is sealed with them."`
}

type newKeyCommand struct{}

// Run prints a key.
func (*newKeyCommand) Run(ctx context.Context, o *outside) error {
	keys, err := vault.New()
	if err != nil {
		return err
	}
	return printKeys(o, keys)
}

func printKeys(o *outside, keys *vault.Keys) error {
	text, err := keys.Text()
	if err == nil {
		_, err = fmt.Fprintln(o.stdout, text)
	}
	return err
}

// withDatabase opens and migrates the database with the key that it was sealed with, unless sense refuses the
// configuration.
func (c configured) withDatabase(ctx context.Context, o *outside, sense func(config.Privacy) error, do func(*keeping, *slog.Logger) error) error {
	cfg, err := c.load(o)
	if err == nil {
		err = sense(cfg.Privacy)
	}
	if err != nil {
		return err
	}
	k, err := openDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() { _ = k.Close() }()
	log := newLog(cfg.Log, o.stderr)
	if err := k.migrate(ctx); err != nil {
		return err
	}
	if err := k.checkKeys(ctx, log); err != nil {
		return err
	}
	return do(k, log)
}

// withKeys is withDatabase for commands that need keys, and refuses a configuration that seals nothing.
func (c configured) withKeys(ctx context.Context, o *outside, do func(*keeping, *vault.Keys, *slog.Logger) error) error {
	return c.withDatabase(ctx, o, sealing, func(k *keeping, log *slog.Logger) error {
		keys, err := k.vault.Keys()
		if err != nil {
			return k.explain(err)
		}
		return do(k, keys, log)
	})
}

// sealing refuses a configuration that seals nothing.
func sealing(p config.Privacy) error {
	if models.PrivacyMode(p.Mode) == models.PrivacyProtected {
		return nil
	}
	return misuse{fmt.Errorf("privacy.mode is %s: nothing is sealed, and no key is needed", p.Mode)}
}

type rotateKeysCommand struct{ configured }

// Run adds a key. Where the key comes from the environment, it prints what is to be set there instead.
func (c *rotateKeysCommand) Run(ctx context.Context, o *outside) error {
	return c.withKeys(ctx, o, func(k *keeping, keys *vault.Keys, log *slog.Logger) error {
		rotated, err := keys.Rotate()
		if err != nil {
			return err
		}
		if k.privacy.Key != "" {
			_, _ = fmt.Fprintln(o.stderr, "Set GUANXI_PRIVACY_KEY to this for every process, stop them all and start them again; the first that starts seals everything with the new key.")
			return printKeys(o, rotated)
		}
		if err := k.vault.Replace(rotated); err != nil {
			return k.explain(err)
		}
		if err := k.checkKeys(ctx, log); err != nil { // remembers the new one
			return err
		}
		return reseal(ctx, o, k, log)
	})
}

type resealCommand struct{ configured }

// Run does what serve does when it starts, in every mode.
func (c *resealCommand) Run(ctx context.Context, o *outside) error {
	inAnyMode := func(config.Privacy) error { return nil }
	return c.withDatabase(ctx, o, inAnyMode, func(k *keeping, log *slog.Logger) error { return reseal(ctx, o, k, log) })
}

func reseal(ctx context.Context, o *outside, k *keeping, log *slog.Logger) error {
	done, err := k.bringOver(ctx, log)
	if err != nil {
		return err
	}
	what := "plain"
	if k.protects() {
		keys, err := k.vault.Keys()
		if err != nil {
			return k.explain(err)
		}
		what = "sealed with " + keys.String()
	}
	all := "all personal data"
	if done.UnreadableCount > 0 {
		all = "all personal data but what can't be read"
	}
	_, err = fmt.Fprintf(o.stdout, "%d customers, %d contacts, %d values of custom fields and %d entries of the history brought over; %s is %s\n", done.Customers, done.Contacts, done.Values, done.Entries, all, what)
	for _, name := range done.Unreadable {
		_, err = fmt.Fprintf(o.stdout, "can't be read: %s\n", name)
	}
	if more := done.UnreadableCount - len(done.Unreadable); more > 0 {
		_, err = fmt.Fprintf(o.stdout, "can't be read: %d more\n", more)
	}
	return err
}

type pruneKeysCommand struct{ configured }

// Run drops the older keys. Where the key comes from the environment, it prints what is to be set there from now on.
func (c *pruneKeysCommand) Run(ctx context.Context, o *outside) error {
	return c.withKeys(ctx, o, func(k *keeping, keys *vault.Keys, _ *slog.Logger) error {
		pruned, err := keys.Prune()
		if err != nil {
			return err
		}
		if err := k.DropKeys(ctx); errors.Is(err, store.ErrKeyInUse) {
			return errors.New("something is still sealed with an older key: stop processes that don't have the newest, run `guanxi keys reseal`, and then this again; it names what can't be read, which has to be restored or erased first")
		} else if err != nil {
			return k.explain(err)
		}
		if k.privacy.Key != "" {
			_, _ = fmt.Fprintln(o.stderr, "Set GUANXI_PRIVACY_KEY to this for every process.")
			return printKeys(o, pruned)
		}
		if err := k.vault.Replace(pruned); err != nil {
			return k.explain(err)
		}
		_, err = fmt.Fprintf(o.stdout, "%s now holds %s alone\n", k.privacy.KeyFile, pruned)
		return err
	})
}
