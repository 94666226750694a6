"""Section bodies read, selected and composed in memory: the small briefing with one section."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from briefing.compose import compose_contents, lay_out
from briefing.draw import jobs, place_drawings
from briefing.files.themes import Theme, theme_of
from briefing.files.workspace import Workspace
from briefing.load.briefing import load
from briefing.load.markdown.parser import Parser
from briefing.load.references import check_references
from briefing.load.section import SectionReader
from briefing.model.content import Drawing
from briefing.model.errors import ContentError
from briefing.model.findings import errors
from briefing.model.formats import FORMATS
from briefing.model.visibility import KnownNames
from briefing.resolve import resolve
from briefing.select.selection import make_edition, select
from support.projects import PROJECTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.composition import Composition
    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Selection
    from briefing.model.findings import Finding
    from briefing.model.pictures import Picture

HEAD = "---\ntitle: Only\n---\n"
"""What stands above a body: its first line is line 4."""


@cache
def small() -> Briefing:
    """The small briefing."""
    return load(PROJECTS / "small", "small")[0]


@cache
def kfor() -> Briefing:
    """The shipped briefing."""
    briefing, warnings = load(ROOT / "content" / "kfor", "content/kfor")
    assert not warnings
    return briefing


@cache
def theme() -> Theme:
    """The theme of both."""
    return theme_of(small())


@cache
def _parser() -> Parser:
    return Parser()


def read_section(text: str) -> tuple[Section, list[Finding], dict[str, Picture]]:
    """A section file's text as a section, with the faults found in it and its pictures."""
    names = KnownNames.of(small().settings, FORMATS)
    workspace = Workspace(PROJECTS / "small", "small")
    reader = SectionReader(workspace, _parser(), names, "only", "small/sections/only.md")
    section = reader.read(text)
    return section, reader.findings, reader.images


def briefing_of(body: str, head: str = HEAD, *, paragraphs: bool = False) -> Briefing:
    """The small briefing with one section of this body; raises ContentError.

    Args:
        paragraphs: Whether its theme numbers paragraphs.
    """
    section, findings, images = read_section(head + body)
    briefing = replace(small(), sections=(section,), images={**small().images, **images})
    declared: dict[str, frozenset[str] | None] = {
        "facts.yaml": frozenset(briefing.facts),
        "sources.yaml": frozenset(briefing.sources),
        "acronyms.yaml": frozenset(briefing.acronyms),
    }
    findings += check_references(briefing, declared, paragraphs=paragraphs)
    if errors(findings):
        raise ContentError(findings)
    return briefing


def cut(briefing: Briefing, audience: str, length: str) -> Selection:
    """What a reader gets of it."""
    return select(briefing, make_edition(briefing, audience, length))


def compose(briefing: Briefing, selection: Selection, theme: Theme) -> Composition:
    """What was selected, resolved and laid out."""
    labels = theme.labels_for(selection.edition.language)
    return lay_out(resolve(briefing, selection, labels, theme.text.form), theme)


def drawn(briefing: Briefing, selection: Selection) -> tuple[Briefing, Selection]:
    """The two with an empty picture for each chart: drawing takes a while."""
    empty = Drawing(b"<svg xmlns='http://www.w3.org/2000/svg' width='9pt' height='9pt'/>")
    placed = place_drawings(selection, dict.fromkeys(jobs(briefing, selection), empty))
    return replace(briefing, images={**briefing.images, **placed.images}), placed.selection


def compose_undrawn(briefing: Briefing, selection: Selection) -> Composition:
    """What was selected, composed with an empty picture for each chart."""
    return compose(*drawn(briefing, selection), theme())


def html_of(composition: Composition) -> str:
    """All its fragments but the furniture, every section on page one."""
    parts = [fragment.html for fragment in composition.fragments]
    if composition.contents:
        folios = {entry.anchor: "1" for entry in composition.contents}
        parts.insert(1, compose_contents(composition, theme(), folios).html)
    return "".join(parts)


def composed(briefing: Briefing, audience: str, length: str) -> Composition:
    """An edition of it, composed."""
    return compose_undrawn(briefing, cut(briefing, audience, length))


def text_of(body: str, audience: str = "public", length: str = "short") -> tuple[str, ...]:
    """The blocks of an edition of one section, without title and standfirst of the briefing and
    what layouts say."""
    composition = composed(briefing_of(body), audience, length)
    blocks = [text for text in composition.blocks if text not in composition.traces.printed]
    return tuple(block.strip() for block in blocks[2:])


def nodes(sections: tuple[Section, ...]) -> Iterator[Node]:
    """Every node of sections, titles first."""
    for section in sections:
        yield from section.title.walk()
        for block in section.blocks:
            yield from block.walk()
