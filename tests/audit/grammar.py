"""The grammar at full size: a finished pack with one thing changed anywhere in it is refused.

What is changed is chosen among all values of all objects, and among all bytes of all streams.
"""

from __future__ import annotations

import random
import zlib
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.prove import Expectation, Means
from briefing.prove.foreign_content import foreign_content_faults
from briefing.prove.grammar.file_syntax import Stream
from briefing.prove.grammar.purposes import check_purposes
from support.audit import Outcome
from support.forging import SECRET, body, finished, put_together

if TYPE_CHECKING:
    from briefing.prove.grammar.file_syntax import Body, Value

FULL = 5000
_WRITTEN_BY_THE_FORM = frozenset((b"/Length", b"/Size", b"/W", b"/DecodeParms"))
"""Keys that are made anew when a file is put together."""


def examine(seed: int, index: int) -> Outcome:
    """One change somewhere."""
    chosen = random.Random(f"{seed} {index}")
    objects = body()
    number = chosen.choice(sorted(objects.objects))
    what = _changed(objects, number, chosen)
    data = put_together(objects)
    assert data != finished()
    caught = any(foreign_content_faults(check_purposes(data)[0], _expected(), ()))
    faults = () if caught else (f"object {number}: {what} passes (seed {seed}, step {index})",)
    return Outcome({"changes": 1, "refused": int(caught)}, faults)


@lru_cache(maxsize=1)
def _expected() -> Expectation:
    inventory, _ = check_purposes(finished())
    held = (inventory.typefaces, inventory.pictures, inventory.drawings)
    typefaces, pictures, drawings = (tuple(what for what, _ in pairs) for pairs in held)
    return Expectation((), means=Means(typefaces, pictures, drawings))


def _changed(objects: Body, number: int, chosen: random.Random) -> str:
    """Change an object; what was done to it."""
    value = objects.objects[number]
    if isinstance(value, Stream):
        if chosen.random() < 0.7:
            return _in_stream(value, chosen)
        value = value.keys
    if not isinstance(value, dict | list):
        objects.objects[number] = [value]
        return "a list around it"
    return _in_value(value, chosen)


def _in_stream(stream: Stream, chosen: random.Random) -> str:
    packed = stream.keys.get(b"/Filter") == b"/FlateDecode"
    content = stream.content() if packed else stream.raw
    at = chosen.randrange(len(content) + 1)
    content = content[:at] + SECRET + content[at:]
    stream.raw = zlib.compress(content) if packed else content
    return f"a word at byte {at} of its stream"


def _in_value(value: dict[bytes, Value] | list[Value], chosen: random.Random) -> str:
    """Go down to a value that holds no others, and write another in its place."""
    while True:
        if isinstance(value, dict) and (not value or chosen.random() < 0.2):
            value[b"/Zebrafish"] = b"(zebrafish)"
            return "a key more"
        if isinstance(value, dict):
            key = chosen.choice([k for k in value if k not in _WRITTEN_BY_THE_FORM] or [b"/Length"])
            inner = value[key]
            if not isinstance(inner, dict | list):
                value[key] = _wrong(inner) if key != b"/Length" else inner
                value.update({b"/Zebrafish": b"1"} if key == b"/Length" else {})
                return f"another {key.decode()}"
            value = inner
        else:
            if not value:
                value.append(b"(zebrafish)")
                return "an entry more"
            place = chosen.randrange(len(value))
            inner = value[place]
            if not isinstance(inner, dict | list):
                value[place] = _wrong(inner)
                return f"another entry {place}"
            value = inner


def _wrong(value: Value) -> Value:
    """A value of another kind, with a word where there is room for one."""
    if isinstance(value, bytes) and value.startswith(b"/"):
        return b"/Zebrafish"
    if isinstance(value, bytes) and value[:1] in (b"(", b"<"):
        return [b"(zebrafish)"]
    return b"(zebrafish)"
