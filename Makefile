# What developers run. `make help` lists it; setup and ./gimbal do the real work of getting and building things.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := build
.PHONY: help setup build generate test test-long lint format install uninstall bench clean

PREFIX ?= /usr/local
DESTDIR ?=

# One configuration for program and tests, so that neither compiles what the other has compiled. The manifest's cache
# would not notice that setup has unpacked libtorch.
SWIFT_FLAGS := -c release --manifest-cache none
TEST_FLAGS := --disable-testable-imports --disable-xctest
LINTED := Sources Tests Data Papers Package.swift $(wildcard Benchmarks/Sources Benchmarks/Package.swift Examples)

library := $(DESTDIR)$(PREFIX)/libexec/gimbal
bash_completions := $(DESTDIR)$(PREFIX)/share/bash-completion/completions
zsh_completions := $(DESTDIR)$(PREFIX)/share/zsh/site-functions
fish_completions := $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d

# libtorch's CPU part and what it needs that is not the system's.
ifeq ($(shell uname),Darwin)
torch_libraries = $(addprefix .deps/libtorch/lib/lib,torch_cpu.dylib c10.dylib omp.dylib)
else
torch_libraries = .deps/libtorch/lib/libtorch_cpu.so \
	$(shell ldd .deps/libtorch/lib/libtorch_cpu.so | awk '$$3 ~ "^/" && $$3 !~ "^(/usr)?/lib" {print $$3}')
endif

help: ## List these targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## Get system libraries and libtorch
	@./setup

build: setup ## Build everything in release mode
	swift build $(SWIFT_FLAGS)

generate: setup ## Write the operator surface and the table of PyTorch's names anew
	swift build $(SWIFT_FLAGS) --product bindgen
	.build/release/bindgen
	swift build $(SWIFT_FLAGS)
	.build/release/docgen

test: setup lint build ## Lint, build, run the fast tests, the consumer package, an example and the checks of generated files
	set -o pipefail; OMP_NUM_THREADS=1 swift test $(SWIFT_FLAGS) $(TEST_FLAGS) 2>&1 | tee .build/test.log
	@grep -Eq 'Test run with [1-9]' .build/test.log || { echo "make test: no test was run" >&2; exit 1; }
	@Tests/Consumer/run
	@.build/release/bindgen --check
	@.build/release/docgen --check
	@OMP_NUM_THREADS=1 .build/release/TextTransformer --quick --steps 60
	@echo "make test: all passed"

test-long: export GIMBAL_LONG_TESTS = 1
test-long: test ## The same with the slow tests: claims on real data, long resume tests

lint: ## Check the format (swift-format, strict)
	swift format lint --strict --parallel --recursive $(LINTED)

format: ## Reformat all Swift sources
	swift format format --in-place --parallel --recursive $(LINTED)

# The program finds its data beside itself and libtorch through $$ORIGIN, which SwiftPM puts first in its run path; so
# what is installed stays whole when checkout and cache are gone.
install: setup ## Install program, data, libtorch and completions below PREFIX (default /usr/local)
	swift build $(SWIFT_FLAGS) --product gimbal
	rm -rf "$(library)"
	install -d "$(library)" "$(DESTDIR)$(PREFIX)/bin" "$(bash_completions)" "$(zsh_completions)" "$(fish_completions)"
	install -m 755 .build/release/gimbal "$(library)/gimbal"
	for folder in .build/release/Gimbal_*.{resources,bundle}; do [ ! -d $$folder ] || cp -R $$folder "$(library)/"; done
	install -m 755 $(torch_libraries) "$(library)/"
	ln -sfn ../libexec/gimbal/gimbal "$(DESTDIR)$(PREFIX)/bin/gimbal"
	"$(library)/gimbal" --generate-completion-script bash >"$(bash_completions)/gimbal"
	"$(library)/gimbal" --generate-completion-script zsh >"$(zsh_completions)/_gimbal"
	"$(library)/gimbal" --generate-completion-script fish >"$(fish_completions)/gimbal.fish"

uninstall: ## Remove what install has put below PREFIX
	rm -rf "$(library)"
	rm -f "$(DESTDIR)$(PREFIX)/bin/gimbal" "$(bash_completions)/gimbal" "$(zsh_completions)/_gimbal"
	rm -f "$(fish_completions)/gimbal.fish"

bench: build ## Run the benchmarks (results go to Benchmarks/)
	@Benchmarks/run

clean: ## Remove build results (libtorch stays in the cache)
	rm -rf .build .build-* Benchmarks/.build
