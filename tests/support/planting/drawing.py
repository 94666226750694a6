"""Plants in drawing: forms, patterns, functions, masks, and operators that draw nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name

from support.planting.base import KEY, NAMED, SECRET, WORD
from support.planting.making import (
    Make,
    Plants,
    add_drawn,
    beside,
    form,
    form_of,
    line,
    objects,
    page,
    redrawn,
    sets,
)
from support.planting.pictures import foreign

if TYPE_CHECKING:
    from pikepdf import Pdf

_W = SECRET.encode()


def on_a_form(key: str, value: Any) -> Make:
    """A plant: a key of a form that is drawn."""
    return sets(form, key, value)


def in_a_form(more: bytes) -> Make:
    """A plant: something behind what a form draws."""
    return objects(lambda pdf: redrawn(form(pdf), lambda old: old + b"\n" + more))


def form_in_a_form(pdf: Pdf) -> None:
    """A form that is named in a form and not drawn there."""
    held = form(pdf)
    held.Resources.XObject = Dictionary(Fm1=form_of(pdf, line(pdf, SECRET)))


def outside(pdf: Pdf) -> None:
    """A form that draws outside its box."""
    small = form_of(pdf, line(pdf, SECRET))
    small.BBox = [0, 0, 1, 1]
    add_drawn(pdf, "/Furniture9", small)
    beside(pdf, b"/Furniture9 Do\n")


def far_away(pdf: Pdf) -> None:
    """A form whose matrix puts it off the page."""
    moved = form_of(pdf, line(pdf, SECRET))
    moved.Matrix = [1, 0, 0, 1, 9000, 9000]
    add_drawn(pdf, "/Furniture9", moved)
    beside(pdf, b"/Furniture9 Do\n")


FORMS: Plants = {
    "forms": {
        "not drawn": objects(
            lambda pdf: add_drawn(pdf, "/Furniture9", form_of(pdf, line(pdf, SECRET)))
        ),
        "not drawn, in a form": objects(form_in_a_form),
        "outside its box": objects(outside),
        "off the page": objects(far_away),
        "metadata": on_a_form("/Metadata", lambda pdf: pdf.make_stream(_W)),
        "private data": on_a_form("/PieceInfo", Dictionary({KEY: Dictionary(Private=WORD)})),
        "name": on_a_form("/Name", NAMED),
        "group": on_a_form("/Group", Dictionary(S=Name.Transparency, CS=NAMED)),
        "a key of its own": on_a_form("/Draft", WORD),
        "a remark": in_a_form(b"% " + _W + b"\n"),
        "another file's page": on_a_form("/Ref", Dictionary(F=WORD, Page=0)),
        "when it was changed": on_a_form("/LastModified", WORD),
    },
}


def pattern(pdf: Pdf, content: bytes, **resources: Any) -> None:
    """A box filled with a pattern of tiles."""
    tiles = pdf.make_stream(content)
    tiles.Type, tiles.PatternType, tiles.PaintType, tiles.TilingType = Name.Pattern, 1, 1, 1
    tiles.BBox, tiles.XStep, tiles.YStep = [0, 0, 90, 90], 90, 90
    tiles.Resources = Dictionary(page(pdf).Resources) if not resources else Dictionary(**resources)
    add_drawn(pdf, "/P1", tiles, "/Pattern")
    beside(pdf, b"/Pattern cs /P1 scn\n60 60 90 90 re\nf\n")


def shading(pdf: Pdf, function: Any, **keys: Any) -> None:
    """A box filled with a gradient."""
    there = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceGray, Coords=[0, 0, 90, 0], Function=function, **keys
    )
    add_drawn(pdf, "/S1", there, "/Shading")
    beside(pdf, b"/S1 sh\n")


def linear(**keys: Any) -> Dictionary:
    """From one grey to another."""
    return Dictionary(FunctionType=2, Domain=[0, 1], C0=[0], C1=[1], N=1, **keys)


def sampled(pdf: Pdf) -> Any:
    """A function that is a table of values."""
    return pdf.make_stream(
        _W, FunctionType=0, Domain=[0, 1], Range=[0, 1], Size=[len(_W)], BitsPerSample=8
    )


def calculated(pdf: Pdf) -> Any:
    """A function that is a program."""
    return pdf.make_stream(b"{ %% %b\n }" % _W, FunctionType=4, Domain=[0, 1], Range=[0, 1])


PATTERNS: Plants = {
    "patterns and gradients": {
        "text on tiles": objects(lambda pdf: pattern(pdf, line(pdf, SECRET, (2, 2)))),
        "a picture on tiles": objects(
            lambda pdf: pattern(
                pdf, b"q 9 0 0 9 0 0 cm /Im1 Do Q", XObject=Dictionary(Im1=foreign(pdf))
            )
        ),
        "a remark on tiles": objects(lambda pdf: pattern(pdf, b"% " + _W + b"\n0 0 9 9 re f\n")),
        "a pattern nobody uses": objects(
            lambda pdf: add_drawn(
                pdf, KEY, Dictionary(Type=Name.Pattern, PatternType=2), "/Pattern"
            )
        ),
        "a table of values": objects(lambda pdf: shading(pdf, sampled(pdf))),
        "a program": objects(lambda pdf: shading(pdf, calculated(pdf))),
        "a gradient's own key": objects(lambda pdf: shading(pdf, linear(), Draft=WORD)),
        "a function's own key": objects(lambda pdf: shading(pdf, linear(Draft=NAMED))),
        "a colour's name": objects(
            lambda pdf: add_drawn(
                pdf,
                "/C1",
                Array([Name.DeviceN, Array([NAMED]), Name.DeviceGray, linear()]),
                "/ColorSpace",
            )
        ),
        "a gradient nobody uses": objects(
            lambda pdf: add_drawn(
                pdf, KEY, Dictionary(ShadingType=2, Coords=[0, 0, 1, 1]), "/Shading"
            )
        ),
    },
}


def state(pdf: Pdf, **keys: Any) -> None:
    """A graphics state that is used."""
    add_drawn(pdf, "/a9", Dictionary(**keys), "/ExtGState")
    beside(pdf, b"/a9 gs\n60 60 9 9 re\nf\n")


def group(pdf: Pdf, content: bytes) -> Any:
    """A group for a soft mask."""
    made = form_of(pdf, content)
    made.Group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    return made


def picture_in_mask(pdf: Pdf) -> None:
    """The withheld picture, as what is seen of a box."""
    add_drawn(pdf, "/Im1", foreign(pdf))
    drawn = group(pdf, b"90 0 0 90 60 60 cm /Im1 Do\n")
    state(pdf, SMask=Dictionary(S=Name.Luminosity, G=drawn))


STATES: Plants = {
    "soft masks and states": {
        "text in a mask": objects(
            lambda pdf: state(
                pdf, SMask=Dictionary(S=Name.Luminosity, G=group(pdf, line(pdf, SECRET)))
            )
        ),
        "a picture in a mask": objects(picture_in_mask),
        "a key of a mask": objects(
            lambda pdf: state(
                pdf,
                SMask=Dictionary(S=Name.Alpha, G=group(pdf, b"0 0 9 9 re f\n"), Draft=NAMED),
            )
        ),
        "a mask's backdrop": objects(
            lambda pdf: state(
                pdf,
                SMask=Dictionary(S=Name.Alpha, G=group(pdf, b"0 0 9 9 re f\n"), BC=[4711]),
            )
        ),
        "a transfer function": objects(lambda pdf: state(pdf, TR=sampled(pdf))),
        "a halftone": objects(
            lambda pdf: state(
                pdf, HT=Dictionary(Type=Name.Halftone, HalftoneType=1, HalftoneName=WORD)
            )
        ),
        "a font": objects(
            lambda pdf: state(
                pdf, Font=Array([Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=NAMED), 9])
            )
        ),
        "a way to blend": objects(lambda pdf: state(pdf, BM=NAMED)),
        "an intent": objects(lambda pdf: state(pdf, RI=NAMED)),
        "a key of its own": objects(lambda pdf: state(pdf, Draft=WORD)),
    },
}


def operators(content: bytes) -> Make:
    """A plant among the operators of a page."""
    return objects(lambda pdf: redrawn(page(pdf), lambda old: old + content))


def second_stream(pdf: Pdf) -> None:
    """A page whose content is in two streams."""
    own = page(pdf)
    own.Contents = Array([own.Contents, pdf.make_stream(b"% " + _W + b"\n")])


OPERATORS: Plants = {
    "operators": {
        "a remark": operators(b"% " + _W + b"\n"),
        "a remark behind an operator": operators(b"q % " + _W + b"\nQ\n"),
        "a string that is not shown": operators(b"q (%b) Q\n" % _W),
        "a string in hexadecimal": operators(b"q <%b> Q\n" % _W.hex().encode()),
        "a string as a font": operators(b"BT (%b) 9 Tf ET\n" % _W),
        "an operator nobody knows": operators(b"BX %b EX\n" % _W),
        "a string for one nobody knows": operators(b"BX (%b) foo EX\n" % _W),
        "a dictionary for one": operators(b"BX << /%b 1 >> foo EX\n" % _W),
        "a name that is not there": operators(b"q /%b gs Q\n" % _W),
        "a name left over": operators(b"/%b q Q\n" % _W),
        "an intent": operators(b"q /%b ri Q\n" % _W),
        "a colour space": operators(b"q /%b cs Q\n" % _W),
        "a list": operators(b"q [(%b)] 0 d Q\n" % _W),
        "a string of no glyphs": operators(b"BT [(%b)] TJ ET\n" % _W),
        "behind a space nobody needs": operators(b" " * 80 + b"%\n"),
        "a second stream": objects(second_stream),
        "a number more": operators(b"4711 4711 q Q\n"),
    },
}
