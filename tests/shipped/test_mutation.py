"""Mutation: mark any one block of the shipped content for partners, and no public edition has it.

Over every block where that is cheap, in selections and compositions; over a sample to the PDF.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import pytest

from briefing.build.build import build
from briefing.build.pipeline import expectation_of
from briefing.model.errors import ContentError
from briefing.model.findings import Location
from briefing.prove import prove
from briefing.select.selection import editions, make_edition, select
from support.bodies import compose_undrawn, kfor, theme
from support.mutations import (
    PARTNER,
    Run,
    composed_runs,
    letters_in,
    node_runs,
    paths,
    selected_nodes,
    selection_runs,
    with_mark,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.cache.cache import Cache
    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Edition
    from support.mutations import Path as NodePath

MARKED_KINDS = {
    *("p", "li", "ul", "ol", "dl", "entry", "dd", "blockquote", "pre", "subsection", "group"),
    *("table", "tr", "table-block", "source", "tab-note", "figure", "span", "footnote"),
    *("key-messages", "side", "number", "note", "qa", "slide"),
}
"""Everything an author can mark, and the boxes around it; titles go with what they stand on."""
SECTIONS = sorted(section.id for section in kfor().sections)
PDF_EDITIONS = ("public-standard", "press-short", "students-full")
PDF_BLOCKS = 3
"""Blocks of each of these editions that are followed through to the PDF."""


def _section(name: str) -> Section:
    return next(section for section in kfor().sections if section.id == name)


@lru_cache(maxsize=2)
def _public_editions(*, cards: bool = True) -> tuple[Edition, ...]:
    audiences = kfor().settings.audiences
    made = [e for name in ("pack", "cards")[: 1 + cards] for e in editions(kfor(), format=name)]
    return tuple(e for e in made if audiences[e.audience].clearance == "public")


@lru_cache(maxsize=32)
def _shown(edition: Edition) -> frozenset[tuple[str, int, str]]:
    """Section, line and kind of every node the edition shows before anything is changed."""
    return frozenset(
        (section.id, node.line, node.kind)
        for section in select(kfor(), edition).sections
        for block in section.blocks
        for node in block.walk()
    )


def _is_public(section: Section) -> bool:
    return any(name == section.id for edition in _public_editions() for name, *_ in _shown(edition))


def _blocks(section: Section) -> Iterator[tuple[NodePath, Node]]:
    return ((path, node) for path, node in paths(section.blocks) if node.kind in MARKED_KINDS)


# ── every block, in selections and compositions ───────────────────────────────────────────


def _leaks(changed: Briefing, words: set[Run], edition: Edition) -> list[str]:
    """What an edition of a changed briefing holds of the withheld words."""
    selection = select(changed, edition)
    if any(PARTNER in node.conditions for node in selected_nodes(selection)):
        return [f"{edition}: the node is selected"]
    try:
        composition = compose_undrawn(changed, selection)
    except ContentError as error:
        # Nothing is composed when text that stays refers to what has gone; else it is a fault.
        return [str(finding) for finding in error.findings if finding.code != "B306"]
    found = words & composed_runs(composition)
    if found:
        found -= selection_runs(changed, selection)
    return [f"{edition}: {' '.join(run)}" for run in sorted(found)]


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_no_public_edition_selects_a_block_marked_for_partners(name: str) -> None:
    """Each block, marked on its own: the node is gone from all, and nothing new has come."""
    section = _section(name)
    alone = replace(kfor(), sections=(section,))  # each is selected without regard to the others
    before = {e: len(list(selected_nodes(select(alone, e)))) for e in _public_editions()}
    assert any(before.values()) or not _is_public(section)
    for path, _ in _blocks(section):
        changed = with_mark(alone, section, path, PARTNER)
        for edition in _public_editions():
            held = list(selected_nodes(select(changed, edition)))
            assert not any(PARTNER in node.conditions for node in held)
            assert len(held) <= before[edition]


@pytest.mark.slow
@pytest.mark.parametrize("name", SECTIONS)
def test_a_block_marked_for_partners_leaves_public_compositions(name: str) -> None:
    """Each block, marked on its own: neither the first nor the last edition that had it has."""
    section = _section(name)
    leaks: list[str] = []
    for path, node in _blocks(section):
        words = node_runs(kfor(), node)
        changed = with_mark(kfor(), section, path, PARTNER)
        held = [e for e in _public_editions() if (name, node.line, node.kind) in _shown(e)]
        place = f"{section.path}:{node.line} {node.kind}"
        for edition in {held[0], held[-1]} if held else ():  # the rest differ in other blocks
            leaks += [f"{place}: {leak}" for leak in _leaks(changed, words, edition)]
    assert not leaks, "\n".join(leaks[:20])


def test_a_section_marked_for_partners_leaves_every_public_edition() -> None:
    """Each section, marked on its own, is in no public text, nor are its titles."""
    leaks: list[str] = []
    for section in kfor().sections:
        changed = with_mark(kfor(), section, (), PARTNER)
        titles = tuple(section.all_titles())
        words = set().union(*(node_runs(kfor(), node) for node in (*titles, *section.blocks)))
        # Cards name sources and spell out acronyms in words of their own.
        for edition in _public_editions(cards=False):
            assert section.id not in {s.id for s in select(changed, edition).sections}
            leaks += _leaks(changed, words, edition)
    assert not leaks, "\n".join(leaks[:20])


def test_the_mutation_would_be_noticed() -> None:
    """Without the mark the same search finds each block: the tests above are able to fail."""
    edition = make_edition(kfor(), "public", "full")
    selection = select(kfor(), edition)
    kept = composed_runs(compose_undrawn(kfor(), selection))
    missed = [
        f"{node.line}"
        for node in selected_nodes(selection)
        if node.kind in {"p", "li"}
        and (words := node_runs(kfor(), node))
        and not any(inner.kind in {"cite", "ref", "fact"} for inner in node.walk())
        and not words & kept
    ]
    assert not missed


# ── a sample of blocks, through to the PDF ────────────────────────────────────────────────


def _sample(edition: Edition) -> list[tuple[Section, NodePath, set[Run]]]:
    """Blocks spread over an edition that say something no other block of it says."""
    selection = select(kfor(), edition)
    found = []
    for shown in selection.sections:
        section = _section(shown.id)
        for path, node in _blocks(section):
            inner = list(node.walk())
            if (
                node.kind not in {"p", "li", "tr", "dd"}
                or (section.id, node.line, node.kind) not in _shown(edition)
                or any(n.get("id") for n in inner)  # others may refer to it
            ):
                continue
            changed = with_mark(kfor(), section, path, PARTNER)
            words = node_runs(kfor(), node) - selection_runs(changed, select(changed, edition))
            if len(words) > 5:
                found.append((section, path, words))
    step = len(found) // PDF_BLOCKS
    return found[:: max(1, step)][:PDF_BLOCKS]


@pytest.mark.slow
@pytest.mark.parametrize("name", PDF_EDITIONS)
def test_a_block_marked_for_partners_is_in_no_public_pdf(
    name: str, built: Mapping[str, Result], kfor_cache: Cache, tmp_path: Path
) -> None:
    """The PDF made without the block, with the cache of the one that has it, passes its proof and
    has none of its words; the PDF made with it does not pass."""
    before = built[f"kfor-{name}-pack"]
    edition = before.edition
    sample = _sample(edition)
    assert len(sample) == PDF_BLOCKS
    for section, path, words in sample:
        changed = with_mark(kfor(), section, path, PARTNER)
        [result] = build(changed, [edition], theme(), kfor_cache, tmp_path)
        assert result.delivered, "\n".join(map(str, result.findings))
        keys = {"".join(run) for run in words}
        assert any(key in letters_in(before.path) for key in keys)
        assert not any(key in letters_in(result.path) for key in keys)
        composition = compose_undrawn(changed, select(changed, edition))
        expectation = expectation_of(changed, composition, theme())
        codes = {f.code for f in prove(before.path, expectation, Location("before")).findings}
        assert codes & {"P121", "P122"}
