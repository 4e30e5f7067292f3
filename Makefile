# make test          every test, on every database, in a real browser; installs what it needs
# make test-fast     without servers and browser, the longest first: a minute or two, less where little has changed
# make test-engines  what has to do with a database, on MySQL, or on the servers of DSN='…'
# make lint          golangci-lint, built from tools/go.mod
# make bench         the bot against its floor, on SQLite and MariaDB
# make golden        rewrite the golden files and generated documents after a wanted change
# make notices       write THIRD_PARTY_NOTICES.md anew after a change of the dependencies

GO ?= go

.PHONY: test test-fast test-engines lint bench golden notices build

test:
	@sh scripts/test.sh

test-fast:
	@env -u CI -u GUANXI_TEST_MYSQL_DSN GOGC=400 $(GO) test -vet=off -ldflags=-s -p 4 -short ./tests/... ./bot ./store ./...

test-engines: export GUANXI_TEST_MYSQL_DSN := $(or $(DSN),$(GUANXI_TEST_MYSQL_DSN))
test-engines:
	@sh scripts/test-engines.sh

lint:
	@cd tools && $(GO) build -o ../.cache/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@.cache/golangci-lint run ./...

bench:
	@sh scripts/bench.sh

golden:
	@$(GO) test ./i18n ./cli ./views $$(grep -rl viewstest.Golden --include=*_test.go commands | xargs -n1 dirname | sed 's|^|./|') -run 'Golden|AreDocumented' -update

notices:
	@sh scripts/notices.sh

build:
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o dist/guanxi .
