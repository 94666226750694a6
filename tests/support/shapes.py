"""Whole briefings of odd shapes, as strangers write them: each presses on one part of the paper.

Those of an odd seed press until something gives, and is refused; those of an even seed stop before.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_TEXT = """
the mission force council report member state border patrol agreement north south river valley town
office staff plan month year decision paper question answer number people support return road bridge
school hospital contract budget training exercise commander minister government assembly law order
and of in to for with on at by from under between
"""
_WORDS = tuple(_TEXT.split())
_LONG = (
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "Rechtsschutzversicherungsgesellschaften",
    "internationalisation",
    "https://www.example.org/a/very/long/path/that/nobody/will/type/by/hand/index.html?id=4711",
)


class Shape:
    """The folder of one briefing, as it is written."""

    def __init__(self, folder: Path, seed: int, index: int) -> None:
        self.folder = folder
        self.dice = random.Random(f"{seed}/{index}")
        self.harsh = seed % 2 == 1
        self.sections: list[str] = []
        self.settings = {"title": "A paper of odd shape", "owner": "Test desk"}

    def words(self, number: int) -> str:
        """So many words, without a full stop."""
        return " ".join(self.dice.choice(_WORDS) for _ in range(number)).capitalize()

    def text(self, number: int) -> str:
        """A paragraph of so many sentences."""
        return " ".join(f"{self.words(self.dice.randint(6, 18))}." for _ in range(number))

    def section(self, name: str, title: str, *blocks: str, head: str = "") -> None:
        """Write a section."""
        self.sections.append(name)
        body = "\n\n".join(blocks)
        self.write(f"sections/{name}.md", f'---\ntitle: "{title}"\n{head}---\n{body}\n')

    def write(self, name: str, text: str) -> None:
        """Write a file."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def picture(self, name: str, size: tuple[int, int], mode: str = "RGB", kind: str = "") -> None:
        """Write a picture with a gradient, so that a cut edge is seen."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        steps = Image.linear_gradient("L").resize(size)
        turned = Image.linear_gradient("L").rotate(90).resize(size)
        bands = {"RGB": (steps, turned, steps), "CMYK": (steps, turned, steps, turned)}
        made = Image.merge(mode, bands[mode]) if mode in bands else steps.convert(mode)
        made.save(path, kind or None)

    def finish(self) -> Path:
        """Write what all of them have in common; return the folder."""
        question = f"/// qa | {self.words(9)}?\n{self.text(2)}\n///"
        self.section("asked", "Asked", question, head="slide: false\n")
        said = "".join(f"{key}: {value!r}\n" for key, value in self.settings.items())
        self.write(
            "briefing.yaml",
            f"{said}"
            "as_of: 2026-11-23\n"
            "releases:\n"
            '  - {name: open, marking: "TLP:CLEAR"}\n'
            '  - {name: closed, marking: "TLP:AMBER+STRICT"}\n'
            "default_release: open\n"
            "audiences:\n"
            "  public: {label: everyone, clearance: open}\n"
            "  staff: {label: staff, includes: [public], clearance: closed}\n"
            "lengths:\n"
            "  short: {label: Short, pages: [1, 99]}\n"
            "  full: {label: Full, pages: [1, 200], cover: true, contents: true}\n"
            "formats: [pack, slides, handout, notes, cards]\n"
            f"sections: [{', '.join(self.sections)}]\n",
        )
        return self.folder


def long_titles(shape: Shape) -> None:
    """Titles, standfirst and names far longer than anybody planned for."""
    shape.settings = {
        "title": shape.words(30 if shape.harsh else 14),
        **({} if shape.harsh else {"short_title": shape.words(4)}),
        "standfirst": shape.text(10 if shape.harsh else 3),
        "kind": "Memorandum for the file of the standing committee on everything",
        "owner": "The secretariat of the interministerial working group on long names",
        "contact": "secretariat.of.the.working.group@interministerial.example.org",
    }
    for n in range(4):
        heading = f"## {shape.words(24)}"
        title = shape.words(22 if shape.harsh else 9)
        shape.section(f"s{n}", title, shape.text(5), heading, shape.text(4))
    said = shape.words(18 if shape.harsh else 9)
    slide = f"/// slide | {said}\n- {shape.words(12)}\n- {shape.words(6)}\n///"
    card = f"/// qa | {shape.words(25)}?\n{shape.text(2)}\n///"
    shape.section("deck", "Slides", slide, card)


def wide_tables(shape: Shape) -> None:
    """Tables of nine columns, of sixty rows, of words that do not break, of cells like pages."""
    heads = [shape.words(2) for _ in range(9)]
    head = f"| {' | '.join(heads)} |\n|{'---|' * 9}"

    def table(title: str, rows: int, cell: Callable[[int], str], options: str = "") -> str:
        body = "\n".join(f"| {' | '.join(cell(c) for c in range(9))} |" for _ in range(rows))
        return f"/// table | {title}\n{options}\n{head}\n{body}\n///"

    def number(column: int) -> str:
        return f"{shape.dice.uniform(-2000, 90000):,.{column % 3}f}"

    shape.section("numbers", "Numbers", shape.text(3), table("Nine of numbers", 60, number))
    shape.section("words", "Words", table("Nine of words", 8, lambda _: shape.words(5)))
    turned = table("Turned", 12, lambda _: shape.words(4), "    turned: true\n")
    shape.section("turned", "Turned", shape.text(3), turned)
    rows = "\n".join(f"| {n} | {shape.text(12)} |" for n in range(8))
    shape.section("cells", "Cells", f"/// table | Tall\n| No | Text |\n|---|---|\n{rows}\n///")
    small = "| A | B |\n|---|---|\n| 1.5 | 20 |\n| 12.25 | 3 |"
    shape.section("deck", "Slides", f"/// slide | A table\n{small}\n///")


def pictures(shape: Shape) -> None:
    """A screenshot of a telephone, a panorama, a logo, a photo for print, one of an office."""
    sizes = {"phone.png": (1170, 2532), "wide.jpg": (3200, 600), "logo.png": (60, 30)}
    for name, size in sizes.items():
        shape.picture(f"figures/{name}", size)
    shape.picture("figures/photo.jpg", (3000, 4000))
    shape.picture("figures/print.jpg", (900, 600), "CMYK")
    shape.picture("figures/scan.tif", (1600, 2200), "1")
    names = (*sizes, "photo.jpg", "print.jpg", "scan.tif")
    for n, name in enumerate(names):
        place = ("column", "wide", "side")[n % 3]
        shape.section(
            f"p{n}",
            f"Picture {n}",
            shape.text(shape.dice.randint(2, 9)),
            f"/// figure | {shape.words(9)}\n    src: figures/{name}\n    alt: {shape.words(5)}.\n"
            f"    place: {place}\n    credit: A photographer\n\n{shape.text(2)}\n///",
            shape.text(3),
        )
    slide = (
        "/// slide | A photo\n//// figure\n    src: figures/photo.jpg\n    alt: A photo.\n////\n///"
    )
    shape.section("deck", "Slides", slide)


def many_sources(shape: Shape) -> None:
    """Forty sources, twelve of them behind one sentence, with locators."""
    entries = [
        f"s{n}:\n  type: report\n  title: {shape.words(9)}\n  publisher: The {shape.words(3)}\n"
        f"  issued: 20{n % 20 + 5:02}-0{n % 9 + 1}\n  URL: {_LONG[3]}&n={n}\n"
        f"  author: [{{family: Name{n}, given: A.}}]\n"
        for n in range(40)
    ]
    shape.write("sources.yaml", "".join(entries))
    run = "; ".join(f"@s{n}" for n in range(12))
    shape.section("run", "A run", f"{shape.words(9)} [{run}]. {shape.text(3)}")
    for part in range(7):
        cited = [f"{shape.words(12)} [@s{part * 5 + n}, p. {n + 1}]." for n in range(5)]
        shape.section(f"c{part}", shape.words(4), " ".join(cited), shape.text(4))


def deep_lists(shape: Shape) -> None:
    """Twenty levels, or ten; numbers inside bullets; tasks; paragraphs and quotes in items."""
    deep = "\n".join(
        f"{'  ' * level}- {shape.words(4)}" for level in range(20 if shape.harsh else 10)
    )
    shape.section("deep", "Deep", shape.text(1), deep)
    inner = f"    - {shape.words(5)}\n    - {shape.words(7)}\n\n      {shape.text(2)}"
    mixed = "\n".join(f"{f'{n}.':4}{shape.words(6)}\n{inner}" for n in range(1, 12))
    tasks = "\n".join(f"- [{'x' if n % 3 else ' '}] {shape.words(5)}" for n in range(14))
    shape.section("mixed", "Mixed", f"{shape.words(8)}:\n{tasks}", mixed)
    quote = "\n".join(f"> {line}" for line in (shape.text(3), "", "- one", "- two", "", "> inner"))
    terms = "\n\n".join(f"{shape.words(2)}\n:   {shape.text(2)}" for _ in range(12))
    shape.section("terms", "Terms", quote, terms)
    key = "\n".join(f"{n}. {shape.words(9)}" for n in range(1, 7))
    shape.section("key", "Key", f"## {shape.words(3)}\n\n{key}")


def walls_of_text(shape: Shape) -> None:
    """A paragraph of three pages, words without end, addresses, no heading at all."""
    shape.section("wall", "Wall", shape.text(160))
    endless = "a" * 150
    shape.section("words", "Words", f"{shape.text(2)} {endless} {' '.join(_LONG)} {shape.text(2)}")
    item = f"- {endless}\n- {_LONG[0]} {_LONG[0]}"
    table = f"| A | B |\n|---|---|\n| {endless} | {_LONG[3]} |"
    shape.section("lists", "Lists", item, table, f"> {endless}", f"`{endless}`")
    slide = f"/// slide | {_LONG[0]}\n- {_LONG[0]}\n///"
    shape.section("deck", "Slides", slide)


def crumbs(shape: Shape) -> None:
    """Forty sections of a sentence each, every fourth on a page of its own; withheld ones."""
    for n in range(40):
        head = "break: true\n" if n % 4 == 0 else ""
        head += "audience: staff\nrelease: closed\n" if n % 7 == 3 else ""
        shape.section(f"c{n}", shape.words(3), shape.text(1), head=head)


def boxes(shape: Shape) -> None:
    """A box of two pages first, boxes beside every paragraph, numbers, key messages."""
    messages = "\n".join(f"- {shape.words(14)}." for _ in range(6))
    shape.section("opening", "Opening", f"/// key-messages | In short\n{messages}\n///")
    shape.section("first", "First", f"/// note | Long\n{shape.text(70)}\n///", shape.text(4))
    sides = [f"/// side | {shape.words(3)}\n{shape.text(3)}\n///" for _ in range(9)]
    between = [block for side in sides for block in (side, shape.text(1))]
    shape.section("sides", "Sides", *between)
    numbers = [f"/// number | {n * 1234:,}\n{shape.words(5)}\n///" for n in range(1, 6)]
    shape.section("numbers", "Numbers", *numbers, shape.text(6))
    secret = "/// note | Closed\n    release: closed\n    audience: staff\n\nZebrafish.\n///"
    shape.section("secret", "Secret", shape.text(2), secret, shape.text(2))


def code(shape: Shape) -> None:
    """Code of three pages, lines that are too long, definitions, footnotes everywhere."""
    lines = "\n".join(f"def step_{n}(value: int) -> int:  # {shape.words(4)}" for n in range(150))
    shape.section("long", "Long", shape.text(2), f"```python\n{lines}\n```", shape.text(2))
    wide = "briefing build --all --audience public --length standard " * (4 if shape.harsh else 2)
    wide = wide if shape.harsh else wide[:96]
    shape.section("wide", "Wide", f"```sh\n{wide}\n```", f"Inline `{wide[:90]}` in text.")
    notes = "".join(f"[^{n}]: {shape.text(2)}\n\n    {shape.text(1)}\n\n" for n in range(8))
    marks = " ".join(f"{shape.words(8)}.[^{n}]" for n in (*range(8), 0))
    shape.section("notes", "Notes", marks, notes)
    slide = "/// slide | Code\n```python\nprint('x')\n```\n///"
    terms = "/// slide | Terms\nTerm\n:   What it means\n///"
    shape.section("deck", "Slides", slide, terms)


def charts(shape: Shape) -> None:
    """Names that need room, years, a legend of twelve, a place that is too narrow for it."""
    names = "\n".join(f"{shape.words(4)},{shape.dice.randint(3, 900)}" for _ in range(14))
    shape.write("data/names.csv", f"name,number\n{names}\n")
    parts = [f"{shape.words(2)[:18]} {part}" for part in range(12 if shape.harsh else 4)]
    series = "\n".join(
        f"20{year:02},{part},{shape.dice.randint(5, 99)}"
        for part in parts
        for year in range(10, 26)
    )
    shape.write("data/series.csv", f"year,part,value\n{series}\n")

    def chart(title: str, spec: str, place: str = "column") -> str:
        options = "    alt: A chart.\n    source: Our own count.\n"
        return (
            f"/// figure | {title}\n{options}    place: {place}\n\n```vega-lite\n{spec}\n```\n///"
        )

    bars = (
        "data: {url: data/names.csv}\nmark: bar\nencoding:\n"
        "  AXIS: {field: number, type: quantitative}\n  OTHER: {field: name, type: nominal}"
    )
    lines = (
        "data: {url: data/series.csv}\nmark: line\nencoding:\n"
        "  x: {field: year, type: temporal}\n  y: {field: value, type: quantitative}\n"
        "  color: {field: part, type: nominal}"
    )
    across = bars.replace("AXIS", "x").replace("OTHER", "y")
    shape.section("across", "Across", shape.text(2), chart(shape.words(12), across))
    upright = bars.replace("AXIS", "y").replace("OTHER", "x")
    if shape.harsh:
        shape.section("upright", "Upright", chart(shape.words(6), upright, "wide"))
    shape.section("lines", "Lines", chart(shape.words(6), lines), shape.text(3))


SHAPES = (
    long_titles,
    wide_tables,
    pictures,
    many_sources,
    deep_lists,
    walls_of_text,
    crumbs,
    boxes,
    code,
    charts,
)
"""Ten shapes, in the order in which they are built."""


def written(folder: Path, seed: int, index: int) -> Path:
    """Write one of them; return its folder, which is called like the shape."""
    made = SHAPES[index % len(SHAPES)]
    shape = Shape(folder / made.__name__.replace("_", "-"), seed, index)
    made(shape)
    return shape.finish()
