# Every habit by name. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

# The folder whose pictures `make run` imports when there is no display.
PHOTOS ?= tests/fixtures/photos

# Seconds for each fuzz target.
SECONDS_EACH ?= 60

.PHONY: help
help: ## Lists these habits
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-15s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: ## Builds everything and opens the window on a demonstration; without a display does its work on PHOTOS=dir
	@PHOTOS='$(PHOTOS)' scripts/run.sh

.PHONY: test
test: ## Runs every check there is; exactly what continuous integration runs
	@scripts/test.sh

.PHONY: lint
lint: ## Runs only the checks of format, style, spelling and licences
	@scripts/test.sh format lint ui-lint

.PHONY: advisories
advisories: ## Asks the advisory database about our dependencies; needs the network, so no check of `make test`
	@scripts/install.sh --test
	@PATH="$$PWD/.run/tools/bin:$$PATH" cargo deny check advisories

.PHONY: format
format: ## Formats all sources
	@cargo fmt --all
	@if [ -x ui/node_modules/.bin/prettier ]; then cd ui && node_modules/.bin/prettier --log-level warn --write src; fi

.PHONY: build
build: ## Builds the packages that people install (release; some minutes)
	@scripts/install.sh
	@ui/node_modules/.bin/tauri build
	@cargo build --release --workspace --bin atelier

.PHONY: bench
bench: ## Measures import and variants against what a user would pick instead
	@scripts/bench.sh

.PHONY: bench-variants
bench-variants: ## Holds the variants of PHOTOS=dir against sharp and vipsthumbnail: time, memory, bytes and SSIMULACRA2
	@scripts/bench-variants.sh $(if $(filter command line environment,$(origin PHOTOS)),'$(PHOTOS)')

.PHONY: bench-clean
bench-clean: ## Measures cleaning against ExifTool and exiv2, on PHOTOS=dir or 1,000 JPEGs that it draws
	@scripts/bench-clean.sh $(if $(filter command line environment,$(origin PHOTOS)),'$(PHOTOS)')

.PHONY: soak
soak: ## Kills the making of variants of 5,000 photos twenty times: every one is there once, memory in bounds
	@scripts/install.sh
	@scripts/measured.sh
	@scripts/soak-variants.py

.PHONY: fuzz
fuzz: ## Fuzzes each parser for SECONDS_EACH seconds
	@scripts/fuzz.sh '$(SECONDS_EACH)'

.PHONY: mutate
mutate: ## Cleans 30,000 damaged copies of the fixtures: no panic, no hang, no place left
	@cd fuzz && cargo run --quiet --release --example mutate -- 30000

.PHONY: window
window: ## Builds the window's program with the ui in it, and the command line
	@scripts/install.sh
	@cd ui && npm run --silent build
	@cargo build --locked --workspace --bins --features tauri/custom-protocol

.PHONY: bindings
bindings: ## Writes the window's bindings anew, after a command or its words changed
	@ATELIER_WRITE_BINDINGS=1 cargo test --quiet --locked --workspace --lib --features tauri/custom-protocol the_windows_bindings
	@cd ui && node_modules/.bin/tsc --noEmit

.PHONY: window-tests
window-tests: window ## Tests the real window only, on a display that nobody sees
	@scripts/install.sh --test
	@scripts/window-tests.sh

.PHONY: screenshots
screenshots: window ## Takes docs/screenshots/ anew from the real window
	@scripts/install.sh --test --pictures
	@scripts/window-tests.sh screenshots

.PHONY: demo-pictures
demo-pictures: ## Draws photos of 12 megapixels, with places in them, into .run/demo-pictures
	@scripts/install.sh --pictures
	@scripts/demo-pictures.py --out .run/demo-pictures

.PHONY: stop
stop: ## Stops the Postgres that `make run` started
	@scripts/postgres.sh stop

.PHONY: clean
clean: ## Deletes what builds, runs and tests left here
	@scripts/postgres.sh drop || true
	@rm -rf .run target gen ui/dist ui/node_modules tests/window/node_modules fuzz/target
