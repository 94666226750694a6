"""Plants in what is to be read: the text of pages, hidden text, furniture, marked content."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String

from support.planting.base import SECRET, SENTENCE
from support.planting.making import (
    Make,
    Missed,
    Plants,
    add_drawn,
    all_of,
    beside,
    draws,
    form,
    form_of,
    glyphs,
    has,
    line,
    objects,
    page,
    redrawn,
    tagged,
)

if TYPE_CHECKING:
    from pikepdf import Pdf

HALF = SECRET[:5], SECRET[5:]


def letters(pdf: Pdf, places: list[tuple[float, float]], text: str = SECRET) -> bytes:
    """Each letter as a text of its own at a place of its own."""
    return b"".join(line(pdf, c, at) for c, at in zip(text, places, strict=True))


def row(step: float, start: float = 60, y: float = 60) -> list[tuple[float, float]]:
    """Places for the letters of the secret, one beside the other."""
    return [(start + n * step, y) for n in range(len(SECRET))]


def scrambled(pdf: Pdf) -> bytes:
    """The letters in the order of the alphabet, each where it is read in its word."""
    drawn = sorted(zip(SECRET, row(5.5), strict=True))
    return b"".join(line(pdf, letter, at) for letter, at in drawn)


def kerned(pdf: Pdf, gap: int) -> bytes:
    """One text operator with a gap behind each letter."""
    name, codes = glyphs(pdf, SECRET)
    shown = b"".join(b"<%b>%d" % (code, gap) for code in codes)
    return b"BT\n1 0 0 1 60 60 Tm\n%b 10 Tf\n[%b] TJ\nET\n" % (name.encode(), shown)


def set_with(pdf: Pdf, before: bytes) -> bytes:
    """The word under operators that hide it."""
    return b"q " + before + b"\n" + line(pdf, SECRET) + b"Q\n"


def on_two_pages(pdf: Pdf) -> None:
    """Half of the word at the end of one page, half at the start of the next."""
    tagged(pdf, line(pdf, HALF[0]))
    others = [p.obj for p in pdf.pages if p.obj != page(pdf)]
    other = next((p for p in others if has(p, HALF[1])), page(pdf))
    name, codes = glyphs(pdf, HALF[1], other)
    shown = b"".join(b"<%b>0" % code for code in codes)
    text = b"q BT\n1 0 0 1 60 700 Tm\n%b 10 Tf\n[%b] TJ\nET Q\n" % (name.encode(), shown)
    redrawn(other, lambda old: text + old)


TEXT: Plants = {
    "text of pages": {
        "a word": draws(lambda pdf: line(pdf, SECRET)),
        "in capitals, spaced": draws(lambda pdf: line(pdf, "z e b r a f i s h")),
        "a sentence of shown words": draws(lambda pdf: line(pdf, SENTENCE)),
        "a number": draws(lambda pdf: line(pdf, "4711")),
        "joined by low lines": draws(lambda pdf: line(pdf, f"a_{SECRET}_b")),
        "joined by full stops": draws(lambda pdf: line(pdf, f"a.{SECRET}.b")),
        "joined by hyphens": draws(lambda pdf: line(pdf, f"a-{SECRET}-b")),
        "inside a longer word": draws(lambda pdf: line(pdf, f"quick{SECRET}brown")),
        "low lines between its letters": draws(lambda pdf: line(pdf, "_".join(SECRET))),
    },
    "words taken apart": {
        "letter by letter, close": draws(lambda pdf: letters(pdf, row(5.5))),
        "letter by letter, far": draws(lambda pdf: letters(pdf, row(30))),
        "one letter below the other": draws(
            lambda pdf: letters(pdf, [(60, 300 - 12 * n) for n in range(9)])
        ),
        "broken without a hyphen": draws(
            lambda pdf: line(pdf, HALF[0], (60, 80)) + line(pdf, HALF[1])
        ),
        "broken with a hyphen": draws(
            lambda pdf: line(pdf, HALF[0] + "-", (60, 80)) + line(pdf, HALF[1])
        ),
        "drawn from its end": draws(
            lambda pdf: b"".join(
                line(pdf, c, at) for c, at in reversed(list(zip(SECRET, row(5.5), strict=True)))
            )
        ),
        "drawn in the order of the alphabet": draws(scrambled),
        "kerned far apart": draws(lambda pdf: kerned(pdf, -2000)),
        "on two pages": objects(on_two_pages),
    },
    "hidden text": {
        "white": draws(lambda pdf: set_with(pdf, b"1 1 1 rg")),
        "invisible": draws(lambda pdf: set_with(pdf, b"3 Tr")),
        "only a clip": draws(lambda pdf: set_with(pdf, b"7 Tr")),
        "tiny": draws(lambda pdf: line(pdf, SECRET, size=0.01)),
        "of no size": draws(lambda pdf: line(pdf, SECRET, size=0)),
        "of no width": draws(lambda pdf: set_with(pdf, b"0 Tz")),
        "off the page": draws(lambda pdf: line(pdf, SECRET, (-4000, 9000))),
        "clipped away": draws(lambda pdf: set_with(pdf, b"0 0 1 1 re W n")),
        "kerned onto itself": draws(lambda pdf: kerned(pdf, 500)),
        "under a box": draws(lambda pdf: line(pdf, SECRET) + b"q 1 g 0 0 300 90 re f Q\n"),
    },
}


def in_furniture(pdf: Pdf) -> None:
    """At the end of a form that is laid over pages."""
    held = form(pdf)
    name, codes = glyphs(pdf, SECRET)
    held.Resources.Font[name] = page(pdf).Resources.Font[name]
    shown = b"".join(b"<%b>0" % code for code in codes)
    text = b"BT\n1 0 0 1 60 60 Tm\n%b 9 Tf\n[%b] TJ\nET\n" % (name.encode(), shown)
    redrawn(held, lambda old: b"q " + text + b"Q\n" + old)


def one_more_form(pdf: Pdf) -> None:
    """A form of its own, laid over the page as furniture is."""
    add_drawn(pdf, "/Furniture9", form_of(pdf, line(pdf, SECRET)))
    beside(pdf, b"/Furniture9 Do\n")


def under_foreign_mark(pdf: Pdf, mark: bytes) -> None:
    """Marked by an operator that neither tags nor makes an artifact."""
    redrawn(page(pdf), lambda old: old + b"q " + mark + b" " + line(pdf, SECRET) + b"EMC Q\n")


def marked(pdf: Pdf, mark: bytes) -> None:
    """Something marked that draws nothing."""
    redrawn(page(pdf), lambda old: old + mark)


def remarked(pdf: Pdf, keys: bytes) -> None:
    """The first marked content, its properties with a key more."""
    redrawn(page(pdf), lambda old: old.replace(b"<</MCID 0>>", b"<</MCID 0 %b>>" % keys, 1))


def named_properties(pdf: Pdf) -> None:
    """Properties among the resources, used by name."""
    add_drawn(pdf, "/Pr1", Dictionary(ActualText=String(SECRET)), "/Properties")
    marked(pdf, b"/Span /Pr1 BDC EMC\n")


_WORD = SECRET.encode()
MARKS: Plants = {
    "furniture": {
        "an artifact": draws(lambda pdf: line(pdf, SECRET), beside),
        "in a running head": objects(in_furniture),
        "one more form": objects(one_more_form),
        "a sentence of shown words": draws(lambda pdf: line(pdf, SENTENCE), beside),
        "outside all marks": objects(
            lambda pdf: redrawn(page(pdf), lambda old: old + b"q " + line(pdf, SECRET) + b"Q\n")
        ),
        "under a mark of no meaning": objects(lambda pdf: under_foreign_mark(pdf, b"/Foo BMC")),
        "letter by letter": draws(lambda pdf: letters(pdf, row(30)), beside),
        "under a number nobody has": objects(
            lambda pdf: under_foreign_mark(pdf, b"/P <</MCID 999>> BDC")
        ),
    },
    "marked content": {
        "actual text": objects(lambda pdf: remarked(pdf, b"/ActualText (%b)" % _WORD)),
        "alternative text": objects(lambda pdf: remarked(pdf, b"/Alt (%b)" % _WORD)),
        "expansion": objects(lambda pdf: remarked(pdf, b"/E (%b)" % _WORD)),
        "language": objects(lambda pdf: remarked(pdf, b"/Lang (x-%b)" % _WORD)),
        "a key of its own": objects(lambda pdf: remarked(pdf, b"/Draft (%b)" % _WORD)),
        "a key's name": objects(lambda pdf: remarked(pdf, b"/%b 1" % _WORD)),
        "a name for a value": objects(lambda pdf: remarked(pdf, b"/Draft /%b" % _WORD)),
        "in UTF-16": objects(
            lambda pdf: remarked(pdf, b"/Alt <feff%b>" % SECRET.encode("utf-16-be").hex().encode())
        ),
        "empty": objects(lambda pdf: marked(pdf, b"/Span <</Alt (%b)>> BDC EMC\n" % _WORD)),
        "a point": objects(lambda pdf: marked(pdf, b"/Span <</Draft (%b)>> DP\n" % _WORD)),
        "a point's name": objects(lambda pdf: marked(pdf, b"/%b MP\n" % _WORD)),
        "a tag": objects(lambda pdf: marked(pdf, b"/%b BMC EMC\n" % _WORD)),
        "properties by name": objects(named_properties),
    },
}


def layer(pdf: Pdf, name: str) -> None:
    """Content that readers may switch on, and do not show."""
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String(name)))
    pdf.Root.OCProperties = Dictionary(
        OCGs=[group], D=Dictionary(OFF=[group], Order=[group], BaseState=Name.ON)
    )
    add_drawn(pdf, "/L1", group, "/Properties")
    redrawn(page(pdf), lambda old: old + b"/OC /L1 BDC q " + line(pdf, SECRET) + b"Q EMC\n")


def layers(**keys: Any) -> Dictionary:
    """Layers nothing is on."""
    return Dictionary(OCGs=Array([]), D=Dictionary(**keys))


LAYERS: Plants = {
    "layers": {
        "a word on one": objects(lambda pdf: layer(pdf, "Draft")),
        "the name of one": objects(
            lambda pdf: pdf.Root.__setitem__(
                "/OCProperties", Dictionary(OCGs=[Dictionary(Type=Name.OCG, Name=String(SECRET))])
            )
        ),
        "the name of a configuration": objects(
            lambda pdf: pdf.Root.__setitem__("/OCProperties", layers(Name=String(SECRET)))
        ),
        "who made a configuration": objects(
            lambda pdf: pdf.Root.__setitem__("/OCProperties", layers(Creator=String(SECRET)))
        ),
        "a title in their order": objects(
            lambda pdf: pdf.Root.__setitem__(
                "/OCProperties", layers(Order=Array([Array([String(SECRET)])]))
            )
        ),
        "a form on one that is off": objects(
            lambda pdf: all_of(pdf, "/Subtype", Name.Form)[0].__setitem__(
                "/OC", Dictionary(Type=Name.OCG, Name=Name("/" + SECRET))
            )
        ),
    },
}

CIPHER: Plants = {
    "words in cipher": {
        "each letter the next": draws(lambda pdf: line(pdf, "afcsbgjti")),
        "in base 64": draws(lambda pdf: line(pdf, "em vi cm fma xn o")),
        "as numbers": draws(lambda pdf: line(pdf, "26 05 02 18 01 06 09 19 08")),
        "from its end": draws(lambda pdf: line(pdf, SECRET[::-1])),
        "its letters between others": draws(lambda pdf: line(pdf, "x".join(SECRET))),
        "in the furniture": draws(lambda pdf: line(pdf, "afcsbgjti"), beside),
    },
}

_NUMBERS = "".join(f"{ord(letter) - 96:02}" for letter in SECRET).encode()


def amended(pattern: bytes, new: bytes) -> Make:
    """A plant in the numbers of what a page draws; nothing else about it is another."""
    wanted = re.compile(pattern)
    return objects(lambda pdf: redrawn(page(pdf), lambda old: wanted.sub(new, old, count=1)))


def kerned_line(old: bytes) -> bytes:
    """The gaps between the glyphs of the text, each a thousandth wider for a letter's bit."""
    bits = iter("".join(f"{ord(letter):08b}" for letter in SECRET))
    return re.sub(rb">0<", lambda gap: b">1<" if next(bits, "0") == "1" else gap[0], old)


SHAPE = b"0 0 0 RG\n1 w\n60 60 m\n70 70 l\n60 70 l\n70 60 l\nS\n"
_SIGNS = "numbers of places, sizes and colours can say anything; a proof reads words"
SIGNS: Plants = {
    "signs for letters": {
        "as lines and curves": Missed(
            draws(lambda _: SHAPE, beside),
            "letters drawn as shapes are no text: every line of a drawing would have to be known",
        ),
        "in the gaps between letters": Missed(
            objects(lambda pdf: redrawn(page(pdf), kerned_line)), _SIGNS
        ),
        "in where a line begins": Missed(
            amended(rb"(\.\d+)( Tm)", rb"\g<1>%b\2" % _NUMBERS), _SIGNS
        ),
        "in how large letters are": Missed(
            amended(rb"(\.\d+)( Tf)", rb"\g<1>%b\2" % _NUMBERS), _SIGNS
        ),
        "in a colour": Missed(amended(rb"(0\.\d+)( rg)", rb"\g<1>%b\2" % _NUMBERS), _SIGNS),
        "in where a bookmark leads": Missed(
            objects(
                lambda pdf: pdf.Root.Outlines.First.Dest.__setitem__(
                    2, Decimal(f"60.{_NUMBERS.decode()}")
                )
            ),
            _SIGNS,
        ),
    },
}
