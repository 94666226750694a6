"""Made-up texts, read and cut: no word and no mark is lost, doubled or moved, no word leaks.

Half of the texts mean what their maker says; the others have had slips of the hand since, and may
be refused, but not be read wrongly.
"""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from briefing.model.findings import errors
from briefing.select.selection import make_edition, select
from support.audit import Outcome
from support.bodies import HEAD, read_section, small
from support.texts import MARKS, READERS, WORD, Text, disturbed, make_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from briefing.model.content import Node, Section
    from briefing.model.edition import Edition
    from briefing.model.findings import Finding

FULL = 600
"""Steps of a whole run."""
TEXTS = 100
"""In a step."""
SLOWEST = 5.0
"""Seconds that reading one of them may take, on a machine with other work to do."""
_END_MARK = re.compile(r"\{:\s*(?P<says>[^{}]*?) lang=\"(?P<name>m\d+)\"\s*\}[\s|]*$")
_SPAN = re.compile(r"\[(?P<words>[^\[\]{}]*)\]\{(?P<says>[^{}]*?) lang=\"(?P<name>m\d+)\"\}")


def examine(seed: int, index: int) -> Outcome:
    """Reads a hundred texts; the first line of each fault says how to make its text again."""
    counts: Counter[str] = Counter()
    faults: list[str] = []
    for number in range(index * TEXTS, (index + 1) * TEXTS):
        text, sure = text_of(seed, number)
        found = list(examine_text(text, sure=sure, counts=counts))
        faults += [f"text_of({seed}, {number}): {fault}" for fault in found]
    return Outcome(counts, tuple(faults))


def text_of(seed: int, number: int) -> tuple[Text, bool]:
    """A text, and whether it means what its maker says."""
    random = Random(f"{seed} {number}")
    text = make_text(random)
    if number % 2:
        return disturbed(text, random), False
    return text, True


def examine_text(text: Text, *, sure: bool, counts: Counter[str]) -> Iterator[str]:
    """What is wrong with how a text is read, and with what readers get of it."""
    started = time.process_time()
    try:
        section, findings, _ = read_section(HEAD + text.body)
    except Exception as error:  # noqa: BLE001 whatever it is, it is a fault
        yield f"{type(error).__name__}: {error}"
        return
    if (seconds := time.process_time() - started) > SLOWEST:
        yield f"reading took {seconds:.1f} s"
    counts.update(texts=1, words=len(text.words), marks=text.marks)
    if found := errors(findings):
        counts.update(refused=1, **{f"refused by {found[0].code}": 1})
        yield from _misplaced(found, text)
        return
    counts.update(read=1)
    yield from _unconserved(section, text, sure=sure)
    for audience, length in READERS:
        shown = select(replace(small(), sections=(section,)), _edition(audience, length)).sections
        yield from _wrongly_cut(section, shown, text, audience, sure=sure)


@cache
def _edition(audience: str, length: str) -> Edition:
    return make_edition(small(), audience, length)


def _misplaced(findings: Iterable[Finding], text: Text) -> Iterator[str]:
    last = (HEAD + text.body).count("\n") + 1
    for finding in findings:
        if not 1 <= finding.location.line <= last or not finding.hint:
            yield f"a finding without a place or a way out: {finding}"
        if re.search("[\ue000-\ue0ff]", str(finding)):
            yield f"a finding with signs of ours: {finding}"


def _unconserved(section: Section, text: Text, *, sure: bool) -> Iterator[str]:
    """Each word is in the nodes as often as it was written, those of the body in their order."""
    flow, every = _words_of(section.blocks)
    written = Counter(WORD.findall(text.body))
    for word in text.words:
        times = word.times if sure else written[word.name]
        if every[word.name] < times or (sure and every[word.name] > times):
            yield f"{word.name} is in the nodes {every[word.name]} times, not {times}"
    known = {word.name for word in text.words if word.place != "aside" and written[word.name] == 1}
    order = [name for name in WORD.findall(text.body) if name in known]
    got = [name for name in dict.fromkeys(flow) if name in known]
    if sure and order != got and not set(order) - set(got):
        wrong = next(
            i for i, (one, other) in enumerate(zip(order, got, strict=False)) if one != other
        )
        yield f"{order[wrong]} is out of order"
    placed = _marks_of(section.blocks)
    code = "".join(n.text() for n in _nodes(section.blocks) if n.kind in {"code", "pre"})
    for number in range(1, text.marks + 1):
        times = 1 if sure else text.body.count(f'"m{number}"')
        if placed[f"m{number}"] > times or (sure and not placed[f"m{number}"]):
            yield f"the mark m{number} is on {placed[f'm{number}']} nodes"
        mark = re.search(rf'\{{[^{{}}]* lang="m{number}" *\}}', text.body)
        if mark and not placed[f"m{number}"] and f'"m{number}"' not in code:
            yield f"the mark m{number} is neither on a node nor in code"


def _wrongly_cut(
    section: Section, shown: tuple[Section, ...], text: Text, audience: str, *, sure: bool
) -> Iterator[str]:
    blocks = tuple(block for kept in shown for block in kept.blocks)
    _, got = _words_of(blocks)
    if sure:
        for word in text.words:
            if not word.is_for(audience) and got[word.name]:
                yield f"LEAK: {word.name} reaches {audience}"
            elif word.is_for(audience) and word.place == "body" and not got[word.name]:
                yield f"{word.name} is withheld from {audience} for nothing"
        return
    placed = _marks_of(section.blocks)
    for line in text.body.split("\n"):
        for mark in (*_SPAN.finditer(line), *_END_MARK.finditer(line)):
            if mark["says"] not in MARKS or not placed[mark["name"]]:
                continue
            over = mark["words"] if "words" in mark.groupdict() else line[: mark.start()]
            for name in WORD.findall(over):
                if audience not in MARKS[mark["says"]] and got[name] and text.body.count(name) == 1:
                    yield f"LEAK: {name} reaches {audience} past the mark on its line"


def _marks_of(nodes: Iterable[Node | str]) -> Counter[str]:
    """How many nodes each mark is on; a heading has that of its subsection."""
    return Counter(
        value
        for node in _nodes(nodes)
        if node.kind != "heading"
        for name, value in node.attributes
        if name == "lang"
    )


def _nodes(nodes: Iterable[Node | str]) -> Iterator[Node]:
    for node in nodes:
        if not isinstance(node, str):
            yield from node.walk()


def _words_of(nodes: Iterable[Node | str]) -> tuple[list[str], Counter[str]]:
    """The words of the flow in their order, and how often each word is anywhere."""
    flow: list[str] = []
    every: Counter[str] = Counter()

    def read(node: Node | str, *, aside: bool) -> None:
        if isinstance(node, str):
            found = WORD.findall(node)
            every.update(found)
            flow.extend(() if aside else found)
            return
        values = [value for _, value in node.attributes]
        every.update(name for value in values for name in WORD.findall(value))
        if node.kind == "cite":
            flow.extend(WORD.findall(node.get("body")))
        for child in node.children:
            read(child, aside=aside or node.kind == "footnote")

    for node in nodes:
        read(node, aside=False)
    return flow, every
