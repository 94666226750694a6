"""Read what stands in a line: emphasis, links, code, line breaks, as GitHub reads it.

Our own reader in place of Python-Markdown's, which differs from CommonMark in its corners and takes
time quadratic in the length of a text. Placeholders of the scanner pass through it as they are.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as etree
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from markdown.util import ETX, STX

from briefing.load.markdown import placeholders
from briefing.load.markdown.bare_addresses import START, may_begin, web_address
from briefing.load.markdown.doubtful_marks import (
    doubtful_brackets,
    doubtful_mark,
    raised_or_lowered,
)
from briefing.load.markdown.entities import ENTITY, character_of, without_entities
from briefing.load.markdown.inline_addresses import bare, unlinked, with_mail
from briefing.load.markdown.inline_emphasis import (
    Part,
    Run,
    atomic,
    emphasised,
    filled,
    joined,
    words_of,
)
from briefing.load.markdown.inline_links import (
    Target,
    inline_target,
    label_at,
    literal,
    normal_label,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

Fault = tuple[str, str, str]
"""Code, what is wrong, a hint."""

_MOST_FAULTS = 50
_SIGN = re.compile(rf"[\\`*_~^=$!\[\]<&\n]|{START}|{placeholders.OPEN}", re.IGNORECASE)
_ESCAPABLE = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
_BREAK = re.compile(rf"\\ ?((?:{placeholders.LINE.pattern})?)\n *")
_POINTED = re.compile(
    r"<(?:(?P<url>[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]*)"
    r"|(?P<mail>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*))>"
)
_TICKS = re.compile(r"`+")
_NO_LINK = (
    "B223",
    "this is not read as a link: “{}”",
    "write an address with spaces as [words](<a b.pdf>); to print this as it is, write \\[",
)
_NO_LABEL = (
    "B304",
    "there is no link definition for “{}”",
    "define it on a line of its own: [{}]: https://…; to print the brackets, write \\[",
)
_FACT_IN_ADDRESS = (
    "B223",
    "a fact inside an address, which then leads elsewhere",
    "write the address out, or put it in `code`",
)
_LOOKS_LIKE_LINK = re.compile(r"\((?=\S)[^()\n]*\)?")


@dataclass(slots=True)
class _Bracket:
    """An opening bracket that a link or picture may begin with."""

    place: int
    """Among the parts."""
    at: int
    """Where the words behind it begin in the text."""
    is_picture: bool
    links: bool = True
    """False once a link stands behind it, as links hold no links."""
    holds_brackets: bool = False


@dataclass(slots=True)
class InlineReader:
    """Reads texts with the link definitions of one file."""

    references: Mapping[str, tuple[str, str]]
    """Address and title of each definition, by its label as `normal_label` has it."""
    faults: list[tuple[str, Fault]] = field(default_factory=list)
    """What is wrong, each with the text that begins there."""

    def read(self, text: str) -> list[Part]:
        """Return the content of a text: words and elements, in order."""
        return _Reading(text, self.references, self.faults).read()


class _Reading:
    """Reads one text from left to right; brackets and runs of signs wait for their partners."""

    def __init__(
        self,
        text: str,
        references: Mapping[str, tuple[str, str]],
        faults: list[tuple[str, Fault]],
    ) -> None:
        self.text = text
        self.references = references
        self.faults = faults
        self.parts: list[Part | Run] = []
        self.brackets: list[_Bracket] = []
        self._told = 0
        """Where the words end that were reported last."""
        self._ticks: dict[int, list[int]] | None = None
        self._readers: dict[str, Callable[[int], int]] = {
            placeholders.OPEN: self._token,
            "\\": self._escape,
            "`": self._code,
            "\n": self._line_end,
            "!": self._open,
            "[": self._open,
            "]": self._close,
            "<": self._pointed,
            "&": self._entity,
            **dict.fromkeys("*_~^=$", self._mark),
        }

    def read(self) -> list[Part]:
        at, text = 0, self.text
        while found := _SIGN.search(text, at):
            if found.start() > at:
                self.parts.append(text[at : found.start()])
            at = self._sign(found.start())
        self.parts.append(text[at:])
        return with_mail(self._emphasised(self.parts))

    def _emphasised(self, parts: list[Part | Run]) -> list[Part]:
        return emphasised(parts, lambda at: self._doubt(at, at))

    def _sign(self, at: int) -> int:
        """Read the sign that stands at a place; return where to go on."""
        return self._readers.get(self.text[at], self._address)(at)

    def _as_written(self, start: int, end: int) -> int:
        self.parts.append(self.text[start:end])
        return end

    def _literal(self, characters: str) -> None:
        """Add characters that no later step takes for signs or quotes."""
        self.parts.append(
            "".join(f"{STX}{ord(c)}{ETX}" if c in _ESCAPABLE else c for c in characters)
        )

    def _token(self, at: int) -> int:
        token = placeholders.TOKEN.match(self.text, at)
        return self._as_written(at, token.end() if token else at + 1)

    def _mark(self, at: int) -> int:
        """Read a run of ``*``, ``_`` or ``~``, or a letter that is raised or lowered."""
        sign = self.text[at]
        end = at
        while self.text[end : end + 1] == sign:
            end += 1
        behind = bool(self.parts) and getattr(self.parts[-1], "tag", "br") != "br"
        if (
            sign in "~^"
            and end == at + 1
            and (small := raised_or_lowered(self.text, at, behind=behind))
        ):
            element = etree.Element("sub" if sign == "~" else "sup")
            inner = _Reading(small, self.references, self.faults).read()
            self.parts.append(filled(element, inner))
            return at + len(small) + 2
        if sign in "*_~":
            self.parts.append(Run.of(self.text, at, end))
            if sign != "~" or end - at < 3:
                return end
            self.parts.pop()
        self._doubt(at, end)
        return self._as_written(at, end)

    def _fault(self, at: int, fault: Fault) -> None:
        if len(self.faults) < _MOST_FAULTS:
            self.faults.append((self.text[at:], fault))

    def _doubt(self, at: int, end: int) -> None:
        """Report a sign that other tools read as markup, once for all that it spans."""
        if at >= self._told and (doubt := doubtful_mark(self.text, at, end)) is not None:
            self._fault(at, doubt[0])
            self._told = at + doubt[1]

    def _escape(self, at: int) -> int:
        if broken := _BREAK.match(self.text, at):
            self.parts += [" ", broken[1], etree.Element("br")]
            return broken.end()
        escaped = self.text[at + 1 : at + 2]
        if escaped not in _ESCAPABLE or not escaped:
            return self._as_written(at, at + 1)
        self._literal(escaped)
        return at + 2

    def _code(self, at: int) -> int:
        if self._ticks is None:
            self._ticks = {}
            for ticks in _TICKS.finditer(self.text):
                self._ticks.setdefault(len(ticks[0]), []).append(ticks.start())
            for places in self._ticks.values():
                places.reverse()
        run = _TICKS.match(self.text, at)
        assert run is not None
        closing = self._ticks.get(len(run[0]), [])
        while closing and closing[-1] < run.end():
            closing.pop()
        if not closing:
            return self._as_written(at, run.end())
        words = self.text[run.end() : closing[-1]].replace("\n", " ")
        words = placeholders.LINE.sub("", words)
        if words[:1] == words[-1:] == " " and words.strip(" "):
            words = words[1:-1]
        self.parts.append(atomic(etree.Element("code"), words))
        return closing[-1] + len(run[0])

    def _line_end(self, at: int) -> int:
        """Read the end of a line: two spaces before it break the line on paper too."""
        end = at + 1
        while self.text[end : end + 1] == " ":
            end += 1
        if self.text[max(0, at - 2) : at] != "  ":
            return self._as_written(at, at + 1)
        if isinstance(last := self.parts[-1], str):
            self.parts[-1] = last.rstrip(" ")
        self.parts.append(etree.Element("br"))
        return end

    def _open(self, at: int) -> int:
        is_picture = self.text[at] == "!"
        if is_picture and self.text[at + 1 : at + 2] != "[":
            return self._as_written(at, at + 1)
        doubt = None if at < self._told else doubtful_brackets(self.text, at + is_picture)
        if doubt is not None:
            self._fault(at, doubt[0])
            self._told = at + doubt[1]
        end = at + 1 + is_picture
        if self.brackets:
            self.brackets[-1].holds_brackets = True
        self.brackets.append(_Bracket(len(self.parts), end, is_picture))
        return self._as_written(at, end)

    def _close(self, at: int) -> int:
        """Read a closing bracket: the end of a link, a picture, or words with attributes."""
        if not self.brackets:
            return self._as_written(at, at + 1)
        bracket = self.brackets.pop()
        if span := placeholders.TOKEN.match(self.text, at + 1):
            [token] = placeholders.split(span[0])
            if isinstance(token, placeholders.Token) and token.kind == "span":
                element = etree.Element("span", {"data-attributes": str(token.index)})
                self._wrap(bracket, filled(element, self._inside(bracket)))
                if bracket.is_picture:
                    self.parts.insert(bracket.place, "!")
                return span.end()
        target = self._target(bracket, at) if bracket.is_picture or bracket.links else None
        if target is None:
            return self._as_written(at, at + 1)
        inner = self._inside(bracket)
        if bracket.is_picture:
            element = etree.Element("img", {"src": target.address, "alt": words_of(inner)})
        else:
            element = filled(etree.Element("a", {"href": target.address}), joined(unlinked(inner)))
            for other in self.brackets:
                other.links = False
        if target.title:
            element.set("title", target.title)
        self._wrap(bracket, element)
        return target.end

    def _inside(self, bracket: _Bracket) -> list[Part]:
        return self._emphasised(self.parts[bracket.place + 1 :])

    def _wrap(self, bracket: _Bracket, element: etree.Element) -> None:
        self.parts[bracket.place :] = [element]

    def _target(self, bracket: _Bracket, at: int) -> Target | None:
        """Return where the link leads whose words end at a bracket; None if it is no link."""
        following = self.text[at + 1 : at + 2]
        if following == "(" and (target := inline_target(self.text, at + 1)):
            return target
        own = self.text[bracket.at : at]
        label, end = own, at + 1
        named = label_at(self.text, at + 1) if following == "[" else None
        if named and named[0].strip():
            label, end = named
        elif named and not named[0]:
            end = named[1]
        if label is not own or not bracket.holds_brackets:
            known = self.references.get(normal_label(label)) if len(label) < 1000 else None
            if known is not None:
                return Target(literal(known[0]), literal(known[1]), end)
        self._report(bracket, at, label if named else "")
        return None

    def _report(self, bracket: _Bracket, at: int, label: str) -> None:
        """Report what looks like a link but is none; not what follows a word: ``a[i](x)``."""
        start = bracket.at - 1 - bracket.is_picture
        if start and (self.text[start - 1].isalnum() or self.text[start - 1] in "_])"):
            return
        if label:
            shown = _shown(label)
            code, message, hint = _NO_LABEL
            self._fault(at, (code, message.format(shown), hint.format(shown)))
        elif written := _LOOKS_LIKE_LINK.match(self.text, at + 1):
            code, message, hint = _NO_LINK
            words = _shown(self.text[start : written.end()])
            self._fault(at, (code, message.format(words), hint))

    def _pointed(self, at: int) -> int:
        found = _POINTED.match(self.text, at)
        if found is None:
            return self._as_written(at, at + 1)
        address = without_entities(found["mail"] or found["url"])
        words = address.removeprefix("mailto:")
        self.parts.append(bare(words, f"mailto:{words}" if words != address else address))
        return found.end()

    def _entity(self, at: int) -> int:
        entity = ENTITY.match(self.text, at)
        if entity is None:
            return self._as_written(at, at + 1)
        self._literal(character_of(entity[0]))
        return entity.end()

    def _address(self, at: int) -> int:
        """Read ``https://…`` or ``www.…``; what begins like one and is none stays text."""
        end = at
        if may_begin(self.text[at - 1 : at] if at else ""):
            end = web_address(self.text, at, bracketed=bool(self.brackets))
        if end == at:
            return self._as_written(at, at + 1)
        self.parts.append(bare(without_entities(self.text[at:end])))
        if self.text.startswith(placeholders.FACT, end):
            self._fault(at, _FACT_IN_ADDRESS)
        return end


def _shown(words: str) -> str:
    return " ".join(placeholders.strip(words).split())[:40]
