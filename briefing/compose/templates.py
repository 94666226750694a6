"""The layouts: Jinja in a sandbox, given values that are escaped unless we made them HTML."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined, TemplateError

from briefing.compose.compiled_layouts import compiled_layouts
from briefing.compose.sandbox import LayoutSandbox
from briefing.model.errors import ContentError, EnvironmentFault
from briefing.model.findings import Finding, Location

if TYPE_CHECKING:
    from briefing.compose.reading_order import ReadingOrder
    from briefing.files.themes import Theme
    from briefing.model.document import Document, TitleBlock
    from briefing.model.paper import Paper

_FAULTS = (TemplateError, TypeError, ValueError, LookupError, ArithmeticError)
"""What rendering raises: in a layout, expressions and calls fail as they do in Python."""


@lru_cache(maxsize=4)
def _environment(sources: tuple[tuple[str, str], ...]) -> LayoutSandbox:
    return LayoutSandbox(
        loader=DictLoader(dict(sources)),
        bytecode_cache=compiled_layouts(),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    theme: Theme,
    layout: str,
    document: Document,
    paper: Paper,
    order: ReadingOrder | None = None,
    **values: Any,
) -> str:
    """Return the HTML that a layout makes of ``values``.

    Args:
        layout: Its name: ``chapter`` for ``layouts/chapter.html``.
        document: The edition, whose head every layout may print.
        paper: The page it is for.
        order: Reads what the layout prints; None for what is printed around the text.

    Raises:
        EnvironmentFault: The layout is at fault; the message says in which line.
        ContentError: So is one of a theme of one's own (B532).
    """
    head = _fields(document.head)
    if order is not None:
        head |= {
            name: order.title(head[name], head[f"{name}_place"]) for name in ("title", "standfirst")
        }
    language = document.edition.language
    try:
        html = (
            _environment(tuple(sorted(theme.layouts.items())))
            .get_template(f"layouts/{layout}.html")
            .render(
                lang=language,
                labels=theme.labels_for(language),
                doc=head,
                page={**_fields(paper), "size": paper.size},
                print=theme.print,
                brand=theme.brand,
                text=theme.text,
                **values,
            )
        )
    except _FAULTS as error:
        line = getattr(error, "lineno", None)
        name = getattr(error, "name", None) or f"layouts/{layout}.html"
        place, message = theme.layout_file(name), f"the layout cannot be rendered: {error}"
        hint = "compare it with the layout that came with briefing"
        if theme.layout_places:  # not all of it is the program's
            found = Finding(Location(place, line or 0), "B532", message, hint)
            raise ContentError([found]) from error
        place += f":{line}" if line else ""
        raise EnvironmentFault(f"{place}: {message}\n  hint: {hint}") from error
    return html if order is None else order.read(layout, html)


def sheet_of(theme: Theme) -> str:
    """Return the name of the style sheet of a theme's text, if it is not its own."""
    return theme.print.stylesheet if theme.print else ""


def furniture_of(theme: Theme) -> str:
    """Return the layout of what repeats around a theme's text."""
    return "large-furniture" if theme.print else "furniture"


def _fields(value: Paper | TitleBlock) -> dict[str, Any]:
    """Return the fields of a flat value by name, as `dataclasses.asdict` does, only faster."""
    return {name: getattr(value, name) for name in value.__slots__}
