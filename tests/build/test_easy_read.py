"""Easy Read: a sentence a line, a picture beside its text, nothing raised and no notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest

from briefing.build.build import Result, build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.select.selection import make_edition
from support.cases import Case
from support.print_measure import letters
from support.projects import case_files, project, read
from support.tagged import read_tags
from support.validators import pdfa_failures, pdfua_failures

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """---
title: Who they are
---
The soldiers are called KFOR. They come from many countries. [@unscr1244] **They help. They do not
take sides.** Dr. Smith is one of them, e.g. for the sick.

/// figure
    src: figures/square.svg
    alt: Two soldiers.
///

There are about 4,500 soldiers. It was in 1999. They stay.

/// figure
    src: figures/square.svg
    alt: A road.
    place: side
///

They do two things:

- They keep roads open. You can travel.
- They talk.

/// figure | A picture with a title
    src: figures/square.svg
    alt: A square.
///

Nothing stands beside that one.
"""
EASY = {"settings": "public: {label: the public, ⇒ public: {label: the public, reading: easy,"}


def made(folder: Path, text: str, length: str = "short") -> Result:
    """The edition of a public that is given Easy Read."""
    case = Case("", {"file sections/first.md": text, **EASY})
    briefing = read(project(folder, case_files(case)))
    edition = make_edition(briefing, "public", length)
    [result] = build(briefing, [edition], theme_of(briefing), Cache(folder / "store"), folder)
    return result


@pytest.fixture(scope="module", params=["short", "full"])
def easy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Result:
    """The text as Easy Read; it must be delivered."""
    result = made(tmp_path_factory.mktemp("easy"), TEXT, request.param)
    assert result.delivered, "\n".join(map(str, result.findings))
    return result


def lines(path: Path) -> list[str]:
    """The lines of its pages."""
    with pdfium.PdfDocument(path) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [line.strip() for page in pages for line in page.splitlines()]


def test_each_sentence_has_a_line_of_its_own(easy: Result) -> None:
    """In paragraphs, in bold words and in lists; an abbreviation ends none."""
    found = lines(easy.path)
    for sentence in (
        "They come from many countries.",
        "They help.",
        "They do not take sides.",
        "There are about 4,500 soldiers.",
        "It was in 1999.",
        "They stay.",
        "You can travel.",
    ):
        assert sentence in found, found
    assert any(line.startswith("Dr. Smith is one of them") for line in found)


def test_a_sentence_is_a_paragraph_for_who_listens(easy: Result) -> None:
    """Not only on paper: the tags have one for each."""
    said = ["".join(tag.text.split()) for tag in read_tags(easy.path).all("P", "LBody")]
    assert "Theycomefrommanycountries." in said
    assert "Theystay." in said


def test_a_picture_stands_at_the_left_of_what_it_is_of(easy: Result) -> None:
    """That of a paragraph, and that of a paragraph that leads to a list with the list."""
    with pdfium.PdfDocument(easy.path) as document:
        beside = []
        for page in document:
            text = page.get_textpage()
            for n in range(text.count_rects()):
                left, bottom, right, top = text.get_rect(n)
                beside.append((text.get_text_bounded(left, bottom, right, top), left))
    margin = 22 * 72 / 25.4
    for opening in ("There are about", "They do two things", "They talk"):
        assert min(left for words, left in beside if words.startswith(opening)) > margin + 150


def test_nothing_is_raised_and_sources_are_listed_without_numbers(easy: Result) -> None:
    """All letters stand on the lines of their words, and are large."""
    found = lines(easy.path)
    sizes = {letter.size for letter in letters(easy.path) if letter.sign not in "Quadrate"}
    assert min(sizes) > 14.1
    assert max(sizes) > 20
    assert not any("[" in line for line in found)
    assert any(line.startswith("UN Security Council, Resolution 1244") for line in found)


def test_it_says_what_it_is(easy: Result) -> None:
    """On its first page."""
    assert any("Easy Read" in line for line in lines(easy.path)[:8])


def test_it_is_accessible_and_archivable(easy: Result) -> None:
    """As every other edition is."""
    assert pdfua_failures(easy.path) == []
    assert pdfa_failures(easy.path) == []


@pytest.mark.finds("B310")
def test_a_note_is_refused_at_its_line(tmp_path: Path) -> None:
    """There is no place for it, and nothing of it is lost quietly."""
    noted = TEXT.replace("They stay.", "They stay.[^a]") + "\n[^a]: Until when?\n"
    result = made(tmp_path, noted)
    assert not result.delivered
    [fault] = result.findings
    at = next(n for n, line in enumerate(noted.splitlines(), start=1) if "There are about" in line)
    assert (fault.code, fault.location.line) == ("B310", at)
