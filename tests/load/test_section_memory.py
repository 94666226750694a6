"""Sections are remembered by their content: loading gives what it would give without a memory."""

from __future__ import annotations

import json
import pickle
import random
import re
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from pydantic import BaseModel

from briefing.build import isolated_process
from briefing.build.isolated_process import run_isolated
from briefing.cache.cache import Cache
from briefing.cli.options import load_content
from briefing.load.briefing import load
from briefing.load.section import SectionReader
from briefing.load.section_memory import LoadMemory, SectionReading, reading_of
from briefing.load.stored_values import to_json
from briefing.model.errors import ContentError
from briefing.model.limits import Limits
from support.dots import saved

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SETTINGS = """\
title: A small briefing
as_of: 2026-11-23
owner: Test desk
releases: [{name: public, marking: "TLP:CLEAR"}, {name: partner, marking: "TLP:GREEN"}]
default_release: public
audiences:
  public: {label: the public, clearance: public}
  press: {label: the press, clearance: partner, includes: [public]}
lengths: {short: {label: Short, pages: [1, 2]}, full: {label: Full, pages: [1, 9]}}
sections: [first, second, shown]
"""
FIRST = """\
---
title: First — “one”
title_for: {press: "First, for the press"}
short_title: One
audience: public
---
Some *words* about {{ troops }} soldiers, in the NATO way.[^1] [@un1244, para 9] See [](#shown).

[^1]: A note, with a [link](https://example.org).

## More {: audience="press" release="partner" length="..full" }

- [x] done {: priority="2" }
- to do

<!-- a remark -->
"""
SHOWN = """\
---
title: Shown
---
/// figure | A drawing
    src: figures/square.svg
    alt: A square.
///

/// table | Numbers
    src: data/numbers.csv
///

/// figure | A chart
    src: charts/bars.vl.json
    alt: Bars.
    source: "[@un1244]"
///

```python
print(1)
```
"""
SQUARE = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0H9V9Z"/></svg>'
CHART = {
    "data": {"url": "data/numbers.csv"},
    "mark": "bar",
    "encoding": {
        "x": {"field": "place", "type": "nominal"},
        "y": {"field": "count", "type": "quantitative"},
    },
}
FACTS = "troops: {value: 4500, as_of: 2026-11-01, source: un1244, review_after: 2027-01-01}\n"
SOURCE = "un1244: {title: Resolution 1244, type: legislation, issued: 1999-06-10}\n"
ACRONYM = "UNKN: {full: Unknown matter}\n"
PHOTO = SHOWN.replace("square.svg", "dots.png")

Content = str | bytes | None


def dots(width: int) -> bytes:
    """A small picture."""
    return saved(Image.new("RGB", (width, 30)), "PNG")


VERSIONS: dict[str, tuple[Content, ...]] = {
    "briefing.yaml": (
        SETTINGS,
        SETTINGS.replace("[first, second, shown]", "[shown, first]"),
        SETTINGS.replace("second, ", "third, second, "),
        re.sub(r"(name|clearance): partner", r"\1: friends", SETTINGS),
        SETTINGS.replace("press:", "media:"),
        SETTINGS + "languages: [de]\n",
        SETTINGS + "citation_style: nature\n",
        SETTINGS + "cards: {line: partner}\n",
        SETTINGS.replace("owner", "oner"),
        None,
    ),
    "sections/first.md": (
        FIRST,
        FIRST.replace("words", "w\u00adords"),
        FIRST.replace("[](#shown)", "[](#none)"),
        FIRST.replace("troops", "tanks"),
        FIRST.replace('"press" rel', '"pres" rel'),
        FIRST.replace("/// ", "///"),
        "---\ntitle: First\n---\n",
        "no front matter\n",
        b"---\ntitle: \xff\n---\n",
        None,
    ),
    "sections/second.md": (
        "---\ntitle: Second\n---\nAn UNKN word of 1999 ‘quoted’. See [](#first).\n",
        "---\ntitle: Second\n---\nWithout.\n",
        "---\ntitle: Second\nnumbered: no\nbreak: yes\n---\n## Part {: #first }\n\nTwice.\n",
        None,
    ),
    "sections/third.md": (None, "---\ntitle: Third\n---\nPlain text.\n"),
    "sections/shown.md": (SHOWN, PHOTO, SHOWN.replace("title: Shown", "title: Shôwn")),
    "data/numbers.csv": (
        "place,count,source\nPeć,3,un1244\nPrizren,4,un1244\n",
        "place,count,source\nPeć,5,none\nPriz\u00adren,4,un1244\n",
        "place,count\nPeja,3\n",
        "place;count\nPeja;3,5\n",
        "place,count\nPeja\n",
        b"\xff\xfe\xfd",
        None,
    ),
    "charts/bars.vl.json": (
        json.dumps(CHART),
        json.dumps({**CHART, "mark": "line"}),
        json.dumps({**CHART, "marc": "bar"}),
        "{",
        None,
    ),
    "figures/square.svg": (
        SQUARE,
        SQUARE.replace(b"<path", b"<text>Word</text><path"),
        b"<svg",
        None,
    ),
    "figures/dots.png": (dots(40), dots(80), None),
    "facts.yaml": (
        FACTS,
        FACTS.replace("4500", "1999"),
        FACTS.replace("troops", "force"),
        "- a",
        None,
    ),
    "sources.yaml": (
        SOURCE,
        SOURCE.replace("un1244", "un1"),
        SOURCE.replace("title:", "titel:"),
        None,
    ),
    "sources.bib": (None, "@book{none, title={None}, author={A. Body}, year=1999}", "@book{"),
    "acronyms.yaml": (ACRONYM, None, ACRONYM.replace("UNKN", "UNKM")),
}  # fmt: skip


HOW_MANY = 40
"""Edits of each walk."""


def write(folder: Path, name: str, content: Content) -> None:
    """Puts a file where it belongs, or (None) removes it."""
    path = folder / name
    path.unlink(missing_ok=True)
    if content is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def written(folder: Path) -> Path:
    """The briefing in its first version."""
    for name, (first, *_) in VERSIONS.items():
        write(folder, name, first)
    return folder


def taken_apart(value: Any) -> Any:
    """A value with all of its fields, also those that are not compared, and their types."""
    if isinstance(value, BaseModel):
        return type(value).__name__, value.model_fields_set, repr(value)
    if is_dataclass(value):
        parts = [(field.name, taken_apart(getattr(value, field.name))) for field in fields(value)]
        return type(value).__name__, parts
    if isinstance(value, dict):
        return "dict", [(key, taken_apart(part)) for key, part in value.items()]
    if isinstance(value, tuple | list):
        return type(value).__name__, [taken_apart(part) for part in value]
    return type(value).__name__, value


def outcome(folder: Path, memory: LoadMemory | None = None) -> tuple[bool, Any]:
    """Whether loading succeeds, and all that it gives."""
    try:
        return True, taken_apart(load(folder, "small", None, memory))
    except ContentError as error:
        return False, taken_apart(error.findings)


def edits(rng: random.Random) -> Iterator[tuple[str, Content]]:
    """One edit or several at once: something is changed, breaks or is mended; at times all is."""
    if rng.random() < 0.4:
        yield from ((name, versions[0]) for name, versions in VERSIONS.items())
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        name = rng.choice(list(VERSIONS))
        yield name, VERSIONS[name][0] if rng.random() < 0.5 else rng.choice(VERSIONS[name])


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_edited(tmp_path: Path, seed: int) -> None:
    """After any edits, a memory in this process, one in a copy of it, and one that has only the
    cache all give what is read without a memory."""
    rng, folder, cache = random.Random(seed), written(tmp_path / "b"), Cache(tmp_path / "cache")
    memory, copied = LoadMemory(), LoadMemory()
    sound = 0
    for _ in range(HOW_MANY):
        for name, content in edits(rng):
            write(folder, name, content)
        expected = outcome(folder)
        assert outcome(folder, memory) == expected
        stored = LoadMemory(cache, "program")
        assert outcome(folder, stored) == expected
        stored.save(cache)
        copy: LoadMemory = pickle.loads(pickle.dumps(copied))
        assert outcome(folder, copy) == expected
        if expected[0]:
            copied.learn(pickle.loads(pickle.dumps(copy.learnt)))
        sound += expected[0]
    assert HOW_MANY / 8 < sound < HOW_MANY


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sections that are read, not remembered."""
    names: list[str] = []
    original = SectionReader.read

    def noted(self: SectionReader, text: str) -> Any:
        names.append(self.id)
        return original(self, text)

    monkeypatch.setattr(SectionReader, "read", noted)
    return names


def _in_memory(folder: Path) -> Callable[[], None]:
    memory = LoadMemory()

    def again() -> None:
        outcome(folder, memory)

    return again


def _in_cache(folder: Path) -> Callable[[], None]:
    cache = Cache(folder.parent / "cache")

    def again() -> None:
        memory = LoadMemory(cache, "program")
        outcome(folder, memory)
        memory.save(cache)

    return again


WAYS = pytest.mark.parametrize("way", [_in_memory, _in_cache])


@WAYS
def test_what_has_changed_is_read(
    tmp_path: Path, read: list[str], way: Callable[[Path], Callable[[], None]]
) -> None:
    """One changed section is read, and no other; of a changed data file, those that show it."""
    folder = written(tmp_path / "b")
    again = way(folder)
    again()
    assert read == ["first", "second", "shown"]
    for name, content, expected in (
        ("sections/first.md", FIRST.replace("words", "texts"), ["first"]),
        ("data/numbers.csv", "place,count\nPeja,3\n", ["shown"]),
        ("figures/square.svg", VERSIONS["figures/square.svg"][1], ["shown"]),
        ("facts.yaml", FACTS.replace("4500", "4600"), []),
        ("briefing.yaml", SETTINGS.replace("[first, second, ", "[second, first, "), []),
        ("briefing.yaml", SETTINGS.replace("press", "media"), ["first", "second", "shown"]),
        ("briefing.yaml", SETTINGS + "languages: [de]\n", ["first", "second", "shown"]),
    ):
        read.clear()
        write(folder, name, content)
        again()
        assert read == expected, name


@WAYS
def test_what_is_faulty_is_read_until_it_is_mended(
    tmp_path: Path, read: list[str], way: Callable[[Path], Callable[[], None]]
) -> None:
    """A section with an error is read each time, whatever becomes of the others."""
    folder = written(tmp_path / "b")
    write(folder, "sections/first.md", FIRST.replace('"press" rel', '"pres" rel'))
    again = way(folder)
    again()
    read.clear()
    again()
    assert read == ["first"]
    write(folder, "sections/first.md", FIRST)
    again()
    read.clear()
    again()
    assert read == []


def test_another_program_reads_for_itself(tmp_path: Path, read: list[str]) -> None:
    """What another version of the program has read is nothing to this one."""
    folder, cache = written(tmp_path / "b"), Cache(tmp_path / "cache")
    memory = LoadMemory(cache, "one")
    outcome(folder, memory)
    memory.save(cache)
    read.clear()
    outcome(folder, LoadMemory(cache, "one"))
    assert read == []
    outcome(folder, LoadMemory(cache, "other"))
    assert read == ["first", "second", "shown"]


def test_a_memory_is_as_large_as_its_briefing(tmp_path: Path) -> None:
    """What is no longer in the briefing is forgotten."""
    folder, memory = written(tmp_path / "b"), LoadMemory()
    for number in range(20):
        write(folder, "sections/first.md", FIRST.replace("words", f"texts {number}"))
        assert outcome(folder, memory)[0]
        assert len(memory.learnt.used) == 3
    assert sorted(name for name, _ in _held(memory)) == ["first", "second", "shown"]


def _held(memory: LoadMemory) -> Iterator[tuple[str, SectionReading]]:
    for reading in memory._known.values():
        yield reading.section.id, reading


@pytest.mark.parametrize("damage", ["cut", "changed", "empty", "moved"])
def test_a_damaged_entry_is_missing(tmp_path: Path, read: list[str], damage: str) -> None:
    """An entry that is not as it was written is not there: its section is read again."""
    folder, place = written(tmp_path / "b"), tmp_path / "cache"
    again = _in_cache(folder)
    again()
    entries = [path for path in place.rglob("*") if path.is_file()]
    assert len(entries) == 3
    data = [path.read_bytes() for path in entries]
    for path, content, other in zip(entries, data, data[1:] + data[:1], strict=True):
        path.write_bytes(
            {
                "cut": content[:-9],
                "changed": content.replace(b"First", b"Worst").replace(b"S", b"T"),
                "empty": b"",
                "moved": other,
            }[damage]
        )
    read.clear()
    expected = outcome(folder)
    read.clear()
    assert outcome(folder, LoadMemory(Cache(place), "program")) == expected
    assert read == ["first", "second", "shown"]


ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1 << 60,
    0.5,
    "",
    "x",
    "é",
    [],
    [[]],
    ["a", 1],
    {},
    {"a": 1},
)


def _places(value: Any) -> Iterator[tuple[list[Any], int]]:
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield value, index
            yield from _places(part)


def test_a_foreign_entry_is_no_reading(tmp_path: Path) -> None:
    """Whatever stands in an entry: it is of the types that readings have, all the way down, or it
    is none."""
    folder, memory, rng = written(tmp_path / "b"), LoadMemory(), random.Random(7)
    outcome(folder, memory)
    texts = [to_json(reading) for _, reading in _held(memory)]
    refused = 0
    for number in range(600):
        data = json.loads(texts[number % 3] or b"")
        holder, index = rng.choice(list(_places(data)))
        holder[index] = rng.choice(ODD)
        changed = json.dumps(data).encode()
        found = reading_of(changed)
        if found is None:
            refused += 1
        else:  # JSON of it is what was read
            assert json.loads(to_json(found) or b"") == data
    assert 300 < refused < 600
    for text in (b"", b"[]", b"{}", b"null", b"\xff", b"[" * 100_000, b"NaN"):
        assert reading_of(text) is None


def test_what_json_cannot_hold_is_not_stored(tmp_path: Path) -> None:
    """Half a character, which a chart may have, is read each time."""
    folder, memory = written(tmp_path / "b"), LoadMemory()
    chart = {**CHART, "data": {"values": [{"place": "\ud800", "count": 1}]}}
    write(folder, "charts/bars.vl.json", json.dumps(chart))
    again = outcome(folder, memory)
    cache = Cache(tmp_path / "cache")
    memory.save(cache)
    assert outcome(folder, LoadMemory(cache, "")) == again == outcome(folder)


def test_what_a_copy_reads_is_learnt(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands read in a copy of their process; the memory of this one knows it afterwards."""
    monkeypatch.setattr(isolated_process, "run_isolated", run_isolated)  # as tests do not
    folder, memory, cache = written(tmp_path / "b"), LoadMemory(), Cache(tmp_path / "cache")
    load_content(folder, "small", Limits(), memory)
    assert read == []
    memory.save(cache)
    write(folder, "sections/second.md", "---\ntitle: Second\n---\nOther.\n")
    outcome(folder, memory)
    assert read == ["second"]
    read.clear()
    outcome(folder, LoadMemory(cache))
    assert read == ["second"]
