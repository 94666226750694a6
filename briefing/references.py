"""Checks of a whole briefing: every name that is used exists, and no id is given twice."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from briefing.findings import Finding, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model import Briefing, Node, Section

CITATION = re.compile(r"@(?P<id>[\w:.-]*[\w])(?:,\s*(?P<locator>.+))?")
ACRONYM = re.compile(r"(?<![\w/@#.-])[A-ZÀ-Þ][A-ZÀ-Þ0-9]*-?[A-ZÀ-Þ](?=s?(?![\w/-]|-[A-Z0-9]))")
_ROMAN = re.compile(r"[IVXLCDM]+")
_NO_PROSE = frozenset({"code", "pre", "chart", "fact", "cite", "ref"})


def citations(body: str) -> list[tuple[str, str]]:
    """Source ids and locators of a citation ``@a; @b, para 9``; an id is empty when unreadable."""
    out = []
    for part in body.split(";"):
        match = CITATION.fullmatch(part.strip())
        out.append((match["id"], (match["locator"] or "").strip()) if match else ("", part.strip()))
    return out


def check_references(briefing: Briefing) -> list[Finding]:
    """Unknown facts, sources, acronyms and targets; ids given twice."""
    ids: dict[str, str] = {}
    findings: list[Finding] = []
    for section in briefing.sections:
        findings += _collect_ids(section, ids)
    for section in briefing.sections:
        for node in _nodes(section):
            findings += _check_node(node, section, briefing, ids)
    for name, fact in briefing.facts.items():
        if fact.source not in briefing.sources:
            findings.append(
                Finding(
                    briefing.place("facts.yaml", f"{name}.source"),
                    "B302",
                    f'the fact "{name}" names an unknown source "{fact.source}"',
                    nearest(fact.source, briefing.sources),
                )
            )
    return findings


def _nodes(section: Section) -> Iterator[Node]:
    for root in (section.title, *(t for _, t in section.titles_for), *section.blocks):
        yield from root.walk()


def _collect_ids(section: Section, ids: dict[str, str]) -> Iterator[Finding]:
    names = [(section.id, 1)]
    for block in section.blocks:
        for node in block.walk():
            names += [
                (value, node.line)
                for key, value in node.attributes
                if key == "id" and node.kind != "heading"
            ]
    for name, line in names:
        place = section.place(line)
        if name in ids:
            yield Finding(
                place,
                "B207",
                f'the id "{name}" is given twice; first at {ids[name]}',
                "choose another; section names are ids as well",
            )
        ids.setdefault(name, str(place))


def _check_node(
    node: Node, section: Section, briefing: Briefing, ids: dict[str, str]
) -> Iterator[Finding]:
    place = section.place(node.line)
    body = node.get("body")
    if node.kind == "fact":
        name, dot, what = body.partition(".")
        if name not in briefing.facts:
            yield Finding(place, "B301", f'unknown fact "{name}"', nearest(name, briefing.facts))
        elif dot and what != "as_of":
            yield Finding(
                place,
                "B301",
                f'a fact has no "{what}"',
                "write {{ " + name + " }} or {{ " + name + ".as_of }}",
            )
    elif node.kind == "cite":
        for source, locator in citations(body):
            if not source:
                yield Finding(
                    place,
                    "B302",
                    f"a citation that is not understood: “{locator}”",
                    "write [@source] or [@source, para 9; @other]",
                )
            elif source not in briefing.sources:
                yield Finding(
                    place, "B302", f'unknown source "{source}"', nearest(source, briefing.sources)
                )
    elif node.kind == "ref" and body not in ids:
        yield Finding(place, "B304", f'unknown cross-reference "#{body}"', nearest(body, ids))
    elif node.kind == "a" and node.get("href").startswith("#") and node.get("href")[1:] not in ids:
        yield Finding(
            place,
            "B304",
            f'unknown cross-reference "{node.get("href")}"',
            nearest(node.get("href")[1:], ids),
        )
    elif node.kind == "a" and not node.get("href").startswith(("#", "http:", "https:", "mailto:")):
        yield Finding(
            place,
            "B304",
            f'a link paper cannot follow: "{node.get("href")}"',
            "link to https://…, mailto:… or #an-id",
        )
    if node.kind not in _NO_PROSE:
        yield from _check_acronyms(node, section, briefing)


def _check_acronyms(node: Node, section: Section, briefing: Briefing) -> Iterator[Finding]:
    known = {*briefing.acronyms, *briefing.settings.known_words}
    for text in node.children:
        if not isinstance(text, str):
            continue
        for match in ACRONYM.finditer(text):
            if match[0] not in known and not _ROMAN.fullmatch(match[0]):
                yield Finding(
                    section.place(node.line),
                    "B303",
                    f'unknown acronym "{match[0]}"',
                    f"{nearest(match[0], known)}; add it to acronyms.yaml, or to "
                    "known_words in briefing.yaml",
                )
