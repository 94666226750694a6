"""Charts for those who do not see them, by the tags of real PDFs: tables, texts, decoration."""

from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import pikepdf
import pytest

from briefing.build.build import build
from briefing.cache.cache import Cache
from briefing.files.themes import theme_of
from briefing.select.selection import make_edition
from support.projects import faults, project, read
from support.tagged import read_tags

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from support.tagged import Tag

pytestmark = pytest.mark.usefixtures("kept_renderer")

ROSE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">'
    '<circle cx="45" cy="20" r="18" fill="#b23a1e"/></svg>'
)
BARS = """```chart
data: {url: data/camps.csv}
encoding:
  y: {field: camp, type: nominal, title: Camp}
  x: {field: people, type: quantitative, title: People}
layer:
- mark: bar
- mark: {type: text, align: left, dx: 3}
  encoding: {text: {field: people}}
```
"""
LINE = """```chart
data: {url: data/strength.csv}
mark: line
encoding:
  x: {field: date, type: temporal, title: Year}
  y: {field: troops, type: quantitative, title: Troops}
```
"""
SECRET = """/// figure | The kumquat chart
    alt: Kumquat bars.
    source: "[@mta]"
    data: table
    release: partner

```chart
data: {url: data/kumquat.csv}
mark: bar
encoding: {y: {field: kumquat, title: Kumquat}, x: {field: many, type: quantitative}}
```
///

"""
TEXT = """---
title: Charts
---
Words before.

SECRET
/// figure | It fell
    id: fell
    alt: A line that falls. It fell further.
    source: "[@mta]"

LINE
///

/// figure
    src: figures/rose.svg
    decorative: yes
    credit: Drawn by the desk
///

![](figures/rose.svg){: .decorative }

/// figure
    alt: Bars of two camps. A second sentence.
    source: "[@mta]"

BARS
///

/// figure | Told by its author alone
    alt: Two bars.
    source: "[@mta]"
    data: no

BARS
///

/// slide | It fell
//// figure
    alt: A line that falls.
    source: "[@mta]"

LINE
////
///
"""


def _folder(folder: Path, *, secret: bool = False, tables: bool = True) -> Path:
    text = TEXT.replace("SECRET\n", SECRET if secret else "")
    text = text.replace("LINE\n", LINE).replace("BARS\n", BARS)
    files: dict[str, str | None] = {
        "data/camps.csv": "camp,people\nFilm City,700\nBondsteel,1234.5\n",
        "data/strength.csv": "date,troops\n1999-06-01,50000\n2003-12-01,17512\n2020-08-22,3400\n",
        "figures/rose.svg": ROSE,
        "sections/first.md": text,
    }
    if secret:
        files["data/kumquat.csv"] = "kumquat,many\nkumquats,12345\nmore,678\n"
    target = project(folder, files)
    settings = target / "briefing.yaml"
    said = settings.read_text("utf-8")
    assert "full: {" in said
    said = said.replace("full: {", "full: {data_tables: true, " if tables else "full: {")
    said = re.sub("default_release", "formats: [pack, slides]\ndefault_release", said, count=1)
    settings.write_text(said, "utf-8")
    return target


def _built(folder: Path, into: Path, audience: str = "public", format_name: str = "pack") -> Result:
    briefing = read(folder)
    edition = make_edition(briefing, audience, "full", format_name)
    [result] = build(briefing, [edition], theme_of(briefing), Cache(into / "store"), into)
    assert result.delivered, "\n".join(map(str, result.findings))
    return result


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """An edition with all of it."""
    folder = tmp_path_factory.mktemp("tables")
    return _built(_folder(folder), folder / "out").path.read_bytes()


@pytest.fixture(scope="module")
def tags(pack: bytes) -> Tag:
    """Its tags."""
    return read_tags(pack)


def _words(tag: Tag) -> str:
    return " ".join(tag.text.replace("\u2060", "").replace("\xa0", " ").split())


def _rows(table: Tag) -> list[list[str]]:
    return [[_words(cell) for cell in row.all("TH", "TD")] for row in table.all("TR")]


def test_each_chart_has_its_data_in_a_table_at_the_end(tags: Tag) -> None:
    """Numbered, as exact as the chart, with the titles of its axes as heads of the columns."""
    tables = {table.shape(): _rows(table) for table in tags.all("Table")}
    rows = list(tables.values())
    assert [["Year", "Troops"], ["1999", "50,000"], ["2003", "18,000"], ["2020", "3,000"]] in rows
    assert [["Camp", "People"], ["Film City", "700"], ["Bondsteel", "1,234.5"]] in rows
    assert not any("Told by its author" in _words(table) for table in tags.all("Table"))
    assert "The figures in numbers" in [_words(h) for h in tags.all("H1", "H2")]


def test_what_is_heard_of_a_chart_names_its_table(tags: Tag) -> None:
    """Not its data a second time; and they are not heard where its author says so."""
    heard = [tag.key("Alt").replace("\xa0", " ") for tag in tags.all("Figure")]
    assert any(
        re.fullmatch(r"A line that falls. It fell further. Its data are in table \d.", words)
        for words in heard
    ), heard
    assert "Two bars." in heard


def test_figure_and_table_are_linked_both_ways(tags: Tag) -> None:
    """Each link arrives where the other one is."""
    links = {link.description.replace("\xa0", " "): link for link in tags.links if not link.address}
    there = [one for name, one in links.items() if re.match(r"Table \d: It fell", name)]
    back = [one for name, one in links.items() if re.match(r"Figure \d: It fell", name)]
    assert there, sorted(links)
    assert back, sorted(links)
    assert there[0].place is not None
    assert back[0].place is not None
    assert there[0].place[0] == back[0].page
    assert back[0].place[0] == there[0].page


def test_what_decorates_is_no_figure(tags: Tag, pack: bytes) -> None:
    """Its drawing is on the page, and in no element; its credit is a paragraph."""
    assert len(tags.all("Figure")) == 3
    assert all(tag.key("Alt") for tag in tags.all("Figure"))
    assert any("Drawn by the desk" in _words(tag) for tag in tags.all("P"))
    with pikepdf.open(BytesIO(pack)) as pdf:
        red = b"0.698039 0.227451 0.117647 rg"
        drawn = [
            stream.read_bytes()
            for stream in pdf.objects
            if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") != "/Image"
        ]
    assert any(red in data or b".698" in data for data in drawn)


def test_without_tables_the_data_are_heard_with_the_figure(tmp_path: Path) -> None:
    """In a pack whose length has none, and on a slide."""
    folder = _folder(tmp_path, tables=False)
    for format_name, expected in (("pack", 3), ("slides", 1)):
        tags = read_tags(_built(folder, tmp_path / "out", format_name=format_name).path)
        heard = [tag.key("Alt") for tag in tags.all("Figure")]
        assert len(heard) == expected
        assert any("Data: 1999, 50,000; 2003, 18,000; 2020, 3,000." in words for words in heard)


def test_withheld_data_leave_no_trace(tmp_path: Path) -> None:
    """Neither in a text that is heard, nor in a table, nor in a number of one."""
    never, withheld = tmp_path / "never", tmp_path / "withheld"
    never.mkdir()
    withheld.mkdir()
    one = _built(_folder(never), never / "out").path.read_bytes()
    folder = _folder(withheld, secret=True)
    assert _built(folder, withheld / "out").path.read_bytes() == one
    tags = read_tags(_built(folder, withheld / "out", "policy").path)
    assert ["kumquats", "12,400"] in [row for t in tags.all("Table") for row in _rows(t)]


@pytest.mark.finds("B427")
def test_a_table_of_nothing_is_told_at_its_figure(tmp_path: Path) -> None:
    """Rows of a filter are not read; the pack is delivered, without a section of tables."""
    spec = BARS.replace(
        "encoding:\n  y", 'transform: [{filter: "datum.people > 1"}]\nencoding:\n  y'
    )
    head = "/// figure\n    alt: B.\n    source: S\n    data: table\n"
    text = f"---\ntitle: F\n---\n{head}\n{spec}\n///\n"
    files: dict[str, str | None] = {
        "sections/first.md": text,
        "data/camps.csv": "camp,people\nA,3\nB,4\n",
    }
    result = _built(project(tmp_path, files), tmp_path / "out")
    [found] = [one for one in result.findings if one.code == "B427"]
    assert found.location.line == 4
    assert "The figures in numbers" not in read_tags(result.path).text


FAULTS = {
    "alt: A rose": "is decorative, but has an alt text",
    "source: The desk": "is decorative, but has a source",
    "subtitle: In red": "is decorative, but has a subtitle",
    "data: table": "“data” is for charts",
}


@pytest.mark.parametrize("option", FAULTS)
def test_a_decorative_picture_says_nothing(option: str, tmp_path: Path) -> None:
    """What says something must be heard."""
    figure = f"/// figure\n    src: figures/rose.svg\n    decorative: yes\n    {option}\n///\n"
    assert FAULTS[option] in _only_fault(tmp_path, figure)


MORE = {
    "a title": (
        "/// figure | Rose\n    src: figures/rose.svg\n    decorative: yes\n///",
        "a title",
    ),
    "a caption": (
        "/// figure\n    src: figures/rose.svg\n    decorative: yes\n\nA rose.\n///",
        "a caption",
    ),
    "words": (
        "/// figure\n    src: figures/square.svg\n    decorative: yes\n///",
        "has words in it: “Quadrate”",
    ),
    "data": (
        f"/// figure\n    alt: Bars\n    source: S\n    decorative: yes\n\n{BARS}\n///",
        "a chart is not decorative",
    ),
    "a place for its data that there is not": (
        f"/// figure\n    alt: Bars\n    source: S\n    data: tables\n\n{BARS}\n///",
        'unknown value "tables" of “data”',
    ),
    "no alternative text": ("/// figure\n    src: figures/rose.svg\n///", "has no alt text"),
    "an empty one": ("![](figures/rose.svg)", "has no alt text"),
}


@pytest.mark.parametrize("name", MORE)
def test_a_figure_that_says_something_wrong_is_refused(name: str, tmp_path: Path) -> None:
    """Once, at its line."""
    text, message = MORE[name]
    assert message in _only_fault(tmp_path, text)


def test_the_way_out_of_an_empty_text_is_named(tmp_path: Path) -> None:
    """For a figure, and for a picture in Markdown."""
    text = _only_fault(tmp_path, "![](figures/rose.svg)")
    assert "decorative: yes" in text
    assert "{: .decorative }" in text


def _only_fault(folder: Path, text: str) -> str:
    target = project(
        folder,
        {
            "sections/first.md": f"---\ntitle: First\n---\n{text}\n",
            "figures/rose.svg": ROSE,
            "data/camps.csv": "camp,people\na,1\n",
        },
    )
    found = [one for one in faults(target) if one.code == "B401"]
    assert found
    assert len({str(one) for one in found}) == 1, found
    assert found[0].location.line == 4
    return f"{found[0].message} {found[0].hint}"
