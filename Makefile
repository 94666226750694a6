# One word for each thing people do here; "make help" lists them. Needs nothing but Python 3.11 or
# newer: what else is missing, setup.sh installs before the first build.

# What to build. These names, and no others, are read: LANG, LANGUAGE and PAPER, which many people
# have in their environment, change nothing.
BRIEFING ?= kfor
AUDIENCE ?= public
LENGTH ?= standard
PAPER_SIZE ?=
# Slides: 16:9 or 4:3. Handouts: 1, 2, 3, 4, 6, 9, notes or outline; horizontal or vertical.
SHAPE ?= 16:9
PER_PAGE ?= 3
ORDER ?= horizontal
# Question cards: a6, four a sheet, or a5, two. With DUPLEX=long or short the answers are on the backs.
CARD ?= a6
DUPLEX ?=
# Large print, of texts and of outlines: large, 18 pt, or 20.
SIZE ?=
# The standards PDFs are made to: 1, PDF/UA-1 and PDF/A-2a; 2, PDF/UA-2 and PDF/A-4.
STANDARD ?= 1
# The day that "make check" takes for today.
TODAY ?=
# Which tests; all of them when empty.
TESTS :=
# Which part of the audit (all when empty), its seed, for how many minutes; AGAIN=1 begins anew.
PART :=
SEED := 1
MINUTES :=
AGAIN :=
# Which PDF to look at or to listen to; GREY=1 shows it as a printer without colour does.
PDF :=
GREY :=

SHELL := /bin/sh
.DEFAULT_GOAL := pack
.SUFFIXES:
.DELETE_ON_ERROR:
# A build uses all cores by itself: "make -j" is harmless, and no faster.
.NOTPARALLEL:
# Somebody else's Python modules must not come before the locked ones.
unexport PYTHONHOME PYTHONPATH

python := .venv/bin/python
briefing := .venv/bin/briefing
paper := $(if $(PAPER_SIZE),--paper '$(PAPER_SIZE)')
size := $(if $(SIZE),--size '$(SIZE)')
usual = $(paper)$(if $(filter-out 1,$(STANDARD)), --standard '$(STANDARD)')
edition = '$(BRIEFING)' --audience '$(AUDIENCE)' $(usual)
built = build/$(notdir $(BRIEFING:/=))

##@ Making briefings

.PHONY: pack
pack: .venv/ready  ## the text edition for AUDIENCE at LENGTH, as "make" alone; SIZE=large or 20
	@$(briefing) build $(edition) --length '$(LENGTH)' $(size)

.PHONY: one-pager
one-pager: .venv/ready  ## the fact sheet of one page for AUDIENCE
	@$(briefing) build $(edition) --length one-pager $(size)

.PHONY: slides
slides: .venv/ready  ## the slides, a page each; SHAPE=4:3 for another shape
	@$(briefing) build $(edition) --length '$(LENGTH)' --format slides --shape '$(SHAPE)' $(size)

.PHONY: handout
handout: .venv/ready  ## slides on paper, PER_PAGE=3 with ruled lines; 1, 2, 4, 6, 9, notes, outline
	@$(briefing) build $(edition) --length '$(LENGTH)' --format handout --shape '$(SHAPE)' \
		--per-page '$(PER_PAGE)' --order '$(ORDER)' $(size)

.PHONY: notes
notes: .venv/ready  ## what the speaker says to each slide, with the time it takes
	@$(briefing) build $(edition) --length '$(LENGTH)' --format notes --shape '$(SHAPE)' $(size)

.PHONY: cards
cards: .venv/ready  ## questions and answers to cut out; CARD=a5; DUPLEX=long or short for backs
	@$(briefing) build $(edition) --length '$(LENGTH)' --format cards --card '$(CARD)' \
		$(if $(DUPLEX),--duplex '$(DUPLEX)') $(size)

.PHONY: all
all: .venv/ready  ## every edition in every format; "make press" makes all that are for the press
	@$(briefing) build '$(BRIEFING)' --all $(usual) $(size)

# A PDF by its name: make build/kfor/kfor-press-short-pack.pdf. What it is made from, and whether
# anything of it has changed, the command knows better than dates of files do.
named = $(if $(filter $(notdir $(BRIEFING:/=)),$(*D)),$(BRIEFING),$(*D))
build/%.pdf: .venv/ready .force
	@$(briefing) build '$(named)' --pdf '$(*F).pdf'

# The same by the name of its web page.
build/%.html: .venv/ready .force
	@$(briefing) build '$(named)' --pdf '$(*F).pdf'

.PHONY: .force
.force:

# Any other word is an audience.
targets := $(shell sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' $(MAKEFILE_LIST))
audiences := $(filter-out $(targets) build/% .venv/% %.lock,$(MAKECMDGOALS))
ifneq ($(audiences),)
.PHONY: $(audiences)
$(audiences): .venv/ready
	@$(briefing) build '$(BRIEFING)' --all --audience '$@' $(usual) $(size)
endif

.PHONY: list
list: .venv/ready  ## which editions BRIEFING has, and which of them are built
	@$(briefing) list '$(BRIEFING)'

.PHONY: check
check: .venv/ready  ## facts that are due, numbers that should be facts, words too hard for a reader
	@$(briefing) check '$(BRIEFING)' $(if $(TODAY),--today '$(TODAY)')

.PHONY: verify
verify: .venv/ready  ## whether the PDFs that are built may be handed out: unchanged, of today's content
	@$(briefing) verify

.PHONY: prove
prove: .venv/ready  ## reopen the PDFs that are built and check them against today's content
	@ls $(built)/*.pdf >/dev/null 2>&1 || { echo 'nothing is built yet: run "make" first'; exit 2; }
	@$(briefing) prove --briefing '$(BRIEFING)' $(built)/*.pdf

.PHONY: listen
listen: .venv/ready  ## what a screen reader says of PDF=build/kfor/….pdf, to read or print
	@$(briefing) listen '$(PDF)'

.PHONY: links
links: .venv/ready-dev  ## whether each link of the PDFs that are built is hit, and their words extracted alike
	@ls $(built)/*.pdf >/dev/null 2>&1 || { echo 'nothing is built yet: run "make" first'; exit 2; }
	@$(python) tests/links/click_links.py $(built)/*.pdf
	@$(python) tests/links/same_words.py $(built)/*-'$(AUDIENCE)'-'$(LENGTH)'-*.pdf; \
		status=$$?; [ $$status -ne 3 ] || echo 'words are not compared'; [ $$status -ne 1 ]

.PHONY: browser
browser: .venv/ready-dev  ## whether axe finds nothing in the web pages that are built; needs Chromium
	@ls $(built)/*.html >/dev/null 2>&1 || { echo 'no page is built yet: run "make" first'; exit 2; }
	@$(python) tests/browser/audit_pages.py $(built)/*.html; \
		status=$$?; [ $$status -eq 0 ] || [ $$status -eq 3 ]

##@ Working on the program

.PHONY: test
test: .venv/ready-dev  ## all tests; "make test TESTS=tests/bind" for some
	@$(python) -m pytest $(TESTS)

.PHONY: audit
audit: .venv/ready-dev  ## attacks, faults and generated texts at full size; PART=twins SEED=7 MINUTES=30
	@$(python) tests/audit/audit.py --seed '$(SEED)' $(if $(PART),--part '$(PART)') \
		$(if $(MINUTES),--minutes '$(MINUTES)') $(if $(AGAIN),--again)

.PHONY: lint
lint: .venv/ready-dev  ## style, form and likely mistakes (ruff)
	@$(python) -m ruff check .
	@$(python) -m ruff format --check --quiet .

.PHONY: types
types: .venv/ready-dev  ## types (mypy, strict)
	@$(python) -m mypy

.PHONY: verapdf
verapdf:  ## check the PDFs that are built with veraPDF, each by its standard; needs Java and Maven
	@ls build/*/*.pdf >/dev/null 2>&1 || { echo 'nothing is built yet: run "make all" first'; exit 2; }
	@tests/verapdf/run.sh build/*/*.pdf

.PHONY: shadow
shadow: .venv/ready-dev  ## bind every edition again as PDF/UA-2 and PDF/A-4 and check that with veraPDF
	@$(python) tests/support/shadow.py build/.shadow '$(BRIEFING)'
	@tests/verapdf/run.sh build/.shadow/*.pdf

.PHONY: bench
bench: .venv/ready-dev  ## time our build against a plain script, Typst, pandoc and Chromium
	@$(python) tests/bench/bench.py

.PHONY: look
look: .venv/ready  ## render the pages of PDF=build/kfor/….pdf to PNG; GREY=1 as without colour
	@$(python) tests/support/look.py $(if $(GREY),--grey) '$(PDF)'

.PHONY: picture
picture: .venv/ready-dev  ## draw which folder imports which, for ARCHITECTURE.md
	@$(python) tests/architecture/picture.py

.PHONY: lock
lock:  ## renew the lock files from pyproject.toml; needs uv
	$(lock_with) --group build --output-file requirements.lock
	$(lock_with) --group build --group dev --constraint requirements.lock \
		--output-file requirements-dev.lock

lock_with = UV_CUSTOM_COMPILE_COMMAND='make lock' uv pip compile pyproject.toml --quiet --upgrade \
	--universal --python-version 3.11 --generate-hashes

##@ Setting up and clearing away

.PHONY: setup
setup: .venv/ready  ## only the set-up, which all others do by themselves when it is due

.PHONY: clean
clean:  ## remove results and caches
	rm -rf build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/verapdf/target

.PHONY: distclean
distclean: clean  ## remove what set-up made as well
	rm -rf .venv

.PHONY: help
help:  ## this list
	@echo 'make [TARGET] [BRIEFING=kfor] [AUDIENCE=public] [LENGTH=standard] [PAPER_SIZE=A4|Letter]'
	@awk -F ' *## *' '/^##@/ { sub(/^##@ */, ""); printf "\n%s\n", $$0 } \
		/^[a-z-]+:.*## / { sub(/:.*/, "", $$1); printf "  %-10s %s\n", $$1, $$2 }' Makefile
	@printf '\nfor example:\n%s\n%s\n%s\n' '  make one-pager AUDIENCE=press' \
		'  make pack AUDIENCE=public SIZE=large' \
		'  make pack AUDIENCE=press LENGTH=full PAPER_SIZE=Letter'

# Set-up leaves a stamp that holds the path of this folder: scripts in .venv hold it too, so a
# folder that was moved or copied is set up anew.
ifneq ($(shell cat .venv/ready 2>/dev/null),$(CURDIR))
.PHONY: .venv/ready
endif

.venv/ready: requirements.lock pyproject.toml setup.sh
	@sh setup.sh
	@pwd -P >$@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@sh setup.sh dev
	@pwd -P >$@
