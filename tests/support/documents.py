"""The small briefings of ``tests/cases/documents.md``, read and built, and words got into them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from briefing.build.build import Result, build
from briefing.build.pipeline import compose_edition, expectation_of
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.prove.accounted_text import account_for_text
from briefing.prove.completeness import locate
from briefing.prove.extract.extracted import PageText, TextObject
from briefing.prove.extract.pdf_reader import read_pdf
from briefing.prove.extract.xmp import packet_texts
from briefing.prove.known_text import KnownText
from briefing.prove.letter_stream import stream
from briefing.prove.verdict import compare
from support.cases import read_cases

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from briefing.model.content import Briefing
    from briefing.model.edition import Edition
    from briefing.prove import Expectation
    from briefing.prove.accessibility import Fault
    from briefing.prove.extract.extracted import Extract
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
                files["briefing.yaml"] = files["briefing.yaml"].replace(
                    old, new.replace("⏎", "\n"), 1
                )
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    read, _ = load(folder, folder.name)
    return read


def made(
    briefing: Briefing, editions: Iterable[Edition], folder: Path, cache: Cache | None = None
) -> list[Result]:
    """Editions of it, built and proven, with a cache in the folder if none is given."""
    cache = cache or Cache(folder / "store")
    return list(build(briefing, list(editions), theme_of(briefing), cache, folder))


@dataclass(frozen=True)
class Finished:
    """A finished file of an edition, as it was read, and what its proof looks for."""

    file: Extract
    expectation: Expectation

    def faults(self, *withheld: str) -> list[Fault]:
        """What its proof says, had these texts been written and withheld as well."""
        texts = (*self.expectation.withheld, *withheld)
        wanted = replace(self.expectation, withheld=texts)
        text = stream(self.file.pages)
        return compare(self.file, wanted, text, locate(wanted.shown, text, wanted.floats))[0]

    def with_words(self, words: str, page: int = 0) -> Finished:
        """The same with a paragraph more at the end of a page's text."""
        old = self.file.pages[page]
        first = len(old.text) + 1
        last = max((piece.path for piece in old.text_objects), default=(0,))
        piece = TextObject(tuple(range(first, first + len(words))), path=(*last[:-1], last[-1] + 1))
        new = PageText(f"{old.text}\n{words}\n", (*old.text_objects, piece), old.unmapped)
        pages = (*self.file.pages[:page], new, *self.file.pages[page + 1 :])
        return replace(self, file=replace(self.file, pages=pages))

    def own_texts(self) -> list[str]:
        """All that the program itself prints or writes into the file."""
        expected, written = self.expectation, self.expectation.written
        packets = [place.text for place in packet_texts(written.packet)]
        return list(
            dict.fromkeys(
                (
                    *(text for text, _ in expected.printed),
                    *expected.furniture,
                    *expected.entries,
                    *(text for _, text in written.strings),
                    *written.names,
                    *written.addresses,
                    *written.descriptions,
                    *written.links,
                    *packets,
                    *expected.folios[:3],
                )
            )
        )


def finished(
    briefing: Briefing, edition: Edition, folder: Path, cache: Cache | None = None
) -> Finished:
    """An edition, built, read and with its expectation; with a cache in the folder if none is
    given."""
    cache = cache or Cache(folder / "store")
    [result] = made(briefing, [edition], folder, cache)
    assert result.delivered, "\n".join(map(str, result.findings))
    theme = theme_of(briefing)
    composed = compose_edition(briefing, edition, theme, cache)
    expectation = expectation_of(composed.briefing, composed.composition, theme)
    return Finished(read_pdf(result.path), expectation)


def left_over(done: Finished) -> list[str]:
    """What of a file nothing accounts for, wherever it stands."""
    known = KnownText(done.expectation)
    text, wanted = stream(done.file.pages), done.expectation
    accounted = account_for_text(text, locate(wanted.shown, text, wanted.floats), known)
    return [
        *(text.letters.text[low:high] for low, high in accounted.leftovers()),
        *(f"{place.name}: {place.text}" for place in known.unaccounted_locations(done.file)),
        *(
            f"/{key}: {words}"
            for key, words in known.unaccounted_strings(done.file.object_contents.strings)
        ),
    ]
