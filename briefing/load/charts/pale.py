"""Colours of a chart that are too pale to be told from the paper (WCAG 2.2, 1.4.11).

Judged is what a spec says itself of the marks that carry data: not words, and not marks that it
hides from screen readers, as they say nothing that others do not, nor land on which others stand:
outlines of a map that are all of one colour. An outline of enough contrast makes up for a pale
fill, and the other way round. Colours of a named scheme are not known here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from briefing.model.contrast import LEAST, PAPER, colour_of, contrast, over

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from briefing.files.yaml import KeyPath
    from briefing.load.charts.printed import Remark
    from briefing.load.charts.views import View

_LINES = frozenset(("line", "rule", "tick", "trail"))
_WORDS = frozenset(("image", "text"))
_HINT = (
    "take a darker colour, or give the mark a “stroke” of one; if it carries no data, say "
    "“aria: false” in it, and it is not read out either"
)

Found = tuple["KeyPath", str, float]
"""Where a colour stands in the spec, the colour, and its contrast to the paper."""


def pale_colours(views: Iterable[View], named: Mapping[str, str] | None = None) -> Iterator[Remark]:
    """Yield each view whose marks have colours that are too pale, at the first of them.

    Args:
        views: the views of a chart.
        named: names of colours, with what they stand for.
    """
    for view in views:
        given = view.spec.get("mark")
        mark = given if isinstance(given, dict) else {"type": given}
        kind = mark.get("type")
        if kind is None or kind in _WORDS or mark.get("aria") is False:
            continue
        body, outline = _colours(view, mark, named or {})
        strong = [part for part in (body, outline) if part and not any(map(_is_pale, part))]
        # A fill that is not named is the theme's, which is dark; of outlines there is none.
        filled = kind not in _LINES and not body
        pale = [one for one in (*body, *outline) if _is_pale(one)]
        if pale and not strong and not filled:
            at, colour, ratio = pale[0]
            more = f" and {len(pale) - 1} more" if len(pale) > 1 else ""
            message = (
                f"“{colour}”{more} is too pale for marks that carry data: its contrast to the "
                f"paper is {ratio:.1f}:1, less than {LEAST:g}:1"
            )
            yield at, message, _HINT


def _is_pale(found: Found) -> bool:
    return found[2] < LEAST


def _colours(
    view: View, mark: Mapping[str, Any], named: Mapping[str, str]
) -> tuple[list[Found], list[Found]]:
    """Return the colours of the bodies of a view's marks, and those of their outlines."""
    body: list[Found] = []
    outline: list[Found] = []
    kind = mark.get("type")
    hollow = kind in _LINES or mark.get("filled") is False
    opacity = mark.get("opacity", 1)
    for name, to in (("fill", body), ("stroke", outline), ("color", outline if hollow else body)):
        share = mark.get(f"{name}Opacity", opacity)
        seen = share if isinstance(share, int | float) else 1
        channel = view.encoding.get(name)
        written = [((*view.at, "mark", name), mark.get(name) if kind != "geoshape" else None)]
        if isinstance(channel, dict):
            written = list(_of_channel(channel, (*view.at, "encoding", name)))
        for at, value in written:
            if (
                isinstance(value, str)
                and (colour := colour_of(named.get(value, value))) is not None
            ):
                to.append((at, value, contrast(over(colour, PAPER, seen), PAPER)))
    return body, outline


def _of_channel(channel: Mapping[str, Any], at: KeyPath) -> Iterator[tuple[KeyPath, Any]]:
    """Yield the colours that a channel gives: a value, conditional ones, and those of a scale."""
    yield (*at, "value"), channel.get("value")
    conditions = channel.get("condition")
    for one in conditions if isinstance(conditions, list) else [conditions]:
        if isinstance(one, dict):
            yield (*at, "condition", "value"), one.get("value")
    scale = channel.get("scale")
    named = scale.get("range") if isinstance(scale, dict) else None
    for value in named if isinstance(named, list) else ():
        yield (*at, "scale", "range"), value
