"""The boxes of a fragment before layout, as a stream of tokens with hashes, and places in it.

A page is laid out again only if what it consumed, or looked at, is no longer the same. To say so
without the boxes of an earlier layout, the tree of boxes is read as a stream, in the order of the
document. A block that merely holds other blocks is open from one token to another; everything else
(a paragraph, a table, a picture, what floats) is one token, whatever is in it. So a page begins
either before a token or inside one, and the same content has the same tokens wherever it stands.

What cannot be hashed with certainty, or depends on more than the page it is on, raises
UnsupportedBox: such a fragment is laid out whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

from briefing.typeset.box_signatures import Signatures, UnsupportedBox
from briefing.typeset.engine_internals import AnonymousStyle
from briefing.typeset.layout import Position
from briefing.typeset.weasyprint_library import boxes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from briefing.model.stored_pages import SkipStack

Path = tuple[int, ...]
"""Indexes of children, from the root box down; empty for the root box itself."""

# Each digest begins with what it is of, so that no two streams are the same bytes.
_WHOLE, _OPEN, _CLOSE, _END = b"w", b"(", b")", b"."


@dataclass(slots=True)
class BoxStream:
    """The tokens of a tree of boxes."""

    root: Any
    digests: list[bytes] = field(default_factory=list)
    boxes: list[Any] = field(default_factory=list)
    """The box of each token; None where one is closed."""
    paths: list[Path] = field(default_factory=list)
    around: list[bytes] = field(default_factory=list)
    """For each token, one hash of all blocks that are open around it."""
    has_sides: bool = False
    """Whether something is to begin on a left or right page."""
    _numbers: dict[int, int] = field(default_factory=dict)
    _by_path: dict[Path, int] = field(default_factory=dict)

    def add(self, digest: bytes, box: Any, path: Path, around: bytes) -> None:
        """Add a token."""
        if box is not None:
            self._numbers[id(box)] = self._by_path[path] = len(self.digests)
        self.digests.append(digest)
        self.boxes.append(box)
        self.paths.append(path)
        self.around.append(around)

    def number_of(self, box: Any) -> int | None:
        """Return the number of the token that a box is; None if it is inside one, or a copy."""
        return self._numbers.get(id(box))

    def position(self, resume_at: SkipStack) -> Position:
        """Return the place at which the engine goes on.

        Raises:
            UnsupportedBox: There are several places: it is inside of what is laid out in parallel.
        """
        box = self.root
        path: Path = ()
        while resume_at is not None:
            if not is_plain(box):
                return Position(self._by_path[path], resume_at)
            if len(resume_at) != 1:
                raise UnsupportedBox("a block that goes on at several places")
            ((index, resume_at),) = resume_at.items()
            path = (*path, index)
            box = box.children[index]
        return Position(self._by_path[path])

    def resume_at(self, position: Position) -> SkipStack:
        """Return the engine's skip stack of a place."""
        resume: SkipStack = position.rest
        for index in reversed(self.paths[position.token]):
            resume = {index: resume}
        return resume

    def open_at(self, token: int) -> Iterator[Any]:
        """Yield the boxes that are open around a token, from the outside in."""
        box = self.root
        for index in self.paths[token]:
            yield box
            box = box.children[index]

    def is_first(self, token: int) -> bool:
        """Return whether no element is in the box around a token before it."""
        *_, parent = self.open_at(token)
        before = parent.children[: self.paths[token][-1]]  # such as the mark of an item
        return has_element(parent) and not any(
            has_element(inner) for box in before for inner in box.descendants()
        )

    def element(self, token: int) -> Any:
        """Return the first element that begins at a token or behind it; None if there is none."""
        own = (box for box in self.boxes[token:] if box is not None and has_element(box))
        return next((box.element for box in own), None)

    def look_ahead(self, token: int) -> int:
        """Return the number of the token after the next whole one behind ``token``.

        Where a page ends, the engine looks at the breaks that the next box and the first boxes in
        it ask for. So one more whole box than it has laid out counts as looked at.
        """
        for number in range(token + 1, len(self.digests)):
            if self.boxes[number] is not None and not is_plain(self.boxes[number]):
                return number + 1
        return len(self.digests)

    def digest(self, start: int, end: int) -> str:
        """Return the hash of the tokens from ``start`` to before ``end``, in hexadecimal."""
        return blake2b(b"".join(self.digests[start:end]), digest_size=32).hexdigest()


def has_element(box: Any) -> bool:
    """Return whether a box is that of an element, and not one that the engine has made up."""
    own = box.element is not None and box.element_tag == box.element.tag
    return own and not isinstance(box.style, AnonymousStyle)


def is_plain(box: Any) -> bool:
    """Return whether a box is a block that only holds blocks, one below the other.

    Only such blocks are cut by pages between their children without any other effect.
    """
    known = box.__dict__.get("is_plain")
    if known is None:
        known = box.is_plain = _is_plain(box)
    return bool(known)


def _is_plain(box: Any) -> bool:
    if type(box) is not boxes.BlockBox or box.is_table_wrapper or not box.children:
        return False
    style = box.style
    if style["column_width"] != "auto" or style["column_count"] != "auto":
        return False
    if not box.is_in_normal_flow() or style["display"][1] not in {"flow", "flow-root"}:
        return False
    if style["max_lines"] != "none" or style["continue"] != "auto":
        return False
    if box.first_letter_style is not None or box.first_line_style is not None:
        return False
    return not any(isinstance(child, boxes.LineBox) for child in box.children)


def read_stream(root: Any, files: Mapping[str, str]) -> BoxStream:
    """Return the stream of a tree of boxes that is not yet laid out.

    Args:
        root: The root box.
        files: Hashes of the fragment's files, by the URLs that its elements name.

    Raises:
        UnsupportedBox: There is a box whose page depends on more than can be hashed.
    """
    stream = BoxStream(root)
    signatures = Signatures(files)
    _read(root, (), b"", stream, signatures)
    stream.add(_END, None, (), b"")
    stream.has_sides = signatures.has_sides
    return stream


def _read(box: Any, path: Path, around: bytes, stream: BoxStream, signatures: Signatures) -> None:
    if not is_plain(box):
        stream.add(_WHOLE + signatures.whole(box), box, path, around)
        return
    own = _OPEN + signatures.own(box)
    stream.add(own, box, path, around)
    inside = blake2b(around + own, digest_size=32).digest()
    for index, child in enumerate(box.children):
        _read(child, (*path, index), inside, stream, signatures)
    stream.add(_CLOSE, None, path, around)
