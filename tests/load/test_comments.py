"""Remarks to co-authors: dropped as if they had never been there, and in no PDF."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.compose.expectation import BlockWords
from briefing.load.markdown.comments import take_out
from briefing.select.selection import make_edition, withheld
from support.bodies import HEAD, briefing_of, composed, read_section
from support.cases import Case, read_cases

if TYPE_CHECKING:
    from briefing.model.content import Node

CASES = read_cases("comments.md")


def _bare(node: Node | str) -> Node | str:
    """A node without the lines it stands on."""
    if isinstance(node, str):
        return node
    return replace(node, line=0, children=tuple(map(_bare, node.children)))


def _read(body: str) -> tuple[tuple[Node | str, ...], list[str], tuple[Node, ...]]:
    section, findings, _ = read_section(HEAD + body)
    return tuple(map(_bare, section.blocks)), [str(f) for f in findings], section.remarks


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_text_reads_as_if_its_remarks_were_not_there(case: Case) -> None:
    """The same nodes as without; the remarks are kept aside, each with its line."""
    blocks, findings, remarks = _read(case.blocks["with"])
    assert not findings
    assert blocks == _read(case.blocks["without"])[0]
    said = [f"{node.line} {node.text()}" for node in remarks]
    assert said == case.blocks.get("remarks", "").splitlines()


FAULTS = read_cases("comments-faults.md")


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case.title)
def test_what_is_wrong_is_told_at_its_line(case: Case) -> None:
    """A remark without an end, one inside another, and faults of the text below remarks."""
    _, findings, _ = read_section(HEAD + case.blocks["section"].rstrip("\n"))
    expected = case.blocks["says"].splitlines()
    assert len(findings) == len(expected), findings
    for finding, line in zip(sorted(findings, key=lambda f: f.location), expected, strict=True):
        number, code, words = line.split(" ", 2)
        assert (str(finding.location.line), finding.code) == (number, code), finding
        assert words in f"{finding.message} {finding.hint}"
        assert finding.hint


BLOCKS = (
    "Words of a paragraph.",
    "Two lines\nof one paragraph.",
    "- one\n- two\n    - inner\n- three",
    "1. one\n2. two\n\n    and more",
    "| A | B |\n|---|---|\n| a | b |\n| c | d |",
    "> A quote\n> of two lines.",
    "Term\n:   What it means.",
    "## Heading",
    'Words. {: release="partner" }',
    '- one\n- two\n{: release="partner" }',
    "```\n<!-- this is code -->\n```",
    "Words with `<!-- code -->` in them.",
    "/// note | Head\n    audience: press\nInside.\n\nMore.\n///",
    'A [link](https://example.org/) and [words]{release="partner"}.',
)
REMARKS = (
    "<!-- zebra -->",
    '<!-- {: release="public" } -->',
    "<!--two\n\nlines-->",
    "<!-- ``` -->",
)


def _remarked(text: str, chance: random.Random) -> str:
    """The text with remarks between its lines and at their ends, but not in code."""
    out: list[str] = []
    fenced = False
    for line in text.split("\n"):
        fence = line.startswith("```")
        if not fenced and not fence and chance.random() < 0.3:
            out.append(chance.choice(REMARKS))
        fenced ^= fence
        end = not fenced and not fence and bool(line) and not line.startswith("    ")
        end = end and line[:3] != "///" and not line.startswith("|-")
        out.append(f"{line} {chance.choice(REMARKS)}" if end and chance.random() < 0.3 else line)
    return "\n".join(out)


@pytest.mark.parametrize("seed", range(60))
def test_remarks_anywhere_change_nothing(seed: int) -> None:
    """Texts made of all kinds of blocks, with remarks strewn into them, read the same."""
    chance = random.Random(seed)
    text = "\n\n".join(chance.choice(BLOCKS) for _ in range(chance.randint(1, 8)))
    remarked = _remarked(text, chance)
    blocks, findings, _ = _read(text)
    again, told, remarks = _read(remarked)
    assert again == blocks, remarked
    assert [f.partition(": ")[2] for f in told] == [f.partition(": ")[2] for f in findings]
    assert len(remarks) == len(take_out(remarked).remarks)


def test_lines_are_those_of_the_file() -> None:
    """Nodes below remarks of several lines stand where an author finds them."""
    body = "<!-- one\ntwo -->\nFirst.\n\n<!-- three -->\nSecond <!-- four\nfive\n-->\n\nThird.\n"
    section, findings, _ = read_section(HEAD + body)
    assert not findings
    assert [block.line for block in section.blocks] == [6, 9, 13]


def test_remarks_are_withheld_from_every_edition() -> None:
    """Their words are among what no PDF may hold, and a composition has none of them."""
    briefing = briefing_of("Shown. <!-- the zebra remark -->\n\n<!-- a mango\nremark -->\nMore.\n")
    for audience in briefing.settings.audiences:
        edition = make_edition(briefing, audience, "short")
        words = BlockWords(briefing)
        texts = [t for _, node in withheld(briefing, edition) for t, _ in words.of(node, "en")]
        assert "the zebra remark" in texts
        assert "a mango remark" in texts
        composition = composed(briefing, audience, "short")
        assert not any("zebra" in f.html or "mango" in f.html for f in composition.fragments)
