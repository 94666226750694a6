"""The registry of blocks: its rows are whole, written and emptied by their rules, and alone."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import briefing
from briefing.compose.html import Writer
from briefing.compose.slide_html import _SlideWriter
from briefing.model.blocks import BLOCKS, BY_KIND, LAYOUTS, SECTION, Block, Holds, Html, Use
from briefing.model.content import Node
from briefing.model.formats import FORMATS
from briefing.model.kinds import KINDS, PARTS
from briefing.model.settings import Cards, Deck, Length
from briefing.select.selection import make_edition, select
from support.bodies import briefing_of, compose_undrawn, html_of, kfor, nodes, theme
from support.cases import Case, read_cases
from support.projects import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.edition import Selection

PACKAGE = Path(briefing.__file__).parent
CASES = {case.title: case for case in read_cases("blocks.md")}

every_block = pytest.mark.parametrize("block", BLOCKS.values(), ids=lambda block: block.name)


def selected(body: str, format_: str, length: str = "full") -> tuple[Selection, str]:
    """Select a section of this body for those who may see most, and compose it to HTML."""
    made = briefing_of(body)
    lengths = {name: _with_breaks(tier) for name, tier in made.settings.lengths.items()}
    update = {"formats": tuple(FORMATS), "lengths": lengths}
    made = replace(made, settings=made.settings.model_copy(update=update))
    selection = select(made, make_edition(made, "policy", length, format_))
    page = html_of(compose_undrawn(made, selection))
    page = re.sub(r' data-block="[^"]*"', "", page).replace("/content/", "/")
    return selection, unspaced(page.replace("http://briefing.invalid/", ""))


def _with_breaks(length: Length) -> Length:
    """Give a tier a deck in which slides stand before sections."""
    return length.model_copy(update={"deck": Deck(slides=(1, 9), minutes=9, breaks=True)})


def unspaced(html: str) -> str:
    """Write HTML without the spaces around its tags."""
    return re.sub(r"\s*(<[^>]*>)\s*", r"\1", " ".join(html.split()))


# ── rows ──────────────────────────────────────────────────────────────────────────────────


@every_block
def test_a_row_names_what_there_is(block: Block) -> None:
    """Parts, places, formats, layouts and widths are those that others know."""
    assert KINDS[block.kind].emptied is block.emptied
    assert not block.title or KINDS[block.title].is_title
    lines = {Use.BEFORE_TITLE, Use.BELOW_TITLE, Use.FOOT}
    for option in block.options:
        assert (option.part in PARTS) == (option.use in lines), option.name
    assert set(block.within) <= {*BLOCKS, SECTION}
    assert block.formats <= set(FORMATS)
    assert not block.layout or LAYOUTS[block.layout]
    assert not block.figures or block.figures in theme().charts.widths_pt
    if block.within == ("qa",):
        assert block.name in Cards.model_fields, "a part of a card has a level in briefing.yaml"


@every_block
def test_a_row_is_described(block: Block) -> None:
    """The README shows how each block is written."""
    shown = re.search(rf"(?<!/)/{{3,5}} {block.name}(?![\w-])", (ROOT / "README.md").read_text())
    assert shown is not None, f"describe “/// {block.name}” in README.md, “Blocks and references”"


@every_block
def test_a_box_has_a_style(block: Block) -> None:
    """The theme's style sheet says how each block looks that is written as a box."""
    if block.html is Html.BOX:
        style = (ROOT / "templates/themes/institution/theme.css").read_text("utf-8")
        assert re.search(rf"\.{block.name}(?![\w-])", style)


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_dropped_by_a_rule_that_can_be_met(name: str) -> None:
    """What a node needs is a part it may have, and what does not count is a block it may hold."""
    rule = KINDS[name].emptied
    assert not rule.needs or KINDS[rule.needs].is_title
    for kind in rule.aside:
        assert kind in BY_KIND
        assert not BY_KIND[kind].within or {name, "slide"} & set(BY_KIND[kind].within)


def test_what_is_loaded_is_made_of_known_kinds() -> None:
    """No node of the shipped briefing or of a case is of a kind without a row."""
    sections = [*kfor().sections]
    for case in (*CASES.values(), *read_cases("marks.md"), *read_cases("compose.md")):
        sections += briefing_of(case.blocks["section"]).sections if "section" in case.blocks else ()
    assert {node.kind for node in nodes(tuple(sections))} <= set(KINDS)


# ── how they are written ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_written_as_its_row_says(name: str) -> None:
    """A kind that is written by a method has one, any other has none."""
    method = f"_{name.replace('-', '_')}"
    has_own = hasattr(Writer, method) or hasattr(_SlideWriter, method)
    assert has_own == (KINDS[name].html is Html.OWN)
    if KINDS[name].html is Html.APART:
        with pytest.raises(ValueError, match="never written alone"):
            Writer("only.md").node(Node(name))
    elif not has_own:
        assert Writer("only.md").node(Node(name, (), ("Words",))).count(name) >= 1


def test_each_block_has_a_case() -> None:
    """The cases are called like the blocks, in the same order."""
    assert list(CASES) == list(BLOCKS), "each row needs a case in tests/cases/blocks.md, in order"


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_block_is_written_as_its_case_says(case: Case) -> None:
    """The HTML of the case is in that of the format it names."""
    [format_] = set(case.blocks) - {"section"}
    _, page = selected(case.blocks["section"], format_)
    pieces = map(re.escape, unspaced(case.blocks[format_]).strip().split("…"))
    assert re.search(".*?".join(pieces), page), page


@every_block
def test_a_block_is_shown_in_its_formats_alone(block: Block) -> None:
    """What is only for some formats is withheld from all others."""
    made = briefing_of(CASES[block.name].blocks["section"])
    made = replace(made, settings=made.settings.model_copy(update={"formats": tuple(FORMATS)}))
    for format_ in FORMATS:
        selection = select(made, make_edition(made, "policy", "full", format_))
        shown = any(node.kind == block.kind for node in nodes(selection.sections))
        if block.formats:
            assert shown == (format_ in block.formats), format_


# ── what is left of them ──────────────────────────────────────────────────────────────────

MARK = '{: length="full" }'
CONTENTS = {
    "a paragraph": f"Withheld. {MARK}",
    "words": '[Withheld.]{length="full"}',
    "bold words": '**[Withheld.]{length="full"}**',
    "items of a list": f"- Withheld {MARK}\n- Withheld {MARK}",
    "a list": f"1. Withheld\n2. Withheld\n{MARK}",
    "a quotation": f"> Withheld.\n{MARK}",
    "a term": f"Term {MARK}\n:   Withheld",
    "a table": f"| A |\n|---|\n| Withheld |\n{MARK}",
    "rows of a table": f"| A |\n|---|\n| Withheld | {MARK}",
    "words of a cell": '| A |\n|---|\n| [Withheld]{length="full"} |',
    "code": f"```\nWithheld\n```\n{MARK}",
    "a group": "///// audience | policy\n    length: full\n\nWithheld.\n/////",
    "a group in a group": (
        f"///// audience | policy\n////// audience | policy\nWithheld. {MARK}\n//////\n/////"
    ),
    "a box": f"///// note | Lonely\nWithheld. {MARK}\n/////",
    "a figure": "///// figure | Lonely\n    src: figures/square.svg\n    alt: Withheld\n"
    "    length: full\n/////",
}
"""Content of which nothing is left in a short edition."""
STAYS = {
    "pack": "Stays.",
    "slides": "/// slide | Stays\nStays.\n///",
    "notes": "/// slide | Stays\nStays.\n///",
    "cards": "/// qa | Stays\nStays.\n///",
}
"""What stands beside it in each format, so that the edition is not empty."""


def emptied(block: Block, content: str) -> tuple[str, str]:
    """Write a section with a block all of whose content is withheld, and name its format."""
    format_ = next((f for f in STAYS if f in block.formats), "")
    lines = [
        f"    {option.name}: Lonely"
        for option in block.options
        if option.use in {Use.BEFORE_TITLE, Use.BELOW_TITLE, Use.FOOT}
    ]
    argument = "Lonely" if block.title else "policy"
    written = "\n".join([f"//// {block.name} | {argument}", *lines, "", content, "////"])
    if block.within and SECTION not in block.within:
        home = BLOCKS[block.within[0]]
        format_ = format_ or next(f for f in STAYS if f in home.formats)
        other = "//// column | Stays\nStays.\n////" if block.name == "column" else ""
        written = f"/// {home.name} | Stays\nStays.\n\n{other}\n\n{written}\n///"
    format_ = format_ or "pack"
    stays = "/// side | Stays\nStays.\n///" if block.name == "key-messages" else STAYS[format_]
    return f"{stays}\n\n{written}\n", format_


def _fits(block: Block, content: str) -> bool:
    """Whether a block takes this content: a table needs rows, and a picture is no content apart."""
    return block.holds is Holds.BLOCKS or (block.holds is Holds.TABLE and "|---|" in content)


FITTING = [
    pytest.param(block, content, id=f"{block.name}-{name}")
    for block in BLOCKS.values()
    for name, content in CONTENTS.items()
    if _fits(block, content)
]


@pytest.mark.parametrize(("block", "content"), FITTING)
def test_nothing_is_left_of_a_block_whose_content_is_withheld(block: Block, content: str) -> None:
    """Neither title nor lines nor box: they would tell that something was there."""
    body, format_ = emptied(block, content)
    whole, _ = selected(body, format_, "full")
    kinds = [node.kind for node in nodes(whole.sections)]
    left, page = selected(body, format_, "short")
    still = [node.kind for node in nodes(left.sections)]
    stays = body.count(f"/ {block.name} | Stays")
    assert kinds.count(block.kind) > stays
    assert still.count(block.kind) == stays
    assert "Lonely" not in page
    assert "Withheld" not in page
    if KINDS[block.kind].html is Html.BOX:
        assert f'class="{block.kind}"' not in page


def test_a_figure_is_withheld_as_a_whole() -> None:
    """Its picture is no node that could be withheld alone: the figure bears the condition."""
    content = f"Stays.\n\n![Lonely](figures/square.svg) {MARK}\n"
    written = f"{content}\n/// figure | Lonely\n\n![Lonely](figures/square.svg) {MARK}\n///\n"
    whole, _ = selected(written, "pack", "full")
    left, page = selected(written, "pack", "short")
    assert sum(node.kind == "figure" for node in nodes(whole.sections)) == 2
    assert not any(node.kind == "figure" for node in nodes(left.sections))
    assert "Lonely" not in page


# ── the only list ─────────────────────────────────────────────────────────────────────────

OTHER_MEANINGS = {
    "build/deck_remarks.py": "what formats are made of",
    "resolve/slide_remarks.py": "blocks that are not read aloud",
    "citations/bibtex_entry.py": "fields of BibTeX entries",
    "compose/pack.py": "anchors of the layouts",
    "compose/web/page.py": "anchors of the layouts",
    "prove/web/vocabulary.py": "elements of HTML",
    "compose/end_matter.py": "blocks of unknown height",
    "compose/column_html.py": "kinds that may be as wide as all columns",
    "typeset/line_grid.py": "classes of what has a height of its own",
    "files/theme_sheets.py": "widths of columns",
    "files/theme_styles.py": "widths that a theme gives figures",
    "load/blocks/figure_layout.py": "places that a picture may have",
}
"""Modules with names that only look like those of blocks."""


def _listed(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Names of blocks in each literal set, tuple, list or dictionary of a module, with its line."""
    names = {*BLOCKS, *BY_KIND}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Set | ast.Tuple | ast.List):
            parts: list[ast.expr | None] = list(node.elts)
        elif isinstance(node, ast.Dict):
            parts = list(node.keys)
        else:
            continue
        found = [
            part.value
            for part in parts
            if isinstance(part, ast.Constant) and isinstance(part.value, str)
        ]
        if len(listed := sorted(names & set(found))) > 1:
            yield node.lineno, listed


def test_no_other_module_lists_blocks() -> None:
    """What sets some blocks apart is said in their rows, where the next one will say it too."""
    found = {
        path.relative_to(PACKAGE).as_posix(): list(_listed(path)) for path in PACKAGE.rglob("*.py")
    }
    listing = {name: lines for name, lines in found.items() if lines}
    listing.pop("model/blocks.py")
    assert {name: listing[name] for name in listing if name not in OTHER_MEANINGS} == {}
    assert set(OTHER_MEANINGS) == set(listing), "an exception that is none"
