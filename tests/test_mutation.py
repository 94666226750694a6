"""Mutation: mark any one block of the shipped content for partners, and no public edition has it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

import pypdfium2  # type: ignore[import-untyped]
import pytest

from briefing.build import build
from briefing.compose import compose
from briefing.compose.citations import source_text
from briefing.load import load
from briefing.model import Condition, Node
from briefing.selection import make_edition, select
from briefing.store import Store
from briefing.themes import load_theme
from support.projects import ROOT, project, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.model import Briefing, Composition, Edition, Section

PARTNER = Condition(release="partner")
MARK = ("mutant", "yes")
RUN = 4
SAMPLE = 40  # every so many blocks goes through composing as well


@cache
def kfor() -> Briefing:
    """The shipped briefing."""
    briefing, _ = load(ROOT / "content" / "kfor", "content/kfor")
    return briefing


@cache
def public_editions() -> tuple[Edition, ...]:
    """Every edition of the readers who may see public text only."""
    settings = kfor().settings
    return tuple(
        make_edition(kfor(), audience, length)
        for audience, reader in settings.audiences.items()
        if reader.clearance == "public"
        for length in settings.lengths
    )


def mutants(node: Node) -> Iterator[Node]:
    """The tree once for every node in it, with that node marked for partners."""
    marked = (*node.conditions, PARTNER)
    yield replace(node, conditions=marked, attributes=(*node.attributes, MARK))
    for index, child in enumerate(node.children):
        if isinstance(child, Node):
            before, after = node.children[:index], node.children[index + 1 :]
            for mutant in mutants(child):
                yield replace(node, children=(*before, mutant, *after))


def mutated(section: Section) -> Iterator[Section]:
    """The section once for every block in it, and once marked as a whole."""
    yield replace(section, conditions=(*section.conditions, PARTNER))
    for index, block in enumerate(section.blocks):
        before, after = section.blocks[:index], section.blocks[index + 1 :]
        for mutant in mutants(block):
            yield replace(section, blocks=(*before, mutant, *after))


def everything() -> list[tuple[int, Section]]:
    """All mutants, with the place of their section in the briefing."""
    return [(i, m) for i, section in enumerate(kfor().sections) for m in mutated(section)]


@pytest.mark.parametrize("edition", public_editions(), ids=str)
def test_no_public_edition_selects_a_block_marked_for_partners(edition: Edition) -> None:
    """Over every block there is: the marked one is gone, and the others are as they were."""
    briefing = kfor()
    tried = 0
    for index, section in everything():
        before = select(replace(briefing, sections=(briefing.sections[index],)), edition)
        after = select(replace(briefing, sections=(section,)), edition)
        held = [node for s in after.sections for block in s.blocks for node in block.walk()]
        assert not any(MARK in node.attributes for node in held)
        assert len(held) <= sum(1 for s in before.sections for b in s.blocks for _ in b.walk())
        tried += 1
    assert tried > 500


def runs(text: str) -> set[tuple[str, ...]]:
    """Runs of words of a text, case folded."""
    words = re.findall(r"\w+", text.casefold())
    return {tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1)}


def all_runs(composition: Composition) -> set[tuple[str, ...]]:
    """Runs of words anywhere in what goes to the typesetter."""
    texts = [*composition.blocks, *composition.other_words]
    texts += [re.sub(r"<[^>]*>", " ", fragment.html) for fragment in composition.fragments]
    return set().union(*map(runs, texts))


def block_runs(node: Node) -> set[tuple[str, ...]]:
    """Runs of words inside one string of a node: none spans a fact, a citation or a block."""
    return set().union(
        *(runs(c) for n in node.walk() for c in n.children if isinstance(c, str)), set()
    )


def test_what_is_marked_reaches_no_composition() -> None:
    """Over a sample of blocks: no run of the marked words that stands nowhere else is composed."""
    briefing = kfor()
    theme = load_theme(briefing.settings.theme)
    looked = 0
    for index, section in everything()[::SAMPLE]:
        node = next((n for b in section.blocks for n in b.walk() if MARK in n.attributes), None)
        if node is None:
            continue
        rest = replace(
            briefing,
            sections=(*briefing.sections[:index], section, *briefing.sections[index + 1 :]),
        )
        for edition in public_editions()[2::4]:
            composition = compose(rest, select(rest, edition), theme)
            shown = select(rest, edition)
            elsewhere = set().union(
                *(block_runs(block) for s in shown.sections for block in s.blocks), set()
            )
            leaked = (block_runs(node) & all_runs(composition)) - elsewhere - source_runs()
            assert not leaked, (edition, node.line, leaked)
            looked += 1
    assert looked > 20


@cache
def source_runs() -> frozenset[tuple[str, ...]]:
    """Runs of words in the entries of the list of sources: texts name them in the same words."""
    texts = [source_text(source, "en") for source in kfor().sources.values()]
    return frozenset().union(
        *(runs("".join(c if isinstance(c, str) else c.text() for c in text)) for text in texts)
    )


def _mark_line(folder: Path, section: str, words: str) -> str:
    """Marks the paragraph that holds the words, in the Markdown source; returns its text."""
    path = folder / "sections" / f"{section}.md"
    paragraphs = path.read_text("utf-8").split("\n\n")
    [at] = [i for i, p in enumerate(paragraphs) if words in p]
    text = paragraphs[at].rstrip("\n")
    paragraphs[at] = f'{text}\n{{: release="partner" }}'
    path.write_text("\n\n".join(paragraphs), encoding="utf-8")
    return text


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("first", "It keeps roads open."),
        ("first", "troops, and an LMT"),
        ("first", "another item"),
        ("second", "A quotation"),
        ("second", "Its definition"),
        ("second", "Serbian: ["),
    ],
)
def test_what_is_marked_in_the_source_is_in_no_public_pdf(
    section: str, words: str, tmp_path: Path
) -> None:
    """From the Markdown to the file: the proof passes, and no run of the words can be read."""
    folder = project(tmp_path, {})
    text = _mark_line(folder, section, words)
    briefing = read(folder)
    theme = load_theme("institution")
    editions = [make_edition(briefing, a, "short") for a in ("public", "press", "students")]
    for result in build(briefing, editions, theme, Store(tmp_path / "store"), tmp_path / "out"):
        assert result.delivered, result.findings
        with pypdfium2.PdfDocument(result.path) as document:
            pages = " ".join(page.get_textpage().get_text_bounded() for page in document)
        known = runs(re.sub(r"\{[^}]*\}|\[[^\]]*\]", " | ", text))
        assert not known & runs(pages)
