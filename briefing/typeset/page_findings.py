"""What went wrong on pages, as their layout shows.

WeasyPrint is silent about all of this, so its boxes are read after layout.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import TYPE_CHECKING, Any

from briefing.model.findings import Finding, Location, Severity, lacking
from briefing.typeset.layout import SIDE, SIDE_IN_TEXT
from briefing.typeset.portraits_beside import is_portrait
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from weasyprint import Page

    from briefing.model.composition import Fragment
    from briefing.typeset.layout import Layout


def _lines(box: Any, key: str = "") -> Iterator[tuple[Any, str]]:
    """Yield each line box below ``box``, and its ``data-block``.

    Args:
        box: the box to search.
        key: the ``data-block`` around it.
    """
    element = getattr(box, "element", None)
    if element is not None and element.get("data-block"):
        key = element.get("data-block")
    if isinstance(box, boxes.LineBox):
        yield box, key
        return
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.MarginBox):
            continue
        inner = getattr(child, "_box", child)
        if not str(inner.element_tag).endswith("::marker"):  # a bullet is beside its line
            yield from _lines(inner, key)


def wrong_page_count(fragment: Fragment, pages: int, place: Location) -> Iterator[Finding]:
    """Yield an error if a fragment of fixed length, such as a slide, has more or fewer pages."""
    if fragment.pages and pages != fragment.pages:
        yield Finding(
            place,
            "B513",
            f"“{fragment.name}” takes {pages} pages instead of {fragment.pages}",
            "use fewer words; a slide, a sheet of cards or of furniture must fit on one page",
        )


def broken_side_boxes(layout: Layout, place: Location) -> Iterator[Finding]:
    """Yield a finding for side boxes that do not stand beside the text, or not on one page.

    One whose end is lost is an error, a second page is a warning. Those that had to go into the
    text, as the side column was full, are one warning for all.
    """
    for side, counts in side_letters(layout.laid, layout.sides()).items():
        lost = sum(counts.values()) < letters_of(side)
        if lost or len(counts) > 1:
            yield Finding(
                _place_of(side, place),
                "B507",
                "this side box "
                + ("is too long: its end is cut off" if lost else "is split across two pages"),
                "shorten it, or move it away from the bottom of the page",
                Severity.ERROR if lost else Severity.WARNING,
            )
    boxes_in_text = (e for e in layout.root.iter("div") if e.get("class") == SIDE_IN_TEXT)
    moved = [e for e in boxes_in_text if not is_portrait(e)]
    if moved:
        others = f", nor for {len(moved) - 1} more" if len(moved) > 1 else ""
        yield Finding(
            _place_of(moved[0], place),
            "B507",
            f"there is no room for this side box beside the text{others}: it stands in the text",
            "use fewer or shorter side boxes, or spread them over more text",
            Severity.WARNING,
        )


def side_letters(pages: Mapping[int, Page], sides: Iterable[Any]) -> dict[Any, dict[int, int]]:
    """Return how many letters of each side box are on each page that it is on, by the page's index.

    A picture counts as a letter.

    Side boxes float. WeasyPrint splits some of them across pages, and silently drops one, or its
    end, that there is no room for: so letters are counted, to be compared with those in the HTML.

    Args:
        pages: laid-out pages, by their index.
        sides: the elements of the boxes that are to be on them.
    """
    boxes_of: dict[Any, Any] = {}
    shown: dict[Any, dict[int, int]] = {element: {} for element in sides}
    for number, page in pages.items():
        on_page: Counter[Any] = Counter()
        for side, letters in _side_boxes(page._page_box, boxes_of):
            on_page[side] += letters
        for side, letters in on_page.items():
            shown.setdefault(side, {})[number] = letters
    return shown


def root_of(pages: Sequence[Page]) -> Any:
    """Return the element of the whole document."""
    box = pages[0]._page_box
    return next(b.element for b in box.descendants() if getattr(b, "element_tag", "") == "html")


def missing_glyphs(
    pages: Sequence[Page],
    families: AbstractSet[str],
    covered: Mapping[str, frozenset[int]],
    place: Location,
) -> Iterator[Finding]:
    """Yield an error for each block with characters without a glyph in the theme's fonts.

    WeasyPrint would take it from any font of the machine, so that the same content would look
    different elsewhere.

    Args:
        pages: the pages, laid out.
        families: the fonts that they were written with.
        covered: code points that every font of a family has, by family.
        place: where to report what has no place of its own.
    """
    found: dict[Location, dict[str, None]] = {}
    for page in pages:
        for line, key in _lines(page._page_box):
            for text in _texts(line):
                known = covered.get(text.style["font_family"][0], frozenset())
                for letter in text.text:
                    if ord(letter) not in known and _has_glyph(letter):
                        found.setdefault(_location_of(key, place), {})[letter] = None
    yield from (lacking(at, "".join(letters)) for at, letters in found.items())
    others = families - covered.keys()
    if others and not found:
        yield Finding(
            place,
            "B508",
            f"a picture or the style sheet uses another font: {', '.join(sorted(others))}",
            f"use one of the theme's: {', '.join(sorted(covered))}",
        )


def _has_glyph(letter: str) -> bool:
    """Return whether a character needs a glyph: spaces, joiners and controls do not."""
    return unicodedata.category(letter) not in {"Zs", "Zl", "Zp", "Cc", "Cf"}


def _side_boxes(box: Any, boxes_of: dict[Any, Any]) -> Iterator[tuple[Any, int]]:
    """Yield the element of each side box on a page, and how many of its letters are there.

    ``boxes_of`` maps each element to its side box, and is filled here: on the next page, the rest
    of a box is no longer inside the element of the box itself.
    """
    element = getattr(box, "element", None)
    if element is not None and element.get("class") == SIDE:
        boxes_of |= dict.fromkeys(element.iter(), element)
    if element in boxes_of:
        letters = sum(letter_count(text.text) for line, _ in _lines(box) for text in _texts(line))
        letters += isinstance(box, boxes.ReplacedBox) or sum(
            isinstance(inner, boxes.ReplacedBox) for inner in box.descendants()
        )
        if letters:
            yield boxes_of[element], letters
        return
    for child in getattr(box, "children", ()):
        yield from _side_boxes(getattr(child, "_box", child), boxes_of)


def letter_count(text: str) -> int:
    """Return the number of letters and digits in ``text``."""
    return sum(1 for character in text if character.isalnum())


def letters_of(side: Any) -> int:
    """Return the number of letters and digits in a side box; a picture counts as one."""
    pictures = sum(1 for _ in side.iter("img"))
    return letter_count("".join(side.itertext())) + pictures


def _place_of(side: Any, place: Location) -> Location:
    """Return where a side box is written: a figure or number that stands there without one, too."""
    keys = (element.get("data-block") for element in side.iter())
    return _location_of(next(filter(None, keys), ""), place)


def _location_of(key: str, place: Location) -> Location:
    """Return the location in a ``data-block`` (``path:line``), or ``place`` if there is none."""
    path, _, number = key.rpartition(":")
    return Location(path, int(number)) if number.isdigit() else place


def _texts(box: Any) -> Iterator[Any]:
    """Yield the text boxes of a line, including those in inline elements."""
    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.TextBox):
            yield child
        elif child.is_in_normal_flow():
            yield from _texts(child)
