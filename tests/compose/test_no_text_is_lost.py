"""Conservation: what is selected is composed, word by word, and no mark is ever composed."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.model.errors import ContentError
from briefing.select.selection import editions, select
from briefing.text.plain_text import plain
from support.bodies import briefing_of, compose_undrawn, composed, html_of, kfor, nodes, small

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.composition import Composition
    from briefing.model.content import Briefing, Node, Section
    from briefing.model.edition import Edition, Selection
    from briefing.model.findings import Finding

EDITIONS = [(kfor(), edition) for edition in editions(kfor(), format="pack")]
EDITIONS += [(small(), edition) for edition in editions(small())]
every_edition = pytest.mark.parametrize(
    ("briefing", "edition"), EDITIONS, ids=[str(edition) for _, edition in EDITIONS]
)
# The article before an acronym follows the words that come to stand there.
_WORD = re.compile(r"[^\W\d_]+")


def letters(text: str) -> list[str]:
    """The words of a text, without numbers and articles."""
    return [word for word in _WORD.findall(text.casefold()) if word not in {"a", "an"}]


def digits(text: str) -> str:
    """All digits of a text."""
    return re.sub(r"\D", "", text)


def opens(section: Section) -> bool:
    """Whether a section holds the key messages and has no heading."""
    return any(n.kind == "key-messages" for block in section.blocks for n in block.walk())


def running(node: Node, briefing: Briefing, notes: list[Node]) -> Iterator[str]:
    """The text pieces of a node in order; footnotes are set aside.

    The note and the source of a table are read with its title.
    """
    feet = [n for n in node.nodes if n.kind in {"tab-note", "source"}]
    titles = [n for n in node.nodes if n.kind == "tab-title"] if feet else []
    for child in [*titles, *feet, *(c for c in node.children if c not in [*titles, *feet])]:
        if isinstance(child, str):
            yield child
        elif child.kind == "footnote":
            notes.append(child)
        elif child.kind == "fact":
            yield plain(child, briefing.facts, "en")
        else:
            yield from running(child, briefing, notes)


def source_text(selection: Selection, briefing: Briefing) -> tuple[list[str], list[Node]]:
    """The pieces of a selection in print order, and its footnotes."""
    pieces: list[str] = []
    notes: list[Node] = []
    for section in sorted(selection.sections, key=lambda s: not opens(s)):
        if not opens(section):
            pieces += running(section.title, briefing, notes)
        for block in section.blocks:
            pieces += running(block, briefing, notes)
    return pieces, notes


def missing(wanted: list[str], got: list[str]) -> str:
    """The first word that does not follow, with some before it; empty when all are in order."""
    place = iter(got)
    for index, word in enumerate(wanted):
        if word not in place:
            return " ".join(wanted[max(0, index - 8) : index + 1])
    return ""


@every_edition
def test_every_selected_word_is_composed_in_order(briefing: Briefing, edition: Edition) -> None:
    """The words of the selection stand in the composition's blocks, in their order."""
    selection = select(briefing, edition)
    blocks = compose_undrawn(briefing, selection).blocks
    pieces, notes = source_text(selection, briefing)
    got = [word for block in blocks for word in letters(block)]
    assert not missing([word for piece in pieces for word in letters(piece)], got)
    numbers = "".join(map(digits, pieces))
    assert not missing(list(numbers), list("".join(map(digits, blocks))))
    for note in notes:
        words = letters("".join(running(note, briefing, [])))
        assert any(not missing(words, letters(block)) for block in blocks)


@every_edition
def test_the_words_for_the_proof_are_those_of_the_html(
    briefing: Briefing, edition: Edition
) -> None:
    """Each block of the composition stands in the HTML of its fragments, letter by letter."""
    composition = compose_undrawn(briefing, select(briefing, edition))
    html = stream(re.sub(r"<[^>]*>", "", html_of(composition)))
    absent = [block for block in composition.blocks if stream(block) not in html]
    assert not absent


def stream(text: str) -> str:
    """Letters and digits only."""
    return re.sub(r"[\W_]", "", unescape(text)).casefold()


@every_edition
def test_shown_alternative_texts_are_known_to_the_proof(
    briefing: Briefing, edition: Edition
) -> None:
    """The words of every selected picture, and of no other, are among the other words."""
    selection = select(briefing, edition)
    other = compose_undrawn(briefing, selection).document.alternatives
    shown = {node.get("alt") for node in nodes(selection.sections) if node.get("alt")}
    every = {node.get("alt") for node in nodes(briefing.sections) if node.get("alt")}
    # That of a chart goes on with its data.
    known = {alt for alt in every if any(f"{text} ".startswith(f"{alt} ") for text in other)}
    assert known == shown


@every_edition
def test_each_anchor_is_given_once_and_each_link_has_one(
    briefing: Briefing, edition: Edition
) -> None:
    """No id stands twice in an edition, and every link inside it leads to one of them."""
    composition = compose_undrawn(briefing, select(briefing, edition))
    html = html_of(composition)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="urn:briefing:([^"]+)"', html)) <= set(ids)
    assert {entry.anchor for entry in composition.outline} <= set(ids)


@every_edition
def test_the_only_places_in_html_are_keys_of_shown_blocks(
    briefing: Briefing, edition: Edition
) -> None:
    """An attribute for counting lines holds the path and line of a shown block, nothing else."""
    selection = select(briefing, edition)
    lines = {
        f"{section.path}:{node.line}"
        for section in selection.sections
        for block in section.blocks
        for node in block.walk()
    }
    for fragment in compose_undrawn(briefing, selection).fragments:
        assert set(re.findall(r'data-block="([^"]*)"', fragment.html)) <= lines


# ── no mark, read or unread, is composed ─────────────────────────────────────────────────

SIGNS = (
    "{", "}", "[", "]", ":", "/", "//", "///", "////", "|", "#", "##", "*", "**", "_", "`", "``",
    "\\", "!", "(", ")", "<", ">", "-", "+", "~", "~~~", "=", "^", "@", "&#123;", "&lbrace;", "\t",
    "\n", "\n\n", "\n\n", " ", " ", "    ", "\n- ", "\n1. ", "\n> ", "\n:   ",
    "\n\n| a |\n|---|\n| ",
    "{: ", '{: release="partner" }', '{: audience="press" }', '{release="partner"}', "{#id}", "]{",
    "{{ troops }}", "{{", "}}", "{{ nothing }}", "[@mta]", "[@mta, para 9]", "[@", "[^a]",
    "\n[^a]: ",
    "[](#only)", "[](#x)", "[words](http://a.example)", "![alt](figures/square.svg)",
    "http://b.example",
    "release", "audience", "partner", "press", "public", "length", "full", '"', "'", "word",
    "words",
    "\n///\n", "\n/// note | Title\n", "\n/// audience | press\n",
    "\n/// side\n    release: partner\n",
    "\n/// table | T\n", "\n/// figure | F\n", "\n/// number | 5\n", "\n/// container | 0\n",
    "    release: partner\n",
    "\n## Head\n\n", "\n---\n", "\n```\n", "\n===\n", "  \n", "[w]: http://c.example\n", "\x0c",
    "\ue000", "é",
)  # fmt: skip
_UNREAD = re.compile(r"\{:|\]\{|\{\{|\}\}|(?<![\w:/])///")
junk = st.lists(st.sampled_from(SIGNS), min_size=1, max_size=14).map("".join)
sound = st.lists(
    st.sampled_from(
        (
            'One [two]{release="partner"} three.', 'Four. {: audience="press" }', "> Five.",
            '- six {: release="partner" }', "`{: code }`", "```\n{: code } ]{ {{\n```",
            "/// note | Seven\nEight {{ troops }}.\n///", "Nine.[^a]", "## Ten",
            "| e |\n|---|\n| f |",
        )
    ),
    max_size=3,
).map("\n\n".join)  # fmt: skip


@settings(max_examples=150)
@given(sound, junk, sound)
@example("", "/// container | 7\ntext", "")
@example("", "> /// container | 7\n> text", "")
@example("", "&#123;: x }", "")
@example("", "\\`{: x }\\`", "")
@example("", "[Note]: words {: x }", "")
@example("", "``` {: x }\nwords\n```", "")
@example("", "a ` b {: x }\nc ` d", "")
@example("", "1. a\n\n    /// note | T\n\n    b\n\n    ///", "")
@example("", "\n\n[^a]: a[^a]\n\n[^a]", "")
@example("", ">" * 3000 + " x", "")
@example("", "".join("    " * depth + "- x\n" for depth in range(300)), "")
@example("", "/// note | T\n    note: &a [*a]\nx\n///", "")
@example("", "* * *", "")
@example("", "- # head", "")
@example("", "/// number | - 5\nx\n///", "")
@example("> Five.", ":", "")
def test_junk_is_a_finding_or_text_without_marks(before: str, middle: str, after: str) -> None:
    """Whatever is written, nothing like a mark is composed outside code, and nothing crashes."""
    body = f"{before}\n\n{middle}\n\n{after}\n\n[^a]: A note.\n"
    for audience, length in (("public", "short"), ("policy", "full")):
        told: tuple[Finding, ...] = ()
        try:
            briefing = briefing_of(body)
            assert not unread(briefing, composed(briefing, audience, length)), middle
        except ContentError as error:
            told = error.findings
        assert all(str(finding.location).startswith("small/") for finding in told)


def unread(briefing: Briefing, composition: Composition) -> list[str]:
    """What looks like a mark in composed blocks, code left out."""
    code = {
        node.text().strip()
        for node in nodes(briefing.sections)
        if node.kind in {"code", "pre"} and node.text().strip()
    }
    found = []
    for block in (*composition.blocks, *composition.document.alternatives):
        text = block
        for words in sorted(code, key=len, reverse=True):
            text = text.replace(words, "")
        found += [text] if _UNREAD.search(text) else []
    return found
