"""The small briefings of ``tests/cases/documents.md``, read and built, and words got into them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from briefing.build import Result, build
from briefing.load import load
from briefing.pipeline import compose_edition
from briefing.prove.facts import PageText, Piece
from briefing.prove.remembering import from_bytes, to_bytes
from briefing.store import Store
from briefing.themes import theme_of
from support.cases import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.model import Briefing, Edition
    from support.cases import Case

DOCUMENTS = read_cases("documents.md")
_SETTINGS = """\
title: A paper
standfirst: What it is about.
kind: Paper
as_of: 2026-11-23
owner: The desk
contact: desk@example.org
releases:
  - {name: public, marking: "PUBLIC", note: May be shared.}
  - {name: partner, marking: "PARTNERS", note: For partners only.}
default_release: public
audiences:
  public: {label: the public, clearance: public}
  staff: {label: staff, clearance: partner, includes: [public], notes: true}
lengths:
  short: {label: Short, pages: [1, 9], deck: {slides: [1, 60], minutes: 10}}
  full:
    label: Full paper
    pages: [1, 40]
    cover: true
    contents: true
    deck: {slides: [1, 60], minutes: 30, agenda: true, breaks: true}
formats: [pack, slides, handout, notes, cards]
sections: [one]
known_words: [NATO, XMP, USD, PDF, STRASSE, GRÖSSE, ŒUVRE, FOO-BAR, BAR]
"""
_OTHERS = {
    "facts.yaml": (
        "troops: {value: 4500, as_of: 2025-10-03, source: order, review_after: never}\n"
        "nations: {value: 33, as_of: 2025-10-03, source: order, review_after: never}\n"
    ),
    "sources.yaml": (
        "order: {title: Standing order, author: [{literal: The desk}], issued: 2024-05-01,\n"
        "  URL: 'https://example.org/order'}\n"
    ),
}


def document(case: Case, folder: Path) -> Briefing:
    """The briefing of a case, written to a folder and read."""
    files = {"briefing.yaml": _SETTINGS, **_OTHERS}
    for name, text in case.blocks.items():
        kind, _, path = name.partition(" ")
        if kind == "file":
            files[path] = text
        elif kind == "settings":
            for line in text.splitlines():
                old, _, new = line.partition(" ⇒ ")
                assert old in files["briefing.yaml"], old
                files["briefing.yaml"] = files["briefing.yaml"].replace(old, new, 1)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    read, _ = load(folder, folder.name)
    return read


def made(briefing: Briefing, editions: Iterable[Edition], folder: Path) -> list[Result]:
    """Editions of it, built and proven."""
    store = Store(folder / "store")
    return list(build(briefing, list(editions), theme_of(briefing), store, folder))


def with_words(reading: bytes, words: str, page: int = 0) -> bytes:
    """What would be read of a file with a paragraph more at the end of a page's text."""
    file = from_bytes(reading)
    old = file.pages[page]
    chars = tuple(range(len(old.text) + 1, len(old.text) + 1 + len(words)))
    last = max((piece.path for piece in old.pieces), default=())
    piece = Piece(chars, path=(*last[:-1], last[-1] + 1) if last else ())
    new = PageText(f"{old.text}\n{words}\n", (*old.pieces, piece), old.unmapped)
    pages = (*file.pages[:page], new, *file.pages[page + 1 :])
    return to_bytes(replace(file, pages=pages))


def expected(briefing: Briefing, edition: Edition, folder: Path):  # type: ignore[no-untyped-def]
    """What the proof of an edition looks for."""
    from briefing.expect import expect

    theme = theme_of(briefing)
    composed = compose_edition(briefing, edition, theme, Store(folder / "store"))
    return expect(composed.briefing, composed.composition, theme)
