"""Briefings of any size, each large in one way: what a build takes should grow as they do.

`write_briefing(folder, "rows", 20_000)` writes one; `FULL_SIZES` says how large each kind has to
be for the audit. Texts are made from word lists by number, so that no two are alike and each run
writes the same bytes.
"""

from __future__ import annotations

import io
import json
import random
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FULL_SIZES = {
    "rows": 20_000,
    "items": 5_000,
    "facts": 5_000,
    "sources": 3_000,
    "acronyms": 2_000,
    "pictures": 300,
    "slides": 2_000,
    "sections": 300,
    "editions": 2_000,
}
"""How many of each kind a machine with two cores and 3 GiB has to build."""

_NOUNS = (
    *("bridge", "village", "valley", "patrol", "road", "market", "school", "river", "border"),
    *("station", "council", "report", "winter", "winner", "treaty", "engine", "harbour", "ledger"),
)
_VERBS = ("crosses", "supports", "watches", "repairs", "follows", "records", "joins", "measures")
_SETTINGS = """\
title: A briefing that grows
standfirst: It is as long as a test wants it.
as_of: 2026-11-23
owner: Test desk
releases:
  - {name: public, marking: "TLP:CLEAR", note: May be shared without restriction.}
default_release: public
audiences:
  public: {label: the public, clearance: public}
"""
_TEXT_LENGTH = "lengths:\n  full: {label: All of it, pages: [1, %d]}\n"


def sentence(number: int) -> str:
    """A sentence of ten words that no other number gives."""
    noun, other = _NOUNS[number % len(_NOUNS)], _NOUNS[number // 7 % len(_NOUNS)]
    return f"The {noun} {_VERBS[number % len(_VERBS)]} the {other} on its way number {number}."


def paragraphs(words: int, seed: int) -> str:
    """Paragraphs of so many words, about."""
    found = [sentence(seed * 1_000 + n) for n in range(words // 10)]
    return "\n\n".join(" ".join(found[n : n + 8]) for n in range(0, len(found), 8))


def write_briefing(folder: Path, kind: str, count: int) -> Path:
    """Write a briefing with ``count`` of ``kind`` into ``folder`` and return the folder."""
    (folder / "sections").mkdir(parents=True)
    settings, files = _KINDS[kind](count)
    for name, content in {"briefing.yaml": settings, **files}.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


_Files = dict[str, "str | bytes"]


def _one_section(body: str, pages: int) -> tuple[str, _Files]:
    settings = f"{_SETTINGS}{_TEXT_LENGTH % pages}sections: [all]\n"
    return settings, {"sections/all.md": f"---\ntitle: All of it\n---\n{body}\n"}


def _rows(count: int) -> tuple[str, _Files]:
    body = "/// table | Every crossing\n    src: data/rows.csv\n///\n"
    settings, files = _one_section(f"{sentence(1)}\n\n{body}", 20 + count // 20)
    lines = [f"{_NOUNS[n % 17]} {n},{n * 7 % 1000},{n * 13 % 97}" for n in range(count)]
    return settings, {**files, "data/rows.csv": "\n".join(["Place,Cars,Lorries", *lines, ""])}


def _items(count: int) -> tuple[str, _Files]:
    return _one_section("\n".join(f"- {sentence(n)}" for n in range(count)), 20 + count // 15)


def _facts(count: int) -> tuple[str, _Files]:
    lines = [
        f"The {_NOUNS[n % 17]} number {n} has {{{{ fact_{n} }}}} lamps.\n" for n in range(count)
    ]
    settings, files = _one_section("\n".join(lines), 20 + count // 10)
    facts = [
        f"fact_{n}: {{value: {n + 3}, unit: lamps, as_of: 2025-10-03, source: survey, "
        "review_after: 2027-01-31}"
        for n in range(count)
    ]
    survey = "survey: {title: Survey of lamps, issued: 2025-10-03}\n"
    return settings, {**files, "facts.yaml": "\n".join([*facts, ""]), "sources.yaml": survey}


def _sources(count: int) -> tuple[str, _Files]:
    settings, files = _one_section(
        "\n\n".join(f"{sentence(n)} [@source{n}]" for n in range(count)), 20 + count // 5
    )
    sources = [
        f'source{n}: {{title: "Report {n} on the {_NOUNS[n % 17]}", issued: 2025-10-03, '
        f'number: "R/{n}"}}'
        for n in range(count)
    ]
    return settings, {**files, "sources.yaml": "\n".join([*sources, ""])}


def _acronym(number: int) -> str:
    letters = []
    for _ in range(4):
        number, rest = divmod(number, 26)
        letters.append(chr(ord("A") + rest))
    return "Q" + "".join(letters)


def _acronyms(count: int) -> tuple[str, _Files]:
    body = "\n\n".join(f"The {_acronym(n)} reports to the council." for n in range(count))
    settings, files = _one_section(body, 20 + count // 5)
    listed = [
        f"{_acronym(n)}: {{full: Quorum of {_NOUNS[n % 17]} {n}, plain: a body that meets}}"
        for n in range(count)
    ]
    return settings, {**files, "acronyms.yaml": "\n".join([*listed, ""])}


def _picture(number: int) -> bytes:
    """A photograph's worth of JPEG, about 2 MB: noise under a gradient, another for each number."""
    noise = random.Random(number).randbytes(600 * 400 * 3)
    picture = Image.frombytes("RGB", (600, 400), noise).resize(
        (2400, 1600), Image.Resampling.BILINEAR
    )
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=93, dpi=(300, 300))
    return file.getvalue()


def _pictures(count: int) -> tuple[str, _Files]:
    blocks = [
        f"/// figure | Picture {n}\n    src: pictures/p{n}.jpg\n"
        f"    alt: Many colours, number {n}.\n///"
        for n in range(count)
    ]
    settings, files = _one_section("\n\n".join([sentence(1), *blocks]), 20 + count)
    return settings, {**files, **{f"pictures/p{n}.jpg": _picture(n) for n in range(count)}}


def _slides(count: int) -> tuple[str, _Files]:
    slides = [f"/// slide | The slide number {n}\n\n- {sentence(n)}\n///" for n in range(count)]
    settings, files = _one_section("\n\n".join(slides), 20)
    settings = f"formats: [slides]\n{settings}"
    deck = f"pages: [1, 20], deck: {{slides: [1, {count + 10}], minutes: {count}}}"
    return settings.replace("pages: [1, 20]", deck), files


def _sections(count: int) -> tuple[str, _Files]:
    names = [f"part{n}" for n in range(count)]
    length = (_TEXT_LENGTH % (20 + count * 2)).replace("]}", "], cover: true, contents: true}")
    settings = f"{_SETTINGS}{length}sections: {json.dumps(names)}\n"
    return settings, {
        f"sections/{name}.md": f"---\ntitle: Part {n}\n---\n{paragraphs(500, n)}\n"
        for n, name in enumerate(names)
    }


def _editions(count: int) -> tuple[str, _Files]:
    """Audiences in lengths, each of which shows words of its own."""
    lengths = min(count, 10)
    readers = [f"readers-{n}" for n in range(-(-count // lengths))]
    audiences = "".join(f"  {r}: {{label: {r}, clearance: public}}\n" for r in readers)
    settings = _SETTINGS.replace("  public: {label: the public, clearance: public}\n", audiences)
    settings += "lengths:\n" + "".join(
        f"  size-{n}: {{label: Size {n}, pages: [1, 4]}}\n" for n in range(lengths)
    )
    words = "\n\n".join(f'{sentence(n)} {{: audience="{r}" }}' for n, r in enumerate(readers))
    body = f"---\ntitle: All of it\n---\n{paragraphs(80, 1)}\n\n{words}\n"
    return f"{settings}sections: [all]\n", {"sections/all.md": body}


_KINDS: dict[str, Callable[[int], tuple[str, _Files]]] = {
    "rows": _rows,
    "items": _items,
    "facts": _facts,
    "sources": _sources,
    "acronyms": _acronyms,
    "pictures": _pictures,
    "slides": _slides,
    "sections": _sections,
    "editions": _editions,
}
