"""Pair the signs of emphasis, by the algorithm of CommonMark: ``*``, ``_`` and ``~``.

Each run of a sign is noted with whether it can open and close emphasis by what stands beside it.
Read from left to right, a run that can close takes the nearest run before it that can open; what
stands between the two becomes an element, and runs left open in between are text.
"""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree as etree
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown.util import AtomicString

from briefing.load.markdown import placeholders

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Part = str | etree.Element


@dataclass(slots=True)
class Run:
    """A run of one sign in a text."""

    sign: str
    left: int
    """How many of the signs are not used yet."""
    opens: bool
    closes: bool
    at: int
    """Where it stands in the text."""
    number: int
    """How many signs it had at first."""

    @classmethod
    def of(cls, text: str, start: int, end: int) -> Run:
        """Return the run from ``start`` to ``end``, with what it can do by what is beside it."""
        sign = text[start]
        before, after = _before(text, start), _after(text, end)
        left = after != " " and (after != "." or before != "a")
        right = before != " " and (before != "." or after != "a")
        if sign == "_":
            opens = left and (not right or before == ".")
            closes = right and (not left or after == ".")
        else:
            opens, closes = left, right
        return cls(sign, end - start, opens, closes, start, end - start)

    def fits(self, closer: Run) -> bool:
        """Return whether this run can be closed by ``closer``."""
        if self.sign != closer.sign:
            return False
        if self.sign == "~":
            return self.number == closer.number
        both = closer.opens or self.closes
        thirds = (self.number + closer.number) % 3 == 0 and self.number % 3 != 0
        return not (both and thirds)


def emphasised(parts: Iterable[Part | Run], doubtful: Callable[[int], None]) -> list[Part]:
    """Return ``parts`` with the emphasis that its runs stand for.

    Args:
        parts: Text, elements and runs, in order.
        doubtful: Told the place of each single ``~`` that another one closes: GitHub strikes what
            is between them, other tools lower it or print it as it is.
    """
    out: list[Part | Run] = []
    open_runs: list[int] = []
    """Places in ``out`` of the runs that can open something."""
    bottoms: dict[tuple[str, bool, int], int] = {}
    """How many open runs were looked through in vain, by what was looked for."""
    for part in parts:
        if not isinstance(part, Run):
            out.append(part)
            continue
        if part.closes:
            _close(part, out, open_runs, bottoms, doubtful)
        if part.left and part.opens:
            open_runs.append(len(out))
            out.append(part)
        elif part.left:
            out.append(part.sign * part.left)
    return joined(_plain(out))


def _close(
    closer: Run,
    out: list[Part | Run],
    open_runs: list[int],
    bottoms: dict[tuple[str, bool, int], int],
    doubtful: Callable[[int], None],
) -> None:
    """Close as many runs as ``closer`` can, innermost first."""
    key = (closer.sign, closer.opens, closer.number % 3 if closer.sign != "~" else closer.number)
    while closer.left:
        bottom = min(bottoms.get(key, 0), len(open_runs))
        index = len(open_runs) - 1
        while index >= bottom and not _run(out, open_runs[index]).fits(closer):
            index -= 1
        if index < bottom:
            bottoms[key] = len(open_runs)
            return
        place = open_runs[index]
        opener = _run(out, place)
        del open_runs[index + 1 :]
        inner = _plain(out[place + 1 :])
        used = min(opener.left, closer.left, 2)
        made: list[Part | Run]
        if closer.sign == "~" and used != 2:
            doubtful(opener.at)
            made = ["~" * used, *inner, "~" * used]
        else:
            name = "s" if closer.sign == "~" else "strong" if used == 2 else "em"
            made = [filled(etree.Element(name), joined(inner))]
        opener.left -= used
        closer.left -= used
        if opener.left:
            out[place + 1 :] = made
        else:
            out[place:] = made
            open_runs.pop()
        for known, most in bottoms.items():
            bottoms[known] = min(most, len(open_runs))


def _run(out: list[Part | Run], place: int) -> Run:
    run = out[place]
    assert isinstance(run, Run)
    return run


def _plain(parts: Iterable[Part | Run]) -> list[Part]:
    """Return ``parts`` with the runs that found no partner as text."""
    return [part.sign * part.left if isinstance(part, Run) else part for part in parts]


def joined(parts: Iterable[Part]) -> list[Part]:
    """Return ``parts`` with texts side by side as one, and without empty ones."""
    out: list[Part] = []
    for part in parts:
        if isinstance(part, str) and out and isinstance(last := out[-1], str):
            out[-1] = last + part
        elif part != "":
            out.append(part)
    return out


def filled(element: etree.Element, parts: Iterable[Part]) -> etree.Element:
    """Return ``element`` with ``parts`` as its content."""
    last: etree.Element | None = None
    for part in parts:
        if isinstance(part, str):
            if last is None:
                element.text = f"{element.text or ''}{part}"
            else:
                last.tail = f"{last.tail or ''}{part}"
        else:
            element.append(part)
            last = part
    return element


def words_of(parts: Iterable[Part]) -> str:
    """Return the words of ``parts`` without their emphasis, for the text in place of a picture."""
    return "".join(
        part
        if isinstance(part, str)
        else " "
        if part.tag == "br"
        else part.get("alt", "") or words_of(parts_of(part))
        for part in parts
    )


def parts_of(element: etree.Element) -> list[Part]:
    """Return the content of an element: words and elements, in order."""
    parts: list[Part] = [element.text or ""]
    for child in element:
        parts += [child, child.tail or ""]
    return joined(parts)


def atomic(element: etree.Element, words: str) -> etree.Element:
    """Return ``element`` with words that nothing changes any more, such as code."""
    element.text = AtomicString(words)
    return element


def _before(text: str, at: int) -> str:
    """Return the class of the character before ``at``: a space, a dot for punctuation, a letter."""
    if not at:
        return " "
    if text[at - 1] != placeholders.CLOSE:
        return _class(text[at - 1])
    return _token_class(text, text.rfind(placeholders.OPEN, 0, at))


def _after(text: str, at: int) -> str:
    if at >= len(text):
        return " "
    return _token_class(text, at) if text[at] == placeholders.OPEN else _class(text[at])


def _token_class(text: str, at: int) -> str:
    """Return the class of a placeholder: what stands for no words is like a space."""
    found = placeholders.TOKEN.match(text, max(at, 0))
    token = placeholders.split(found[0])[0] if found else ""
    silent = isinstance(token, placeholders.Token) and token.kind in {"line", "attributes"}
    return " " if silent else "a"


def _class(character: str) -> str:
    if character.isspace():
        return " "
    if character.isascii():
        return "a" if character.isalnum() else "."
    return "." if unicodedata.category(character)[0] in "PS" else "a"
