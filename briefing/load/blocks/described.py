"""What is said of a figure to who does not see it: its words, its data, or that it decorates.

A picture that says nothing the text does not say may be decoration (PDF/UA-1, 7.3; WCAG 2.2,
1.1.1): it is then no figure to a screen reader. What has words, data or a title says something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.model.findings import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.model.content import Node

Fault = tuple[str, str]
"""What is wrong, and what to do."""

DATA = ("table", "alt", "no")
"""Where the data of a chart may be given: in a table at the end, after its alternative text, or
nowhere."""
_SAYING = {
    "fig-title": "a title",
    "fig-subtitle": "a subtitle",
    "source": "a source",
}
_REMEDY = (
    "describe what it shows: ![…](file) or “    alt: …”; or, if it only decorates, say "
    "“    decorative: yes”, behind ![](file) “{: .decorative }”"
)
_DESCRIBE = "remove “decorative: yes” and describe what it shows in “alt”"


def decorates(figure: Node) -> bool:
    """Return whether its author says that ``figure`` is decoration."""
    return figure.flagged("decorative")


def picture_faults(figure: Node) -> Iterator[Fault]:
    """Yield what is wrong with what is said of a picture from a file."""
    source, alt = figure.get("src"), figure.get("alt").strip()
    if not decorates(figure):
        if not alt:
            yield f'the picture "{source}" has no alt text', _REMEDY
        return
    if alt:
        message = f'the picture "{source}" is decorative, but has an alt text'
        yield message, "remove “alt”, or “decorative: yes”"
    said = [_SAYING[part.kind] for part in figure.nodes if part.kind in _SAYING]
    said += ["a title"] if figure.get("title") else []
    said += ["a caption"] if any(c.kind not in {*_SAYING, "credit"} for c in figure.nodes) else []
    if said:
        yield f'the picture "{source}" is decorative, but has {said[0]}', _DESCRIBE


def drawn_words_fault(figure: Node, words: str) -> Iterator[Fault]:
    """Yield what is wrong with a decorative picture that has ``words`` in it."""
    if decorates(figure) and words.strip():
        source, short = figure.get("src"), " ".join(words.split())
        message = f'the picture "{source}" is decorative, but has words in it: “{short:.40}”'
        yield message, _DESCRIBE


def chart_faults(figure: Node) -> Iterator[Fault]:
    """Yield what is wrong with what is said of a figure that shows a chart."""
    if decorates(figure):
        yield "a chart is not decorative: it shows data", _DESCRIBE
    if (asked := figure.get("data")) and asked not in DATA:
        yield f'unknown value "{asked:.20}" of “data”', nearest(asked, DATA)


def no_chart_faults(figure: Node) -> Iterator[Fault]:
    """Yield what is wrong with the options of a figure that shows no chart."""
    if figure.get("data"):
        yield "“data” is for charts, and this figure shows none", "remove it"
