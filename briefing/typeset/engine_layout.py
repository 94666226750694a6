"""Layout as WeasyPrint does it, step by step, so that we know with which element a page begins.

The engine gives pages alone: how they came about is forgotten. Here its own steps are taken one
after the other, and what they leave, the tree of boxes before layout and the breaks, is kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.typeset.weasyprint_library import (
    DEFAULT_OPTIONS,
    CounterStyle,
    Document,
    DocumentMetadata,
    Page,
    boxes,
    build_formatting_structure,
    get_html_metadata,
    layout_document,
)

if TYPE_CHECKING:
    from briefing.typeset.weasyprint_library import FontConfiguration, weasyprint


@dataclass(frozen=True, slots=True)
class Layout:
    """A fragment, laid out."""

    document: Any
    root: Any
    """The element ``html``."""
    root_box: Any
    """Its box, with those below it, before layout."""
    breaks: tuple[Any, ...]
    """For each page where in the boxes it begins, as the engine notes it; None for the first."""

    @property
    def pages(self) -> list[Any]:
        """The pages, in order."""
        return self.document.pages  # type: ignore[no-any-return]

    def bases(self) -> list[Any]:
        """Return for each page the element that it begins with."""
        return [_base(self.root_box, resume_at) for resume_at in self.breaks]


def laid_out(html: weasyprint.HTML, sheet: weasyprint.CSS, fonts: FontConfiguration) -> Layout:
    """Lay out an HTML document, as it is now.

    Args:
        html: the document.
        sheet: the style sheet.
        fonts: the fonts that came with it.
    """
    # As `weasyprint.document.Document._render` does it.
    options = {**DEFAULT_OPTIONS, "stylesheets": [sheet]}
    counter_style, color_profiles = CounterStyle(), dict[str, Any]()
    context = Document._build_layout_context(html, fonts, counter_style, color_profiles, options)
    root_box = build_formatting_structure(
        html.etree_element,
        context.style_for,
        context.get_image_from_uri,
        html.base_url,
        context.target_collector,
        counter_style,
        context.footnotes,
    )
    pages = [Page(page_box) for page_box in layout_document(html, root_box, context)]
    metadata = DocumentMetadata(**get_html_metadata(html))
    document = Document(pages, metadata, html.url_fetcher, fonts, color_profiles, None)
    breaks = tuple(resume_at for resume_at, *_ in context.page_maker[: len(pages)])
    return Layout(document, html.etree_element, root_box, breaks)


def _base(box: Any, resume_at: Any) -> Any:
    """Return the element that a page begins with, where it begins in or below ``box``.

    The way is followed down through what only holds blocks: what breaks by itself, a paragraph, a
    table, boxes side by side, counts as one.
    """
    while resume_at and _is_plain(box):
        number, resume_at = next(iter(resume_at.items()))
        box = box.children[number]
    return box.element  # without one of its own a box has that of the box around it


def _is_plain(box: Any) -> bool:
    """Return whether a box holds nothing but blocks, one below the other."""
    return (
        isinstance(box, boxes.BlockBox)
        and not box.is_table_wrapper
        and box.style["column_width"] == box.style["column_count"] == "auto"
        and all(isinstance(child, boxes.BlockLevelBox) for child in box.children)
    )
