"""Default deny: a finished file holds what has a purpose we know, and nothing else passes."""

from __future__ import annotations

import random
import zlib
from base64 import b64encode
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from audit.grammar import examine
from PIL import Image

from briefing.build.pipeline import expectation_of
from briefing.model.findings import Severity
from briefing.model.standards import NEWER, USUAL
from briefing.pdf.pixel_hash import pixel_digests_in
from briefing.prove import Means, prove
from briefing.prove.foreign_content import foreign_content_faults
from briefing.prove.grammar.file_syntax import ForeignFormError, Stream, number_of, parse_file
from briefing.prove.grammar.newer_table import NEWER_NAMES, NEWER_TABLE
from briefing.prove.grammar.object_rules import walk
from briefing.prove.grammar.purposes import check_purposes
from briefing.prove.grammar.table import NAMES, STREAMS, TABLE
from support.bodies import compose_undrawn, cut, small, theme
from support.forging import SECRET, body, finished, met, put_together
from support.fragments import bind, furniture, typeset
from support.packs import INFO
from support.plants import PLANTS, plants_for
from support.proofs import EXPECTED, HERE, codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model.standards import Standard
    from briefing.prove.grammar.file_syntax import Body, Value

WRONG: tuple[Value, ...] = (
    b"(zebrafish)",
    b"/Zebrafish",
    [b"(zebrafish)"],
    {b"/Zebrafish": b"(zebrafish)"},
    b"null",
)
"""What is tried at every key: a string, a name, a list, a dictionary, nothing."""


CODES = (
    *("P140", "P141", "P142", "P143", "P144", "P145", "P146", "P147", "P148", "P149", "P150"),
    "P151",
)


TABLES = {USUAL: (TABLE, NAMES), NEWER: (NEWER_TABLE, NEWER_NAMES)}
ROWS = [(standard, kind) for standard, (table, _) in TABLES.items() for kind in table]
each_standard = pytest.mark.parametrize("standard", TABLES, ids=lambda one: one.choice)


@each_standard
def test_a_finished_pack_passes(standard: Standard) -> None:
    """As it was bound, and put together again from its objects."""
    for data in (finished(standard), put_together(body(standard))):
        inventory, held = check_purposes(data)
        assert inventory.faults == ()
        assert held is not None


@each_standard
def test_the_table_has_no_idle_rows(standard: Standard) -> None:
    """Every kind of object is in the pack that these tests change, so that each row is tried."""
    table, names = TABLES[standard]
    found = met(body(standard))
    assert set(found) == set(table)
    assert {kind for kind, values in found.items() if isinstance(values[0], Stream)} == STREAMS
    used = " ".join(str(row) for row in table.values())
    assert all(f"~{name}" in used or f"...{name}" in used for name in names)


@each_standard
def test_a_pack_passes_by_the_table_of_its_own_standard_only(standard: Standard) -> None:
    """Its first line says which: with that of the other, its keys have no purpose."""
    [other] = TABLES.keys() - {standard}
    renamed = f"%PDF-{other.pdf}".encode() + finished(standard)[8:]
    assert {code for code, _ in check_purposes(renamed)[0].faults} & {"P142", "P143"}


@pytest.mark.parametrize(("standard", "kind"), ROWS, ids=lambda one: getattr(one, "choice", one))
def test_each_row_refuses_what_is_not_in_it(standard: Standard, kind: str) -> None:
    """One key more, one less, and at each key whatever does not belong there."""
    objects = body(standard)
    place = _last(objects, kind)
    row = TABLES[standard][0][kind]
    if isinstance(row, str):
        assert isinstance(place, list)
        assert _refused(objects, place, len(place), b"(zebrafish)")
        return
    keys = place.keys if isinstance(place, Stream) else place
    assert isinstance(keys, dict)
    assert _refused(objects, keys, b"/Zebrafish", b"(zebrafish)")
    for key, rule in row.items():
        name = b"/" + key.rstrip("?").encode()
        if "..." in key:
            [(name, _), *_] = keys.items()
        elif name not in keys:
            continue
        for wrong in WRONG:
            free = rule.startswith("text") and wrong == b"(zebrafish)"
            assert free != _refused(objects, keys, name, wrong), (key, wrong)
        if not key.endswith("?") and "..." not in key:
            assert _refused(objects, keys, name, None), key


def _last(objects: Body, kind: str) -> Value:
    """The last value of a kind that is not empty, where there is one."""
    found = met(objects)[kind]
    return next((value for value in reversed(found) if value), found[-1])


def _refused(
    objects: Body, holder: dict[bytes, Value] | list[Value], key: bytes | int, value: Value | None
) -> bool:
    """Whether objects are refused with another value at a key, or without it."""
    if isinstance(holder, list):
        assert value is not None
        holder.append(value)
        faults = walk(objects).faults
        holder.pop()
        return bool(faults)
    assert isinstance(key, bytes)
    before = dict(holder)
    if value is None:
        del holder[key]
    else:
        holder[key] = value
    faults = walk(objects).faults
    holder.clear()
    holder.update(before)
    return bool(faults)


@each_standard
def test_each_name_of_ours_has_a_pattern(standard: Standard) -> None:
    """A resource with a name that is not made as ours are is refused, whatever it is."""
    for kind, row in TABLES[standard][0].items():
        if isinstance(row, str) or not any("..." in key for key in row):
            continue
        objects = body(standard)
        held = _last(objects, kind)
        assert isinstance(held, dict)
        (key, value), *_ = held.items()
        del held[key]
        held[b"/Zebrafish"] = value
        assert any(code == "P142" for code, _ in walk(objects).faults), kind


@each_standard
@pytest.mark.parametrize("code", CODES)
def test_what_has_no_purpose_is_refused(code: str, standard: Standard) -> None:
    """Each plant by its own code and no other of the grammar, with a way out."""
    expected = replace(EXPECTED, means=means())
    assert sorted(PLANTS) == sorted(CODES)
    for name, plant in plants_for(standard, code).items():
        data = plant(finished(standard))
        assert data != finished(standard), name
        found = list(foreign_content_faults(check_purposes(data)[0], expected, ()))
        assert [fault[0] for fault in found] == [code], (name, found)
        assert all(hint for _, _, hint in found)


@pytest.mark.parametrize("code", [pytest.param(c, marks=pytest.mark.finds(c)) for c in CODES])
def test_the_proof_of_a_whole_file_asks_for_it(code: str) -> None:
    """A file with a plant does not pass, and the finding is an error."""
    [plant, *_] = PLANTS[code].values()
    result = prove(plant(finished()), replace(EXPECTED, means=means()), HERE)
    [finding] = [f for f in result.findings if f.code >= "P140"]
    assert finding.code == code
    assert finding.severity is Severity.ERROR


def test_a_fault_that_has_a_name_is_not_told_twice() -> None:
    """An attachment, a script, an earlier state: what says it best says it alone."""
    expected = replace(EXPECTED, means=means())
    later = finished() + b"\nstartxref\n9\n%%EOF\n"
    for data, code in ((later, "P107"), (_with(_attach), "P134")):
        found = codes(prove(data, expected, HERE))
        assert code in found
        assert not {c for c in found if c >= "P140"}


def _attach(objects: Body) -> None:
    catalog = met(objects)["catalog"][-1]
    assert isinstance(catalog, dict)
    catalog[b"/AF"] = []


def means() -> Means:
    """What the finished pack may be made of."""
    inventory, _ = check_purposes(finished())
    held = (inventory.typefaces, inventory.pictures, inventory.drawings)
    typefaces, pictures, drawings = (tuple(what for what, _ in pairs) for pairs in held)
    return Means(typefaces, pictures, drawings)


def test_nothing_is_asked_of_a_file_that_is_not_ours() -> None:
    """Without means only words are proven: other files than packs can be held against a text."""
    expected = replace(EXPECTED, means=None)
    assert not {c for c in codes(prove(b"%PDF-1.7\n%%EOF\n", expected, HERE)) if c >= "P140"}


def test_a_byte_between_the_objects_is_never_overlooked() -> None:
    """Bytes that belong to no stream, changed: refused, or a value that the grammar then sees."""
    data = finished()
    free = bytearray(b"\1" * len(data))
    for value in parse_file(data).objects.values():
        if isinstance(value, Stream):
            at = data.index(value.raw)
            free[at : at + len(value.raw)] = bytes(len(value.raw))
    chosen = random.Random(7)
    for at in chosen.sample([n for n, is_free in enumerate(free) if is_free], 120):
        for sign in b" \n%1":
            changed = bytes([*data[:at], sign, *data[at + 1 :]])
            try:
                objects = parse_file(changed)
            except ForeignFormError:
                continue
            assert changed == data or objects != parse_file(data), data[at - 40 : at + 40]


def test_a_stream_has_nothing_behind_its_end() -> None:
    """Bytes that no reader would unpack are refused in every kind of stream."""
    for kind in sorted(STREAMS):
        objects = body()
        for stream in met(objects)[kind]:
            assert isinstance(stream, Stream)
            if stream.keys.get(b"/Filter") == b"/FlateDecode":
                stream.raw += SECRET
                break
        else:
            continue
        inventory, _ = check_purposes(put_together(objects))
        assert inventory.faults, kind
        assert all("after its end" in message for _, message in inventory.faults), kind


def _with(change: Callable[[Body], object]) -> bytes:
    objects = body()
    change(objects)
    return put_together(objects)


@each_standard
def test_free_text_is_searched_wherever_it_may_stand(standard: Standard) -> None:
    """A word in each string that may be free text is among what the leak search reads."""
    for kind, row in TABLES[standard][0].items():
        if isinstance(row, str):
            continue
        for key, rule in row.items():
            if not rule.startswith("text"):
                continue
            objects = body(standard)
            held = met(objects)[kind][-1]
            assert isinstance(held, dict)
            held[b"/" + key.rstrip("?").encode()] = b"(zebrafish)"
            _, found = check_purposes(put_together(objects))
            if kind != "document information":  # the packet would have to say the same
                assert found is not None, (kind, key)
                assert (key.rstrip("?"), "zebrafish") in found.strings


def test_glyphs_that_say_words_are_searched() -> None:
    """A map may let a glyph stand for a whole sentence: that is text like any other."""

    def change(objects: Body) -> None:
        stream = met(objects)["character map"][-1]
        assert isinstance(stream, Stream)
        content = stream.content()
        at = content.index(b"> <", content.index(b"beginbfchar")) + 3
        end = content.index(b">", at)
        said = "zebrafish".encode("utf-16-be").hex().encode()
        stream.raw = zlib.compress(content[:at] + said + content[end:])
        stream.keys[b"/Filter"] = b"/FlateDecode"

    _, held = check_purposes(_with(change))
    assert held is not None
    assert ("ToUnicode", "zebrafish") in held.strings


def test_a_change_anywhere_is_refused() -> None:
    """A sample of what ``make audit`` does at full size: any value of any object, any stream."""
    found = [examine(1, index) for index in range(60)]
    assert [fault for outcome in found for fault in outcome.faults] == []
    assert sum(outcome.counts["refused"] for outcome in found) == len(found)


@pytest.mark.parametrize(
    "defined",
    [
        "<mask id='m'><text x='5' y='30' fill='white' font-family='Serif'>Said</text></mask>",
        "<pattern id='p' width='1' height='1'><text font-family='Serif'>Said</text></pattern>",
    ],
)
def test_text_that_no_reader_hands_back_is_refused(defined: str) -> None:
    """In a mask, or in a pattern: it is on paper, and cannot be searched."""
    shown = "<rect width='90' height='40' mask='url(%23m)' fill='url(%23p)'/>"
    size = "xmlns='http://www.w3.org/2000/svg' width='90' height='40'"
    picture = f"<svg {size}>{defined}{shown}</svg>"
    body_ = f'<p><img alt="A picture" src="data:image/svg+xml,{picture}"></p>'
    pdf = bind([typeset("only", body_)], furniture(1), (), INFO).pdf
    inventory, held = check_purposes(pdf)
    assert inventory.faults == ()
    assert held is not None
    assert held.pattern_text
    assert "P106" in codes(prove(pdf, EXPECTED, HERE))


def test_what_fonts_are_called_says_nothing() -> None:
    """It is the hash of what they are; any other name is text like any other."""
    _, held = check_purposes(finished())
    assert held is not None
    assert "a font's name" not in dict(held.strings)

    def change(objects: Body) -> None:
        page = met(objects)["page"][0]
        assert isinstance(page, dict)
        content = objects.objects[number_of(page[b"/Contents"])]
        fonts = objects.keys(objects.keys(page[b"/Resources"])[b"/Font"])
        assert isinstance(content, Stream)
        name = next(name for name in fonts if name in content.content())
        fonts[b"/ZEBRAS"] = fonts.pop(name)
        content.raw = zlib.compress(content.content().replace(name + b" ", b"/ZEBRAS "))

    data = _with(change)
    inventory, held = check_purposes(data)
    assert inventory.faults == ()
    assert held is not None
    assert ("a font's name", "ZEBRAS") in held.strings


def test_every_edition_asks_for_it() -> None:
    """What is expected of an edition says what its file may be made of."""
    briefing = small()
    composition = compose_undrawn(briefing, cut(briefing, "public", "full"))
    found = expectation_of(briefing, composition, theme()).means
    assert found is not None
    assert set(found.families) == theme().charts.families
    assert found.drawings is None


def test_pictures_are_known_by_what_they_show() -> None:
    """A picture has the same hash whether its file or its stream is asked; another has another."""
    grey = Image.linear_gradient("L").resize((9, 7))
    clear = Image.merge("RGBA", (grey, grey, grey.rotate(180), grey))
    files = {}
    for kind, picture in (("PNG", clear), ("PNG", grey), ("JPEG", grey.convert("RGB"))):
        file = BytesIO()
        picture.save(file, kind)
        files[picture.mode] = file.getvalue()
    hashes = [pixel_digests_in(data) for data in files.values()]
    assert [len(found) for found in hashes] == [2, 1, 1]
    assert not hashes[0] & hashes[2]
    drawing = b'<svg><image href="data:image/png;base64,%b"/></svg>' % b64encode(files["L"])
    assert pixel_digests_in(drawing) == hashes[1]
    assert pixel_digests_in(b"<svg/>") == frozenset()
