"""What the briefings of `support.twingrowth` are made of: readers, words, facts, files, marks."""

from __future__ import annotations

import struct
import zlib

from support.twins import Audience, Mark

AUDIENCES = {
    "public": Audience((), "public"),
    "press": Audience(("public",), "public", title="Answers at hand", order=("why", "how")),
    "students": Audience(("public",), "public", standfirst="For a seminar."),
    "policy": Audience(("press",), "partner", notes=True),
    "command": Audience((), "secret", title="Where we stand", notes=True),
}
LEVELS = ("public", "partner", "secret")
LENGTHS = {
    "short": "{label: Short, pages: [1, 60]}",
    "standard": (
        "{label: Standard, pages: [1, 60], deck: {slides: [1, 90], minutes: 9, agenda: true}}"
    ),
    "full": (
        "{label: Full, pages: [1, 60], cover: true, contents: true, "
        "deck: {slides: [2, 90], minutes: 20, agenda: true, breaks: true}}"
    ),
}
WORDS = (
    *("road", "bridge", "market", "school", "river", "council", "village"),
    *("winter", "harvest", "teacher", "mill", "garden", "signal", "engine"),
    *("border", "letter", "meeting", "ladder", "window", "copper", "timber"),
)
ODD_WORDS = ("an AMT", "a TMA", "to -- fro", "isn't", "Hill's", "…")
SIGNS = (".", ",", ";", ":", "!", "?")
FACTS = {
    name: f"{{value: {value}, as_of: {day}, source: {source}, review_after: never}}"
    for name, value, day, source in (
        ("troops", 4500, "2025-10-03", "treaty"),
        ("nations", 33, "2024-02-01", "report"),
        ("motto", '"never alone"', "2023-05-06", "treaty"),
    )
}
SOURCES = {
    "treaty": "{title: A treaty, author: [{literal: The parties}], issued: 1999-06-09}",
    "report": "{title: A report, author: [{family: Hill}], issued: 2025, number: R/12}",
    "letters": "{title: Letters, author: [{family: Hill}], issued: 2025}",
}
ACRONYMS = {
    "AMT": "{full: agreed mobile team, plain: people who visit}",
    "ORG": "{full: office of regional growth}",
    "TMA": "{full: tactical map annex, plain: a map}",
}
_SVG = (
    "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
    "<rect width='90' height='40' fill='{colour}'/><text x='4' y='20' "
    "font-family='Source Sans 3' font-size='14'>{words}</text></svg>"
)
CHART = """\
```vega-lite
data: {values: [{a: one, b: 3}, {a: two, b: 5}]}
mark: bar
encoding: {x: {field: a, type: nominal}, y: {field: b, type: quantitative}}
```"""
CHAPTERS = ("why", "how", "when", "where")
MARKS = (
    *(Mark(release=level) for level in ("partner", "secret")),
    *(Mark(audience=names) for names in ("press", "policy", "!press", "students command")),
    *(Mark(audience=names) for names in ("public", "command", "!students !command")),
    *(Mark(length=names) for names in ("full", "standard", "..short", "short..standard")),
    *(Mark(format=names) for names in ("pack", "!pack", "slides handout", "!slides", "cards")),
    Mark(audience="policy", release="partner"),
    Mark(audience="press command", length="standard"),
)


def _png(shade: int) -> bytes:
    """A picture of one grey dot."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    head = struct.pack(">2I5B", 1, 1, 8, 0, 0, 0, 0)
    dot = zlib.compress(bytes((0, shade)))
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", dot), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


FILES: dict[str, str | bytes] = {
    # The name of one is the end of another's.
    "plan.svg": _SVG.format(colour="#369", words="Quartz"),
    "figures/plan.svg": _SVG.format(colour="#963", words="Plan"),
    "figures/dot.png": _png(90),
    "figures/other-dot.png": _png(180),
    "data/rows.csv": "town,people,note\nNorth,1200,mill\nSouth,90,\nWest,4,road\n",
}
