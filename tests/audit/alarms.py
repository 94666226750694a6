"""Alarms: small documents with withheld parts that resemble what is shown and what is printed.

Each must be delivered with nothing left over; a word that only its withheld parts have, put into
its text, must be found.
"""

from __future__ import annotations

import random
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.model.errors import ContentError
from briefing.prove.known_text import KnownText, vocabulary
from briefing.prove.text_folding import is_telling
from briefing.select.selection import make_edition
from support.audit import Outcome
from support.cases import Case
from support.documents import document, finished, left_over

if TYPE_CHECKING:
    from collections.abc import Iterator

FULL = 400
_TEXT = """
the of and in to for with on at by as is are was not all new north south border patrol force mandate
peace keeping peacekeeping north-east sharing application resource default page contents sources
notes figure table section facts paper public staff desk guide plan report summary agenda questions
slides handout outline card answer line question background press November May 2024 2026 23 1,250
3.5 50% 7 Straße été Љубав čaša Çdo œuvre e-mail Adobe sRGB identity producer briefing PDF schema
part internal integer title author subject
"""
_WORDS = tuple(_TEXT.split())
_OWN = (
    "Facts as of 23 November 2026",
    "For the public",
    "Answers for it: The desk",
    "May be shared.",
    "A paper",
    "Paper · Full paper",
    "application/pdf",
    "Go to page 3",
    "PDF/UA identification schema",
    "https://example.org/order",
    "Contents Sources Notes",
)
_SECRETS = ("zebrafish", "kumquat", "marzipan", "Überraschung", "тајна", "fshehtë", "4711", "8,150")


def examine(seed: int, index: int) -> Outcome:
    """Build one document for a reader and look for its words."""
    dice = random.Random(f"{seed}/{index}")
    secret = dice.choice(_SECRETS)
    source = "\n\n".join(_blocks(dice, secret))
    format_ = dice.choice(("pack", "pack", "pack", "slides", "handout", "notes"))
    length = dice.choice(("short", "full"))
    what = f"alarms {seed}/{index} ({format_}, {length})"
    files = {"file sections/one.md": f"---\ntitle: '{_some(dice, 3)}'\n---\n{source}\n"}
    with tempfile.TemporaryDirectory() as folder:
        try:
            briefing = document(Case("", files), Path(folder) / "paper")
        except ContentError as error:
            return Outcome({"not read": 1}, (f"{what}: {error.findings[0]}",))
        try:
            done = finished(briefing, make_edition(briefing, "public", length, format_), _store())
        except AssertionError as error:
            return Outcome({"documents": 1}, (f"{what}: {error}",))
    faults = [f"{what}: left over: {text}" for text in left_over(done)]
    known = KnownText(done.expectation).words
    words = set[str]().union(*map(vocabulary, done.expectation.withheld)) - known
    faults += [
        f"{what}: not found: {word}"
        for word in sorted(filter(is_telling, words))
        if not any(code == "P121" for code, *_ in done.with_words(f"So {word} is.").faults())
    ]
    return Outcome({"documents": 1, "words put in": len(words)}, tuple(faults))


@cache
def _store() -> Path:
    """Where documents of a process are built: furniture and covers are shared."""
    return Path(tempfile.mkdtemp(prefix="audit-alarms-"))


def _some(dice: random.Random, most: int) -> str:
    return " ".join(dice.choice(_WORDS) for _ in range(dice.randint(1, most))).capitalize()


def _blocks(dice: random.Random, secret: str) -> Iterator[str]:
    """Blocks shown and withheld in turns, and a slide of each."""
    yield f"Shown: {_some(dice, 12)}."
    for _ in range(dice.randint(2, 6)):
        words = dice.choice((_some(dice, 12), _some(dice, 5), dice.choice(_OWN)))
        if dice.random() < 0.5:
            yield f"Shown as well: {words}."
        kind = dice.choice(("p", "item", "row", "quote", "span", "heading"))
        yield _WRITTEN[kind].format(
            a=_some(dice, 4), b=_some(dice, 6), words=words, secret=dice.choice((secret, words))
        )
    yield f"/// slide | Slide of {_some(dice, 4)}\n- Point: {_some(dice, 6)}\n///"
    yield f"/// slide | {_some(dice, 4)}\n    audience: staff\n- {_some(dice, 6)} {secret}\n///"


_WRITTEN = {
    "p": '{words} {secret}. {{: audience="staff" }}',
    "item": '- {a}\n- {words} {secret} {{: audience="staff" }}\n- {b}',
    "row": "| One | Two |\n|---|---|\n| {a} | {b} |\n"
    '| {words} | {secret} | {{: release="partner" }}',
    "quote": '> {words} {secret}\n{{: audience="staff" }}',
    "span": 'Here {a} [{words} {secret}]{{audience="staff"}} {b}.',
    "heading": '### {words} {{: audience="staff" }}\n\n{secret} {a}.\n\n'
    "### After {b}\n\nShown last.",
}
