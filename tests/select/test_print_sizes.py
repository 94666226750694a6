"""Large print as a size of editions: who has it, what they are called, how long they may be."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from briefing.model.errors import UsageError
from briefing.model.formats import PrintOptions
from briefing.select.selection import edition_named, editions, file_names, make_edition
from support.projects import PROJECTS, faults, project, read

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.model.content import Briefing

SETTINGS = (PROJECTS / "small" / "briefing.yaml").read_text("utf-8")


def briefing(folder: Path, *changes: tuple[str, str]) -> Briefing:
    """The small briefing with its settings changed."""
    text = SETTINGS
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return read(project(folder, {"briefing.yaml": text}))


ALL_FORMATS = ("sections:", "formats: [pack, slides, handout, notes, cards]\nsections:")


def test_a_size_is_part_of_the_name(tmp_path: Path) -> None:
    """Whoever receives the file sees it; and by its name it is found again."""
    small = briefing(tmp_path)
    for size, name in (("", "pack"), ("large", "pack-large"), ("20", "pack-large-20")):
        one = make_edition(small, "public", "short", print_options=PrintOptions(size=size))
        assert one.file_name == f"small-public-short-{name}.pdf"
        assert one.print_options.size == size
        assert edition_named(small, one.file_name) == one
        assert one.file_name in file_names(small)


def test_what_has_no_large_print_says_so(tmp_path: Path) -> None:
    """Slides, cards and slides on paper: asked for by name it is an error; among all, left out."""
    small = briefing(tmp_path, ALL_FORMATS)
    large = PrintOptions(size="large")
    for made in ("slides", "notes", "cards", "handout"):
        with pytest.raises(UsageError, match="not made in large print that way"):
            make_edition(small, "public", "short", made, print_options=large)
    assert {one.format for one in editions(small, print_options=large)} == {"pack"}
    outline = replace(large, per_page="outline")
    one = make_edition(small, "public", "short", "handout", print_options=outline)
    assert one.file_name == "small-public-short-handout-outline-large.pdf"
    assert {one.format for one in editions(small, print_options=outline)} == {"pack", "handout"}


def test_an_audience_has_the_sizes_that_it_says(tmp_path: Path) -> None:
    """Its texts have them and no others; its slides are as they were."""
    press = ("press: {", "press: {print: large, ")
    public = ("public: {", "public: {print: [standard, 20], ")
    small = briefing(tmp_path, ALL_FORMATS, press, public)
    names = [one.file_name.removesuffix(".pdf") for one in editions(small)]
    assert [n for n in names if n.startswith("small-press-short-")] == [
        "small-press-short-pack-large",
        "small-press-short-slides",
        "small-press-short-handout-3up",
        "small-press-short-notes",
        "small-press-short-cards",
    ]
    assert [n for n in names if n.startswith("small-public-short-pack")] == [
        "small-public-short-pack",
        "small-public-short-pack-large-20",
    ]
    assert make_edition(small, "press", "short").file_name == "small-press-short-pack-large.pdf"
    assert make_edition(small, "public", "short").file_name == "small-public-short-pack.pdf"
    asked = editions(small, print_options=PrintOptions(size="large"), format="pack")
    assert all(one.print_options.size == "large" for one in asked)


def test_a_briefing_gives_the_sizes_of_all(tmp_path: Path) -> None:
    """Unless an audience says otherwise."""
    press = ("press: {", "press: {print: standard, ")
    small = briefing(tmp_path, ("sections:", "print: [large, standard]\nsections:"), press)
    names = {one.file_name for one in editions(small)}
    assert {"small-public-short-pack.pdf", "small-public-short-pack-large.pdf"} <= names
    assert "small-press-short-pack-large.pdf" not in names
    assert make_edition(small, "public", "short").print_options.size == "large"


def test_a_size_there_is_not_is_told(tmp_path: Path) -> None:
    """With its line and with what may stand there."""
    text = SETTINGS.replace("owner:", "print: huge\nowner:", 1)
    [fault] = faults(project(tmp_path, {"briefing.yaml": text}))
    line = text.splitlines().index("print: huge") + 1
    assert (fault.code, fault.location.line) == ("B105", line)
    assert "known here: standard, large, 20" in f"{fault.message} {fault.hint}"


@pytest.mark.parametrize(
    ("written", "size", "allowed", "setting"),
    [
        ("", "", (1, 2), "pages"),
        ("", "large", (1, 8), "pages"),
        ("", "20", (1, 10), "pages"),
        (", large_pages: 5", "large", (5, 5), "large_pages"),
        (", large_pages: [2, 7]", "20", (2, 7), "large_pages"),
    ],
)
def test_large_print_has_a_contract_of_its_own(
    written: str, size: str, allowed: tuple[int, int], setting: str, tmp_path: Path
) -> None:
    """As the length says, or so many times its pages."""
    small = briefing(tmp_path, ("pages: [1, 2]", f"pages: [1, 2]{written}"))
    contract = small.settings.contract("short", "pack", size)
    assert contract is not None
    assert (contract.fewest, contract.most) == allowed
    assert contract.setting == setting
    assert ("large print" in contract.aside) == bool(size)
