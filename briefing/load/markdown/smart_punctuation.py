"""Set quotation marks, apostrophes, primes, dashes and ellipses for what is typed as ASCII.

Each text is read as one flow, across emphasis, links and code, so that what stands beside a sign is
known. A sign is changed only where it can mean one thing: “--” becomes a dash behind a word and
before a word or a space, or alone in a cell, never in ``--force`` or ``--:--``; ``14"`` is a
measure unless it ends a quotation. Everything else stays as it is written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from markdown.util import AtomicString

from briefing.load.markdown import placeholders
from briefing.text.quotation_marks import marks_of

if TYPE_CHECKING:
    import xml.etree.ElementTree as etree
    from collections.abc import Iterator, Sequence

_BLOCKS = frozenset(
    (
        *("p", "ul", "ol", "li", "dl", "dt", "dd", "blockquote", "div", "hr", "pre"),
        *("table", "thead", "tbody", "tr", "th", "td", "h1", "h2", "h3", "h4", "h5", "h6"),
    )
)
"""Elements whose text is a flow of its own."""
_THING, _NOTHING, _SIGN = "\ue0f0", "\ue0f1", "\ue0f2"
"""What stand in a flow for something like a word (code, a fact), for something that is not seen
(the number of a line), and for a sign that was escaped."""
_GAP = "\ue0f3"
"""Stands for words with attributes of their own: the spaces on their other side go with them."""
_BLANK = f" \n{_NOTHING}{_GAP}"
_HELD = re.compile(rf"{placeholders.TOKEN.pattern}|\x02\d+\x03")
_UNSEEN = re.compile(f"{placeholders.OPEN}[\ue010-\ue012]")  # line, attributes, span
_TYPED = re.compile("""['"]|--|[.]{3}""")
_OPENERS = frozenset("([{<“‘„‚«‹/=—–-")
_CLOSERS = frozenset(")]}>.,;:!?…”’»›/—–-")
_WORD_ENDS = frozenset(")]},.!?…”’»›%°′″" + _THING)
_WORD_STARTS = frozenset("([{“‘„‚«‹$€£" + _THING)
_APOSTROPHE, _PRIME, _DOUBLE_PRIME, _ELLIPSIS = "’", "′", "″", "…"
_DASHES = re.compile(r"(?<!-)-{2,3}(?!-)")
_DOTS = re.compile(r"(?<![./\\])\.{3}(?![./\\])")
_THOUSANDS = re.compile(r"'\d{3}(?!\d)")
_SHORTENED = re.compile(
    r"'(?:\d\ds?|(?:tis|twas|twere|til|till|em|cause|cos|round|bout|neath)\b)(?![\w'])"
    r"|'n'(?!\w)",
    re.IGNORECASE,
)
"""Words that begin with an apostrophe: “the ’90s”, “’tis”, “rock ’n’ roll”."""

Change = tuple[int, int, str]
"""Where a sign begins and ends, and what takes its place."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One text of a flow, and the element it belongs to; None for what nothing may change."""

    words: str
    element: etree.Element | None = None
    tail: bool = False

    @property
    def shown(self) -> str:
        """The text with what stands for things in it; it is as long as the text."""
        if self.element is None:
            return self.words
        return _HELD.sub(_stand_in, self.words) if self.words else ""

    def change(self, changes: Sequence[Change]) -> None:
        """Write the text into its element with the changes made."""
        parts: list[str] = []
        at = 0
        for start, end, new in changes:
            parts += [self.words[at:start], new]
            at = end
        words = "".join((*parts, self.words[at:]))
        if self.element is not None and self.tail:
            self.element.tail = words
        elif self.element is not None:
            self.element.text = words


def _stand_in(held: re.Match[str]) -> str:
    sign = _SIGN if held[0][0] == "\x02" else _NOTHING if _UNSEEN.match(held[0]) else _THING
    return sign * len(held[0])


def set_punctuation(root: etree.Element, language: str) -> None:
    """Change the texts below ``root`` in place.

    Args:
        root: The elements of a text, inline ones too.
        language: The tag of the language it is written in.
    """
    for flow in _flows(root):
        shown = "".join(text.shown for text in flow)
        changes = _changes(shown, language) if _TYPED.search(shown) else []
        start = 0
        for text in flow:
            end = start + len(text.words)
            own = [(a - start, b - start, new) for a, b, new in changes if start <= a and b <= end]
            if own:
                text.change(own)
            start = end


def _flows(root: etree.Element) -> Iterator[list[_Text]]:
    """Yield the texts of each block; what stands behind a block in another is a flow as well.

    Words with attributes of their own are a flow of their own, and the words around them are read
    as if there were none: a reader they are withheld from must not see that they exist.
    """
    flow: list[_Text] = []
    apart: list[etree.Element] = []
    waiting: list[tuple[etree.Element, bool]] = [(root, False)]
    while waiting:
        element, tail = waiting.pop()
        if element.tag in _BLOCKS:
            if flow:
                yield flow
            flow = []
        if tail:
            flow.append(_Text(element.tail or "", element, tail=True))
            continue
        if element is not root:
            waiting.append((element, True))
            if element.tag == "span":
                apart.append(element)
                flow.append(_Text(_GAP))
                continue
        if element.tag == "br":
            flow.append(_Text(" "))
        elif element.tag == "img":
            flow.append(_Text(_THING))
        elif isinstance(element.text, AtomicString):
            flow.append(_Text(_THING * len(element.text)))
        else:
            flow.append(_Text(element.text or "", element))
        waiting += [(inner, False) for inner in reversed(element)]
    yield flow
    for element in apart:
        yield from _flows(element)


def _changes(flow: str, language: str) -> list[Change]:
    """Return what is to be changed in a flow, in order."""
    found = _Quotes(flow, language).read()
    seen = list(flow)
    for start, _, new in found:
        seen[start] = new.strip()
    text = "".join(seen)
    found += [(m.start(), m.end(), _ELLIPSIS) for m in _DOTS.finditer(flow)]
    for dashes in _DASHES.finditer(text):
        if _is_dash(text, dashes.start(), dashes.end()):
            found.append((dashes.start(), dashes.end(), "—" if len(dashes[0]) == 3 else "–"))
    return sorted(found)


def _is_dash(flow: str, start: int, end: int) -> bool:
    """Return whether hyphens stand between words, between a word and a space, or alone in a
    cell."""
    before, after = _before(flow, start), _after(flow, end)
    if not f"{flow[:start]}{flow[end:]}".strip(_BLANK):
        return True
    if before.isspace():
        return after in {"", " ", "\n"} and _ends_word(flow[:start].rstrip(_BLANK)[-1:])
    if not _ends_word(before):
        return False
    if after.isspace():
        return bool(flow[end:].strip(_BLANK))
    return bool(after) and (after.isalnum() or after in _WORD_STARTS)


def _ends_word(sign: str) -> bool:
    return bool(sign) and (sign.isalnum() or sign in _WORD_ENDS)


def _before(flow: str, at: int) -> str:
    """Return the character that is seen before a place; nothing at the start."""
    at -= 1
    blank = _NOTHING + _GAP
    while at >= 0 and flow[at] in blank:
        blank = _BLANK if flow[at] == _GAP else blank
        at -= 1
    return flow[at] if at >= 0 else ""


def _after(flow: str, at: int) -> str:
    """Return the character that is seen from a place on; nothing at the end."""
    blank = _NOTHING + _GAP
    while at < len(flow) and flow[at] in blank:
        blank = _BLANK if flow[at] == _GAP else blank
        at += 1
    return flow[at : at + 1]


class _Quotes:
    """Reads the straight quotes of a flow from left to right."""

    def __init__(self, flow: str, language: str) -> None:
        self.flow = flow
        self.marks = marks_of(language)
        self.open: list[str] = []
        """Quotations that are open, by the sign they begin with."""

    def read(self) -> list[Change]:
        found: list[Change] = []
        for match in re.finditer("""['"]""", self.flow):
            at = match.start()
            new = self._double(at) if match[0] == '"' else self._single(at)
            if new:
                found.append((at, at + 1, new))
                # What is read of the signs behind it depends on it.
                self.flow = f"{self.flow[:at]}{new.strip()}{self.flow[at + 1 :]}"
        return found

    def _beside(self, at: int) -> tuple[str, str]:
        return _before(self.flow, at), _after(self.flow, at + 1)

    def _double(self, at: int) -> str:
        before, after = self._beside(at)
        is_open = '"' in self.open
        if before.isdigit() or before == _PRIME:
            return self._close('"') if is_open and not self._closes_later(at) else _DOUBLE_PRIME
        may_open = self._may_open(before, after)
        if may_open and (not is_open or before.isspace() or before in {"(", ""}):
            self.open.append('"')
            return self.marks.opening
        if before and not before.isspace():
            return self._close('"')
        return ""

    def _single(self, at: int) -> str:
        before, after = self._beside(at)
        word_before = before.isalnum() or before == _THING
        word_after = after.isalnum() or after == _THING
        if word_before and word_after:
            measure = before.isdigit() and after.isdigit() and not _THOUSANDS.match(self.flow, at)
            return _PRIME if measure else _APOSTROPHE
        is_open = "'" in self.open
        if before.isdigit() and not (is_open and not self._closes_later(at)):
            return _PRIME
        if self._may_open(before, after):
            shortened = _SHORTENED.match(self.flow, at)
            if not shortened and self._closes_later(at):
                self.open.append("'")
                return self.marks.inner_opening
            return _APOSTROPHE if word_after else ""
        if before and not before.isspace():
            return self._close("'") if is_open else _APOSTROPHE
        return ""

    @staticmethod
    def _may_open(before: str, after: str) -> bool:
        starts = not before or before.isspace() or before in _OPENERS
        return starts and bool(after) and not after.isspace()

    def _close(self, sign: str) -> str:
        if sign in self.open:
            while self.open.pop() != sign:
                pass
        return self.marks.closing if sign == '"' else self.marks.inner_closing

    def _closes_later(self, at: int) -> bool:
        """Return whether the next sign of its kind behind a place ends a quotation."""
        sign = self.flow[at]
        later = self.flow.find(sign, at + 1)
        while later >= 0:
            before, after = self._beside(later)
            if sign == "'" and (after.isalnum() or before.isspace()):
                later = self.flow.find(sign, later + 1)  # an apostrophe
                continue
            ends = not after or after.isspace() or after in _CLOSERS or after in "'\""
            return bool(before) and not before.isspace() and before not in "([{" and ends
        return False
