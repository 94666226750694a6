"""The engine's pages, one after the other: to lay one out, or to go on behind one that is known.

WeasyPrint notes for each page where it begins, in its ``page_maker``. What it does there between
two pages is repeated here for a page that is not laid out, so that the next one begins in the state
that it would have begun in.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.typeset.engine_internals import Page, layout, page_layout
from briefing.typeset.weasyprint_library import block_layout, boxes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.model.stored_pages import SkipStack


def install() -> None:
    """Have the engine tell for which boxes it was called. To call it again changes nothing."""
    if not hasattr(block_layout._in_flow_layout, "around"):
        block_layout._in_flow_layout = _telling(block_layout._in_flow_layout)
        block_layout._out_of_flow_layout = _telling(block_layout._out_of_flow_layout)


def _telling(around: Any) -> Any:
    """Return a layout of children that tells each child it is called for."""

    def layout_of_child(context: Any, box: Any, index: int, child: Any, *rest: Any) -> Any:
        if (see := context.__dict__.get("see")) is not None:
            see(child)
        return around(context, box, index, child, *rest)

    layout_of_child.around = around  # type: ignore[attr-defined]
    return layout_of_child


@dataclass(frozen=True, slots=True)
class PageStart:
    """In what state the engine begins a page."""

    number: int
    """From 0."""
    resume_at: SkipStack
    """Where in the root box; None for the first page."""
    next_page: dict[str, Any]
    """The kind of break before it, and the name that style sheets have for it."""
    right: bool
    """Whether it is a right page."""
    type: Any
    """What style sheets tell pages by."""
    state: Any
    """Counters and groups of pages."""

    @property
    def is_blank(self) -> bool:
        """Whether it stays empty, for the next page to be on the other side."""
        return bool(self.type.blank)


class EnginePages:
    """The pages of one document whose boxes are built."""

    def __init__(self, html: Any, context: Any, root: Any) -> None:
        """Begin before the first page.

        Args:
            html: WeasyPrint's document.
            context: Its layout context.
            root: The root box.
        """
        self._html = html
        self._context = context
        self._root = root
        layout.initialize_page_maker(context, root)
        context.rendered_notes = []

    def all(self) -> Iterator[Page]:
        """Yield all pages, laid out and finished by the engine itself."""
        yield from map(Page, layout.layout_document(self._html, self._root, self._context))

    def begins_at(self, number: int) -> SkipStack:
        """Return where in the root box page ``number`` begins, once that is known."""
        return self._context.page_maker[number][0]  # type: ignore[no-any-return]

    @property
    def carries_over(self) -> bool:
        """Whether the next page has the rest of a float, or a note, of one before."""
        return bool(self._context.broken_out_of_flow or self._context.reported_footnotes)

    def has_more(self, number: int) -> bool:
        """Return whether there is a page ``number`` behind those before it."""
        more = self.begins_at(number) is not None or self._context.reported_footnotes
        return not number or bool(more)

    def start(self, number: int) -> PageStart:
        """Return the state in which page ``number`` begins."""
        # As `remake_page` does it.
        resume_at, next_page, right, state, _ = self._context.page_maker[number]
        state = deepcopy(state)
        wanted = next_page["break"]
        if wanted in {"recto", "verso"}:
            reads_right = self._root.style["direction"] == "ltr"
            wanted = "right" if reads_right == (wanted == "recto") else "left"
        side = "right" if right else "left"
        blank = wanted in {"left", "right"} and wanted != side
        name = page_layout._update_page_groups(state[3], resume_at, next_page, self._root, blank)
        groups = tuple((name, index) for name, index, _ in state[3])
        page_type = page_layout.PageType(side, blank, name, number, groups)
        page_layout.set_page_type_computed_styles(page_type, self._html, self._context.style_for)
        return PageStart(number, resume_at, next_page, right, page_type, state)

    def styles(self, start: PageStart) -> Iterator[tuple[str | None, dict[str, Any]]]:
        """Yield what style sheets say of a page (None) and of each box around it."""
        for (element, pseudo), said in self._context.style_for.get_cascaded_styles().items():
            if element == start.type:
                yield pseudo, {name: value for name, (value, _) in said.items()}

    def go_on(self, start: PageStart, resume_at: SkipStack, next_page: dict[str, Any]) -> None:
        """Go on behind a page that is known.

        Args:
            start: The state in which it begins.
            resume_at: Where the next one begins; None if there is none.
            next_page: What the next one is told.
        """
        style = self._context.style_for(start.type)
        if not start.number:
            self._note_size(start.type, style)
        page_layout._standardize_page_based_counters(style, None)
        page_layout.build.update_counters(start.state, style)
        remake: dict[str, Any] = {"content_changed": False, "pages_wanted": False}
        remake |= {"anchors": [], "content_lookups": []}
        del self._context.page_maker[start.number + 1 :]
        self._context.page_maker.append(
            (resume_at, next_page, not start.right, start.state, remake)
        )

    def _note_size(self, page_type: Any, style: Any) -> None:
        """Note the size of the first page, to which units of the viewport refer."""
        page = boxes.PageBox(page_type, style)
        size = style["size"]
        page_layout.resolve_percentages(page, size)
        page_layout.page_width(page, self._context, size[0])
        page_layout.page_height(page, self._context, size[1])
        sizes = self._context.style_for.initial_page_sizes
        sizes["box"], sizes["area"] = size, (page.width, page.height)

    def lay_out(
        self, number: int, see: Callable[[Any], None]
    ) -> tuple[Any, SkipStack, dict[str, Any]]:
        """Lay out page ``number``.

        Args:
            number: The page.
            see: Called with each box that the engine looks at.

        Returns:
            Its box, where the next page begins, and what that is told.
        """
        self._context.see = see
        try:
            box, resume_at = page_layout.remake_page(number, self._context, self._root, self._html)
        finally:
            self._context.see = None
        return box, resume_at, self._context.page_maker[number + 1][1]

    def finished(self, number: int, page_box: Any, count: int) -> Page:
        """Return page ``number`` of ``count`` with what stands around it and behind it."""
        # As the end of `layout_document` does it, without what is on every page.
        context = self._context
        root, *areas = page_box.children
        context.current_page = number + 1
        state = context.page_maker[number + 1][3]
        state[1]["pages"] = [count]
        around = layout.make_margin_boxes(context, page_box, state)
        page_box.children = (root, *(area for area in areas if area.children), *around)
        layout.layout_backgrounds(page_box, context.get_image_from_uri)
        return Page(page_box)
