# make test       every test, on every database, in a real browser; installs what it needs
# make test-fast  without servers and browser, in under a minute
# make lint       golangci-lint, built from tools/go.mod
# make bench      the bot against its floor, on SQLite and MariaDB
# make golden     rewrite the golden files and generated documents after a wanted change

GO ?= go

.PHONY: test test-fast lint bench golden build

test:
	@sh scripts/test.sh

test-fast:
	@env -u CI -u GUANXI_TEST_MYSQL_DSN $(GO) test -short ./...

lint:
	@cd tools && $(GO) build -o ../.cache/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
	@.cache/golangci-lint run ./...

bench:
	@sh scripts/bench.sh

golden:
	@$(GO) test ./i18n ./views ./commands -run 'Golden|AreDocumented' -update

build:
	@CGO_ENABLED=0 $(GO) build -trimpath -ldflags='-s -w' -o dist/guanxi .
