"""Finished PDFs taken apart, changed and put together again in our writer's form, byte for byte.

Independent of the library that writes packs: what is changed reaches the proof as it is.
"""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image

from briefing.model.composition import OutlineEntry
from briefing.model.standards import USUAL
from briefing.prove.grammar.file_syntax import Body, Stream, parse_file, written
from briefing.prove.grammar.grammars import GRAMMARS
from briefing.prove.grammar.object_rules import ObjectGraph
from support.fragments import LOREM, bind, furniture, typeset
from support.packs import COVER, INFO, SQUARE

if TYPE_CHECKING:
    from briefing.model.standards import Standard
    from briefing.prove.grammar.file_syntax import Value

HEAD = b"%%PDF-%b\n%%\xbf\xf7\xa2\xfe\n"
SECRET = b"zebrafish"
BROKEN = "A well-known internationalisation."
"""Where the column is narrow, one glyph is the hyphen that is written and that of a broken word."""
_IDENTITY = re.compile(rb"/ID \[ <(\w+)> <(\w+)> \]")


def _address(picture: Image.Image, kind: str) -> str:
    file = BytesIO()
    picture.save(file, kind)
    return f"data:image/{kind.lower()};base64,{b64encode(file.getvalue()).decode()}"


def _drawing(body: str) -> str:
    return (
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' width='90' height='40'>"
        + body.replace("#", "%23")
        + "</svg>"
    )


def pictures() -> str:
    """A chapter with everything that can be drawn: photographs, opacity, gradients, patterns."""
    grey = Image.linear_gradient("L").resize((9, 7))
    colours = Image.merge("RGB", (grey, grey.rotate(180), grey))
    clear = colours.copy()
    clear.putalpha(grey.rotate(180))
    shown = [
        *(_address(colours, "JPEG"), _address(colours, "PNG"), _address(clear, "PNG")),
        _drawing(
            "<defs><linearGradient id='a'><stop offset='0' stop-color='red'/><stop offset='1' "
            "stop-color='blue' stop-opacity='.3'/></linearGradient></defs>"
            "<rect width='50' height='40' fill='url(#a)'/>"
            "<filter id='f'><feBlend mode='multiply'/></filter>"
            "<g opacity='.5'><path d='M9 9L40 9' stroke='red' filter='url(#f)'/></g>"
        ),
        _drawing(
            "<defs><pattern id='p' width='9' height='9' patternUnits='userSpaceOnUse'>"
            "<path d='M0 0L9 9' stroke='red'/></pattern></defs>"
            "<rect width='50' height='40' fill='url(#p)'/>"
        ),
    ]
    drawn = "".join(f'<p><img alt="Picture {n}" src="{src}"></p>' for n, src in enumerate(shown))
    coloured = "<div style='color: lab(50% 20 20)'>Coloured</div>"
    return (
        f"<section><h2 id=pictures>Pictures</h2>{drawn}{coloured}<p>No glyph: \u0980</p>"
        "<p style='font-family: Cubic'>Cubic curves</p>"
        f"<p style='font-family: Cubic; hyphenate-character: \"-\"; width: 25mm'>{BROKEN}</p>"
        "</section>"
    )


CHAPTER = f"""<section><h2 id=one>One</h2><p>See <a href="urn:briefing:title">the cover</a> and
<a href="https://example.org/x">a page</a>. <em lang=sq>Përshëndetje çdo ditë</em>.</p>
<ul><li>One</li><li>Two</li></ul><ol><li role=doc-endnote>A note</li></ol>
<figure><img alt="A chart" src="{SQUARE}"></figure>
<table><thead><tr><th scope=col>Nation<th scope=col colspan=2>Troops</thead>
<tbody><tr><th scope=row>Sweden<td>17<td>18</table><p>{LOREM * 14}</p>
<p style="width: 25mm">{BROKEN} 17&nbsp;km</p></section>"""
BOOKMARKS = (
    OutlineEntry(1, "Cover", "title"),
    OutlineEntry(2, "One", "one"),
    OutlineEntry(2, "Pictures", "pictures"),
    OutlineEntry(1, "Cover again", "title"),
)


@lru_cache(maxsize=2)
def finished(standard: Standard = USUAL) -> bytes:
    """A bound pack that holds every kind of object there may be."""
    parts = (
        typeset("cover", COVER, front=True),
        typeset("one", CHAPTER),
        typeset("pictures", pictures()),
    )
    over = furniture(sum(len(p.pages) for p in parts))
    return bind(parts, over, BOOKMARKS, INFO, standard=standard).pdf


def body(standard: Standard = USUAL) -> Body:
    """The objects of the finished pack, free to be changed."""
    return parse_file(finished(standard))


def put_together(body: Body) -> bytes:
    """Objects as a file in the form of our writer, each under its own number."""
    out, places = bytearray(HEAD % body.standard.pdf.encode()), {0: (0, 0, 0)}
    number, last = 1, max(body.objects)
    while number <= last:
        places[number] = (1, len(out), 0)
        value = body.objects.get(number)
        if isinstance(value, Stream):
            value.keys[b"/Length"] = b"%d" % len(value.raw)
            out += b"%d 0 obj\n%b" % (number, _stream(_at_the_end(value.keys), value.raw))
            number += 1
            continue
        assert value is None, "only containers have numbers that are no object's"
        inside: list[bytes] = []
        while number + len(inside) < last:
            held = body.objects.get(number + len(inside) + 1)
            if held is None or isinstance(held, Stream):
                break
            places[number + len(inside) + 1] = (2, number, len(inside))
            inside.append(written(_in_order(held)))
        out += b"%d 0 obj\n%b" % (number, _container(number, inside))
        number += 1 + len(inside)
    places[number] = (1, len(out), 0)
    return bytes(out + _table(number, places, body.trailer, len(out)))


def _in_order(value: Value) -> Value:
    if isinstance(value, list):
        return [_in_order(inner) for inner in value]
    if isinstance(value, dict):
        return {key: _in_order(inner) for key, inner in sorted(value.items())}
    return value


def _at_the_end(keys: dict[bytes, Value]) -> dict[bytes, Value]:
    rest = {k: _in_order(v) for k, v in sorted(keys.items()) if k not in (b"/Length", b"/Filter")}
    rest.update((k, keys[k]) for k in (b"/Length", b"/Filter") if k in keys)
    return rest


def _stream(keys: dict[bytes, Value], raw: bytes) -> bytes:
    said = _IDENTITY.sub(rb"/ID [<\1><\2>]", written(keys))
    return said + b"\nstream\n" + raw + b"\nendstream\nendobj\n"


def _container(number: int, inside: list[bytes]) -> bytes:
    table, place = [], 0
    for index, line in enumerate(inside):
        table.append(b"%d %d" % (number + 1 + index, place))
        place += len(line) + 1
    head = b" ".join(table) + b"\n"
    raw = zlib.compress(head + b"".join(line + b"\n" for line in inside))
    keys: dict[bytes, Value] = {
        b"/Type": b"/ObjStm",
        b"/Length": b"%d" % len(raw),
        b"/Filter": b"/FlateDecode",
        b"/N": b"%d" % len(inside),
        b"/First": b"%d" % len(head),
    }
    return _stream(keys, raw)


def _table(
    number: int, places: dict[int, tuple[int, int, int]], trailer: dict[bytes, Value], at: int
) -> bytes:
    rows = [
        b"%c%b%b" % (k, w.to_bytes(3, "big"), i.to_bytes(2, "big")) for k, w, i in places.values()
    ]
    before = [bytes(6), *rows]
    packed = zlib.compress(
        b"".join(
            b"\2" + bytes((a - b) & 0xFF for a, b in zip(row, last, strict=True))
            for row, last in zip(rows, before, strict=False)
        )
    )
    keys: dict[bytes, Value] = {
        **trailer,
        b"/Length": b"%d" % len(packed),
        b"/W": [b"1", b"3", b"2"],
        b"/Size": b"%d" % (number + 1),
        b"/DecodeParms": {b"/Columns": b"6", b"/Predictor": b"12"},
    }
    end = b"startxref\n%d\n%%%%EOF\n" % at
    return b"%d 0 obj\n%b%b" % (number, _stream(keys, packed), end)


@dataclass(slots=True)
class _Places(ObjectGraph):
    """A walk that keeps what it meets."""

    met: dict[str, list[Value]] = field(default_factory=dict)

    def check(self, kind: str, value: Value) -> None:
        self.met.setdefault(kind, []).append(value)
        ObjectGraph.check(self, kind, value)


def met(body: Body) -> dict[str, list[Value]]:
    """All values of a file that are held against a row, by its kind."""
    places = _Places(body.objects, GRAMMARS[body.standard])
    places.check("trailer", body.trailer)
    places.run()
    return places.met
