"""Read the letters and digits of a source text, as its nodes must have them, without the parser."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.files.pictures import picture_path
from briefing.load.markdown.entities import without_entities
from briefing.load.markdown.inline_links import normal_label
from briefing.load.markdown.literal_spans import code_spans

if TYPE_CHECKING:
    from briefing.load.markdown.marker_table import MarkerTable

_NO_LETTERS = re.compile(r"[\W_]+")
_BRACES = re.compile(r"\{:?(?P<body>[^{}\n]*)\}")
_NONE: Counter[str] = Counter()
_MAIL = re.compile(r"<mailto:(?P<mail>[^<> !]+@[^@<> ]+)>")
_PICTURE = re.compile(r"(?P<words>!\[[^\[\]]*\]\()(?:<(?P<pointed>[^<>]*)>|(?P<path>[^)\s>]+))")
_SIGNS = re.compile(r"[ >]*(?:(?:[-*+:]|\d{1,9}[.)]) +(?:\[[ xX]\] +)?[ >]*)*(?:#{1,6} *)?")
"""All that may stand before the words of a line."""
_LABELLED = re.compile(r"(?<=\])\[(?P<label>[^\[\]]*)\]")
_ITSELF = re.compile(r"\[(?P<label>[^\[\]]+)\]\[\]")
_SHORT = re.compile(r"(?<!\])\[(?P<label>[^\[\]]+)\](?![(\[])")


def letters_of(text: str) -> str:
    """Return only the letters and digits of ``text``."""
    return _NO_LETTERS.sub("", text)


@dataclass(slots=True)
class Written:
    """A source text, its lines one after the other."""

    letters: str = ""
    starts: list[tuple[int, int, str]] = field(default_factory=list)
    """Number of letters above, line, and kind of each start of a block: ``item`` or ``block``."""
    used: set[str] = field(default_factory=set)
    """Labels of link definitions that a link uses."""
    ends: list[int] = field(default_factory=list)
    """Number of letters up to the end of each line that has any."""
    lines: list[tuple[int, str]] = field(default_factory=list)
    """Number and words of these lines."""

    @classmethod
    def of(cls, scanned: MarkerTable) -> Written:
        """Read a text that has been scanned."""
        return _Writer(scanned).write()

    def words(self, start: int, end: int) -> tuple[int, str]:
        """Return the line that letter ``start`` is on, and the words from there to ``end``."""
        index = min(bisect_right(self.ends, start), len(self.ends) - 1)
        if index < 0:
            return 1, ""
        line, text = self.lines[index]
        at = self.ends[index - 1] if index else 0
        touched = []
        for word in re.findall(r"[^\W_]+", text):
            if at + len(word) > start and at < max(end, start + 1):
                touched.append(word)
            at += len(word)
        return line, " ".join(touched) or text.strip()


class _Writer:
    """Reads lines as the scanner took them, which says what is text and where markup was."""

    def __init__(self, scanned: MarkerTable) -> None:
        self.scanned = scanned
        self.attribute_lists: dict[int, Counter[str]] = {}
        for attrs in scanned.attribute_lists:
            self.attribute_lists.setdefault(attrs.line, Counter())[attrs.body] += 1
        self.addresses = {d.label: f"{d.address} {d.title}" for d in scanned.definitions}
        self.out = Written()

    def write(self) -> Written:
        parts: list[str] = []
        length, free = 0, True
        lines = [line.expandtabs(4) for line in self.scanned.source.split("\n")]
        for number, line in enumerate(lines, self.scanned.offset + 1):
            kind = self.scanned.taken.get(number)
            if kind in {"chart", "head", "footnote", "definition"}:
                free = True
                continue
            words = line
            if kind is None:
                if not line.strip(" >"):
                    free = True
                    continue
                begins = self.scanned.begins.get(number, "block" if free else "")
                words = self._text(line, number)
                if begins:
                    self.out.starts.append((length, number, begins))
            elif free or number in self.scanned.begins:
                words = self._behind(line, number)
                kind = self.scanned.begins.get(number, "block")
                self.out.starts.append((length, number, kind))
            free = False
            if letters := letters_of(words):
                parts.append(letters)
                length += len(letters)
                self.out.ends.append(length)
                self.out.lines.append((number, words))
        self.out.letters = "".join(parts)
        return self.out

    def _behind(self, line: str, number: int) -> str:
        """Return what stands behind the signs of lists and quotes on a line."""
        at = self.scanned.behind.get(number, 0)
        return line[at:] if _SIGNS.fullmatch(line, 0, at) else line

    def _text(self, line: str, number: int) -> str:
        """Return the words of a line of text, without what goes on purpose."""
        line = self._behind(line, number)
        attr_lists = self.attribute_lists.get(number, _NONE)
        parts: list[str] = []
        end = 0
        for opens, stop in code_spans(line):
            parts += [self._plain(line[end:opens], attr_lists), line[opens:stop]]
            end = stop
        parts.append(self._plain(line[end:], attr_lists))
        return "".join(parts)

    def _plain(self, text: str, attr_lists: Counter[str]) -> str:
        if "{" in text:
            text = _without_attributes(text, attr_lists)
        if "<" in text:
            text = _MAIL.sub(r"\g<mail>", text)
        if "![" in text:
            text = _PICTURE.sub(_picture, text)
        if self.addresses and "[" in text:
            text = _ITSELF.sub(self._short, text)
            text = _LABELLED.sub(self._labelled, text)
            text = _SHORT.sub(self._short, text)
        return without_entities(text)

    def _labelled(self, match: re.Match[str]) -> str:
        """Put the URL of ``[words][label]`` in place of the label."""
        label = normal_label(match["label"])
        if label not in self.addresses:
            return match[0]
        self.out.used.add(label)
        return f" {self.addresses[label]} "

    def _short(self, match: re.Match[str]) -> str:
        """Add the URL to ``[label]`` and ``[label][]``."""
        label = normal_label(match["label"])
        if label not in self.addresses:
            return match[0]
        self.out.used.add(label)
        return f"{match['label']} {self.addresses[label]} "


def _without_attributes(text: str, attr_lists: Counter[str]) -> str:
    """Return ``text`` without the attribute lists that the scanner took out of it."""

    def gone(match: re.Match[str]) -> str:
        if not attr_lists[match["body"]]:
            return match[0]
        attr_lists[match["body"]] -= 1
        return " "

    return _BRACES.sub(gone, text)


def _picture(match: re.Match[str]) -> str:
    """Return a picture with its path as it is kept."""
    return match["words"] + picture_path(match["pointed"] or match["path"] or "")
