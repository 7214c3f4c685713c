# make run    the app on http://127.0.0.1:8550      make test     everything that is tested, a Chromium included
# make desktop  make gallery  make bench  make check  make lock

VENV := .venv
PYTHON := $(VENV)/bin/python
export PATH := $(CURDIR)/$(VENV)/bin:$(PATH)
PORT ?= 8550
PIP := $(PYTHON) -m pip --disable-pip-version-check install --quiet

.PHONY: run test desktop gallery bench check lock clean

run: $(VENV)/.run
	@$(VENV)/bin/altteul run --port $(PORT) $(ARGS)

test: $(VENV)/.dev
	@sh tools/setup.sh chromium $(VENV)
	@$(PYTHON) -m pytest $(ARGS)

desktop: $(VENV)/.desktop
	@$(VENV)/bin/altteul run --desktop $(ARGS)

gallery: $(VENV)/.run
	@$(VENV)/bin/altteul gallery $(ARGS)

bench: $(VENV)/.dev
	@sh tools/setup.sh chromium $(VENV)
	@$(PYTHON) -m bench $(ARGS)

check: $(VENV)/.dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

lock: $(VENV)/.dev
	@sh tools/setup.sh lock

clean:
	@rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(VENV)/.python: tools/setup.sh
	@sh tools/setup.sh venv $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.lock pyproject.toml
	@echo "필요한 것을 설치하고 있어요 (처음 한 번)…"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.lock
	@echo "테스트에 필요한 것을 설치하고 있어요 (처음 한 번)…"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.desktop: $(VENV)/.run requirements-desktop.lock
	@$(PIP) --require-hashes -r requirements-desktop.lock
	@touch $@
