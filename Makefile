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
# What "make watch" runs in the shell after each good build.
EXEC :=
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
# Keeps the reference pages as they look now.
ACCEPT :=

# What is given is text: make expands nothing in it, and the shell gets it in quotes, by "q".
given := BRIEFING AUDIENCE LENGTH PAPER_SIZE SHAPE PER_PAGE ORDER CARD DUPLEX SIZE STANDARD EXEC TODAY TESTS \
	PART SEED MINUTES AGAIN PDF GREY ACCEPT
$(foreach name,$(given),$(eval override $(name) := $$(value $(name))))
q = '$(subst ','\'',$($(1)))'
# Make would take what follows a line break for a command of its own.
define line_break


endef
$(foreach name,$(given),$(if $(findstring $(line_break),$($(name))),$(error $(name) has a line break)))

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
paper := $(if $(PAPER_SIZE),--paper $(call q,PAPER_SIZE))
size := $(if $(SIZE),--size $(call q,SIZE))
usual = $(paper)$(if $(filter-out 1,$(STANDARD)), --standard $(call q,STANDARD))
edition = $(call q,BRIEFING) --audience $(call q,AUDIENCE) $(usual)
built = build/"$$(basename -- $(call q,BRIEFING))"

##@ Making briefings

.PHONY: pack
pack: .venv/ready  ## the text edition for AUDIENCE at LENGTH, as "make" alone; SIZE=large or 20
	@$(briefing) build $(edition) --length $(call q,LENGTH) $(size)

.PHONY: one-pager
one-pager: .venv/ready  ## the fact sheet of one page for AUDIENCE
	@$(briefing) build $(edition) --length one-pager $(size)

.PHONY: slides
slides: .venv/ready  ## the slides, a page each; SHAPE=4:3 for another shape
	@$(briefing) build $(edition) --length $(call q,LENGTH) --format slides --shape $(call q,SHAPE) $(size)

.PHONY: handout
handout: .venv/ready  ## slides on paper, PER_PAGE=3 with ruled lines; 1, 2, 4, 6, 9, notes, outline
	@$(briefing) build $(edition) --length $(call q,LENGTH) --format handout --shape $(call q,SHAPE) \
		--per-page $(call q,PER_PAGE) --order $(call q,ORDER) $(size)

.PHONY: notes
notes: .venv/ready  ## what the speaker says to each slide, with the time it takes
	@$(briefing) build $(edition) --length $(call q,LENGTH) --format notes --shape $(call q,SHAPE) $(size)

.PHONY: cards
cards: .venv/ready  ## questions and answers to cut out; CARD=a5; DUPLEX=long or short for backs
	@$(briefing) build $(edition) --length $(call q,LENGTH) --format cards --card $(call q,CARD) \
		$(if $(DUPLEX),--duplex $(call q,DUPLEX)) $(size)

.PHONY: all
all: .venv/ready  ## every edition in every format; "make press" makes all that are for the press
	@$(briefing) build $(call q,BRIEFING) --all $(usual) $(size)

.PHONY: watch
watch: .venv/ready  ## the text edition, and again whenever a file is saved, until Ctrl-C; EXEC="open it"
	@$(briefing) watch $(edition) --length $(call q,LENGTH) $(size) $(if $(EXEC),--exec $(call q,EXEC))

# A PDF by its name: make build/kfor/kfor-press-short-pack.pdf. What it is made from, and whether
# anything of it has changed, the command knows better than dates of files do.
named = $(if $(filter $(notdir $(BRIEFING:/=)),$(*D)),$(BRIEFING),$(*D))
pdf_name = $(*F).pdf
build/%.pdf: .venv/ready .force
	@$(briefing) build $(call q,named) --pdf $(call q,pdf_name)

# The same by the name of its web page.
build/%.html: .venv/ready .force
	@$(briefing) build $(call q,named) --pdf $(call q,pdf_name)

.PHONY: .force
.force:

# Any other word is an audience.
targets := $(shell sed -n 's/^\([a-z][a-z-]*\):.*/\1/p' $(MAKEFILE_LIST))
audiences := $(filter-out $(targets) build/% .venv/% %.lock,$(MAKECMDGOALS))
ifneq ($(audiences),)
other := $(audiences)
$(foreach letter,a b c d e f g h i j k l m n o p q r s t u v w x y z A B C D E F G H I J K L M N O P Q R S \
	T U V W X Y Z 0 1 2 3 4 5 6 7 8 9 _ -,$(eval other := $$(subst $(letter),,$$(other))))
ifneq ($(strip $(other)),)
$(error no target and no audience: $(audiences); "make help" lists the targets)
endif
.PHONY: $(audiences)
$(audiences): .venv/ready
	@$(briefing) build $(call q,BRIEFING) --all --audience $(call q,@) $(usual) $(size)
endif

.PHONY: list
list: .venv/ready  ## which editions BRIEFING has, and which of them are built
	@$(briefing) list $(call q,BRIEFING)

.PHONY: check
check: .venv/ready  ## facts that are due, numbers that should be facts, words too hard for a reader
	@$(briefing) check $(call q,BRIEFING) $(if $(TODAY),--today $(call q,TODAY))

.PHONY: verify
verify: .venv/ready  ## whether the PDFs that are built may be handed out: unchanged, of today's content
	@$(briefing) verify

.PHONY: prove
prove: .venv/ready  ## reopen the PDFs that are built and check them against today's content
	@ls $(built)/*.pdf >/dev/null 2>&1 || { echo 'nothing is built yet: run "make" first'; exit 2; }
	@$(briefing) prove --briefing $(call q,BRIEFING) $(built)/*.pdf

.PHONY: listen
listen: .venv/ready  ## what a screen reader says of PDF=build/kfor/….pdf, to read or print
	@$(briefing) listen $(call q,PDF)

.PHONY: links
links: .venv/ready-dev  ## whether each link of the PDFs that are built is hit, and their words extracted alike
	@ls $(built)/*.pdf >/dev/null 2>&1 || { echo 'nothing is built yet: run "make" first'; exit 2; }
	@$(python) tests/links/click_links.py $(built)/*.pdf
	@$(python) tests/links/same_words.py $(built)/*-$(call q,AUDIENCE)-$(call q,LENGTH)-*.pdf; \
		status=$$?; [ $$status -ne 3 ] || echo 'words are not compared'; [ $$status -ne 1 ]

.PHONY: browser
browser: .venv/ready-dev  ## whether axe finds nothing in the web pages that are built; needs Chromium
	@ls $(built)/*.html >/dev/null 2>&1 || { echo 'no page is built yet: run "make" first'; exit 2; }
	@$(python) tests/browser/audit_pages.py $(built)/*.html; \
		status=$$?; [ $$status -eq 0 ] || [ $$status -eq 3 ]

##@ Working on the program

.PHONY: test
test: .venv/ready-dev  ## all tests; "make test TESTS=tests/bind" for some
	@$(python) -m pytest $(foreach word,$(TESTS),$(call q,word))

.PHONY: audit
audit: .venv/ready-dev  ## attacks, faults and generated texts at full size; PART=twins SEED=7 MINUTES=30
	@$(python) tests/audit/audit.py --seed $(call q,SEED) $(if $(PART),--part $(call q,PART)) \
		$(if $(MINUTES),--minutes $(call q,MINUTES)) $(if $(AGAIN),--again)

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
	@$(python) tests/support/shadow.py build/.shadow $(call q,BRIEFING)
	@tests/verapdf/run.sh build/.shadow/*.pdf

.PHONY: pythons
pythons: .venv/ready-dev  ## build with each other Python of this machine, and compare every byte
	@$(python) tests/support/pythons.py build/.pythons $(call q,BRIEFING)

.PHONY: bench
bench: .venv/ready-dev  ## time our build against a plain script, Typst, pandoc and Chromium
	@$(python) tests/bench/bench.py

.PHONY: look
look: .venv/ready-dev  ## which reference pages have changed, on one sheet; ACCEPT=1; or all of PDF=…, GREY=1
ifneq ($(PDF),)
	@$(python) tests/support/look.py $(if $(GREY),--grey) $(call q,PDF)
else
	@$(python) tests/pages/look.py $(if $(ACCEPT),--accept); status=$$?; [ $$status -le 1 ]
endif

.PHONY: themes
themes: .venv/ready-dev  ## every edition of every briefing here, in each theme that is shipped
	@$(python) tests/pages/themes.py

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

# Builds that are at work share a lock on the results: they are waited for, as long as they take. It
# is held while all is removed, by flock or, where there is none, by any Python; without both, or
# without a build, nobody is waited for.
cleared := build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache tests/verapdf/target
lock := build/.lock
flock_by_python := import fcntl, os, subprocess, sys; \
	lock = os.open(sys.argv[2], os.O_RDWR); \
	fcntl.flock(lock, fcntl.LOCK_EX | (fcntl.LOCK_NB if sys.argv[1] == "-n" else 0)); \
	sys.exit(subprocess.call(sys.argv[3:]))

.PHONY: clean
clean:  ## remove results and caches; a build that is at work is waited for
	@held() { if command -v flock >/dev/null; then flock "$$@"; \
		else python3 -c '$(flock_by_python)' "$$@" 2>/dev/null; fi; }; \
	if ! [ -f $(lock) ] || [ -h $(lock) ]; then rm -rf $(cleared); \
	elif ! held -n $(lock) rm -rf $(cleared); then \
		echo "waiting for a build to end: $$(head -c 300 $(lock) | LC_ALL=C tr -cd ' -~')"; \
		held -x $(lock) rm -rf $(cleared) || rm -rf $(cleared); \
	fi

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
