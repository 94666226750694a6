"""The proof: real PDFs pass, and every way a withheld word can get into one is found."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import pikepdf
import pytest
import weasyprint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, String
from weasyprint.text.fonts import FontConfiguration

from briefing.findings import Location
from briefing.prove import Expectation, Proof, prove

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Location("build/sample.pdf")
SECRET = "zebrafish"
"""A word no shown text has."""
WITHHELD = (f"The {SECRET} programme ends in 4711.", "national ter ture nal")
"""A whole block, and pieces that line division makes of shown words."""

LONG = (
    "The international force remains in the country under an agreement, and its commanders "
    "regularly communicate with institutions responsible for extraordinary administrative "
    "infrastructure developments. "
)
STYLE = """
@page { size: A5; margin: 2cm;
  @top-right { content: 'TLP:GREEN' } @bottom-right { content: 'TLP:GREEN' }
  @bottom-left { content: counter(page) } }
body { font: 10pt 'Proof Serif', serif; hyphens: auto; text-align: justify }
.box { float: bottom; border: 1px solid } .side { float: right; width: 30% } .cols { columns: 2 }
"""
BODY = f"""
<h1>Efficient offices</h1><p>{LONG * 7}First.<sup>12</sup></p>
<div class=side><p>A box stands beside the text and tells its own story.</p></div>
<p>{LONG * 6}Second.</p><div class=cols><p>{LONG * 3}Third.</p><p>{LONG * 2}Fourth.</p></div>
<h2>Цифре и чињенице</h2><p lang=sr>Међународне снаге остају у земљи, у складу са споразумом.</p>
<ol><li>item one</li><li>item two</li></ol>
<table><thead><tr><th>Site</th><th>Troops</th></tr></thead>
<tr><td>North</td><td>3,400</td></tr><tr><td>South</td><td>1 250</td></tr></table>
<figure><img alt="Map of the north" src="data:image/svg+xml,<svg
 xmlns='http://www.w3.org/2000/svg' width='40' height='20'><rect width='40' height='20'/></svg>">
<figcaption>Figure 1. The north</figcaption></figure>
<p>See <a href="https://example.org/report">the report</a>.</p>
"""
SHOWN = (
    *("Efficient offices", LONG * 7 + "First.12"),
    "A box stands beside the text and tells its own story.",
    *(LONG * 6 + "Second.", LONG * 3 + "Third.", LONG * 2 + "Fourth.", "Цифре и чињенице"),
    *("Међународне снаге остају у земљи, у складу са споразумом.", "item one", "item two"),
    *("Site", "Troops", "North", "3,400", "South", "1 250", "Figure 1. The north"),
    "See the report.",
)
EXPECTED = Expectation(
    SHOWN,
    alternatives=("Map of the north", "Sample", "https://example.org/report"),
    furniture=("TLP:GREEN", "1 2 3 4"),
    withheld=WITHHELD,
    pages=3,
    markings=("TLP:GREEN",),
)


def faces() -> str:
    """The theme's text face where it is there, so that hyphens fall as in our packs."""
    fonts = Path(__file__).parent.parent / "templates/themes/institution/fonts"
    face = fonts / "SourceSerif4_400Regular.ttf"
    url = face.as_uri()
    return f"@font-face {{ font-family: 'Proof Serif'; src: url({url}) }}" if face.is_file() else ""


@lru_cache(maxsize=64)
def typeset(body: str, style: str = STYLE, variant: str | None = "pdf/ua-1") -> bytes:
    """A PDF of a body."""
    fonts = FontConfiguration()
    sheet = weasyprint.CSS(string=faces() + style, font_config=fonts)
    html = f"<html lang=en><head><title>Sample</title></head><body>{body}</body></html>"
    data: bytes = weasyprint.HTML(string=html).write_pdf(
        stylesheets=[sheet], font_config=fonts, pdf_variant=variant, pdf_forms="<input" in body
    )
    return data


def changed(data: bytes, change: Callable[[Pdf], object]) -> bytes:
    """A PDF after a change."""
    saved = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return saved.getvalue()


def proof(tmp_path: Path, data: bytes, expectation: Expectation = EXPECTED) -> Proof:
    """The proof of a PDF's bytes."""
    path = tmp_path / "sample.pdf"
    path.write_bytes(data)
    return prove(path, expectation, HERE)


def expecting(*shown: str, withheld: tuple[str, ...] = WITHHELD) -> Expectation:
    """An expectation of a few blocks under the sample's title."""
    return Expectation(shown, ("Sample",), ("TLP:GREEN", "1 2 3 4"), withheld)


def codes(result: Proof) -> set[str]:
    """The codes of a proof's findings."""
    return {finding.code for finding in result.findings}


def test_a_whole_pack_passes(tmp_path: Path) -> None:
    """Hyphens, notes, boxes, columns, ligatures and Cyrillic raise nothing."""
    result = proof(tmp_path, typeset(BODY))
    assert result.findings == ()
    assert (result.pages, result.passed) == (3, True)
    assert result.words > 300


def test_an_untagged_pack_has_its_words_all_the_same(tmp_path: Path) -> None:
    """Without a structure tree the order of drawing serves, furniture between pages or not."""
    result = proof(tmp_path, typeset(BODY, variant=None))
    assert codes(result) <= {"P130", "P111"}
    assert "P130" in codes(result)


def test_a_block_broken_around_a_footnote_matches(tmp_path: Path) -> None:
    """Other text between the halves of a paragraph that runs over pages is no fault."""
    style = STYLE + "aside { position: absolute; bottom: 0 } body { text-align: left }"
    body = f"<p id=p>{LONG * 10}</p><aside>A note at the foot of the page.</aside><p>The end.</p>"
    pdf = typeset(body, style)

    def interleave(pdf: Pdf) -> None:
        document = pdf.Root.StructTreeRoot.K[0]
        kids = list(document.K)
        document.K = Array([kids[0], kids[2], kids[1], *kids[3:]])

    expected = expecting(LONG * 10, "A note at the foot of the page.", "The end.")
    assert proof(tmp_path, changed(pdf, interleave), expected).findings == ()


def overlay(pdf: Pdf, text: str, wrap: tuple[bytes, bytes] = (b"", b"")) -> None:
    """Lay a page with one line of text over the first page, as binding does."""
    style = "@page { size: A5; margin: 5mm } body { font: 8pt 'Proof Serif', serif }"
    with pikepdf.open(io.BytesIO(typeset(f"<p>{text}</p>", style))) as furniture:
        form = pdf.copy_foreign(furniture.pages[0].as_form_xobject())
        page = pdf.pages[0]
        page.contents_add(b"q\n", prepend=True)
        name = page.add_resource(form, Name.XObject, name=Name("/Fm"))
        start, end = wrap
        page.contents_add(b"\nQ\n" + start + f" q {name} Do Q ".encode() + end)


ARTIFACT = (b"/Artifact <</Type /Pagination>> BDC", b"EMC")


def test_furniture_is_no_text_of_a_block(tmp_path: Path) -> None:
    """A paragraph that stands in an artifact only is missing: nobody would hear it."""
    pdf = changed(typeset("<p>One.</p>"), lambda pdf: overlay(pdf, "Two words.", ARTIFACT))
    result = proof(tmp_path, pdf, expecting("One.", "Two words."))
    assert codes(result) == {"P110"}


def test_furniture_may_repeat_what_is_known(tmp_path: Path) -> None:
    """A running head with the title of the section passes."""
    pdf = changed(
        typeset("<p>One long title.</p>"), lambda p: overlay(p, "One long title", ARTIFACT)
    )
    assert proof(tmp_path, pdf, expecting("One long title.")).findings == ()


def test_a_dropped_paragraph_is_named(tmp_path: Path) -> None:
    """The finding quotes the block and the last one before it."""
    shown = (*SHOWN[:3], "This paragraph went missing on its way to the printer.", *SHOWN[3:])
    result = proof(tmp_path, typeset(BODY), Expectation(shown, EXPECTED.alternatives))
    (finding,) = result.findings
    assert finding.code == "P110"
    assert '"This paragraph went missing on its way to …"' in finding.message
    assert "A box stands beside the text" in finding.hint
    assert not result.passed


@pytest.mark.parametrize("dropped", ["item two", "3,400", "Troops"])
def test_a_dropped_cell_is_missed(tmp_path: Path, dropped: str) -> None:
    """Short blocks count too."""
    result = proof(tmp_path, typeset(BODY.replace(dropped, "")))
    assert "P110" in codes(result)


def test_swapped_paragraphs_are_out_of_order(tmp_path: Path) -> None:
    """All words are there, in another order than selected."""
    pdf = typeset("<p>The first thing to know.</p><p>The second thing to know.</p><p>End.</p>")
    expected = expecting("The second thing to know.", "The first thing to know.", "End.")
    assert codes(proof(tmp_path, pdf, expected)) == {"P111"}


def plant_structure(key: str) -> Callable[[Pdf], object]:
    """Write the secret to a structure element."""

    def plant(pdf: Pdf) -> None:
        pdf.Root.StructTreeRoot.K[0].K[0][key] = String(SECRET)

    return plant


def plant_xmp(pdf: Pdf) -> None:
    """Write the secret to the description in XMP."""
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = f"about {SECRET}"


def plant_outline(pdf: Pdf) -> None:
    """Add a bookmark."""
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"The {SECRET}", 0))


def annotate(**keys: object) -> Callable[[Pdf], object]:
    """Add an annotation to page 2."""

    def plant(pdf: Pdf) -> None:
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9], **keys)
        page = pdf.pages[1]
        page.Annots = Array([*page.get("/Annots", Array()), pdf.make_indirect(note)])

    return plant


def plant_appearance(pdf: Pdf) -> None:
    """Draw the secret as the look of an annotation."""
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    look = pdf.make_stream(f"BT /F 9 Tf 2 2 Td ({SECRET}) Tj ET".encode())
    look.Type, look.Subtype, look.BBox = Name.XObject, Name.Form, [0, 0, 90, 12]
    look.Resources = Dictionary(Font=Dictionary(F=font))
    note = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=[0, 0, 90, 12], F=4)
    note.AP = Dictionary(N=look)
    pdf.pages[0].Annots = Array([pdf.make_indirect(note)])


def plant_marked(key: bytes) -> Callable[[Pdf], object]:
    """Mark content of page 1 with the secret."""

    def plant(pdf: Pdf) -> None:
        mark = b"<</MCID 1 /%s (%s)>>" % (key, SECRET.encode())
        page = pdf.pages[0]
        content = page.Contents.read_bytes().replace(b"<</MCID 1>>", mark)
        assert mark in content
        page.Contents = pdf.make_stream(content)

    return plant


def root(**keys: Callable[[Pdf], object]) -> Callable[[Pdf], object]:
    """Set keys of the catalog."""

    def plant(pdf: Pdf) -> None:
        for key, value in keys.items():
            pdf.Root["/" + key] = value(pdf)

    return plant


def attach(name: str, content: str) -> Callable[[Pdf], object]:
    """Attach a file."""

    def plant(pdf: Pdf) -> None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content.encode(), filename=name)

    return plant


def script(text: str) -> Callable[[Pdf], object]:
    """A script that runs on opening."""
    action = Dictionary(S=Name.JavaScript, JS=String(text))
    return root(Names=lambda _: Dictionary(JavaScript=Dictionary(Names=[String("a"), action])))


PLACES: dict[str, Callable[[Pdf], object]] = {
    "title": lambda pdf: pdf.docinfo.__setitem__("/Title", f"Sample {SECRET}"),
    "own info key": lambda pdf: pdf.docinfo.__setitem__("/Customer", SECRET),
    "xmp": plant_xmp,
    "bookmark": plant_outline,
    "named destination": root(
        Dests=lambda pdf: Dictionary({"/" + SECRET: [pdf.pages[0].obj, Name.Fit]})
    ),
    "name tree": root(
        Names=lambda pdf: Dictionary(
            Dests=Dictionary(Names=[String(SECRET), [pdf.pages[0].obj, Name.Fit]])
        )
    ),
    "page label": root(
        PageLabels=lambda _: Dictionary(Nums=[0, Dictionary(P=String(f"{SECRET}-"), S=Name.D)])
    ),
    "contents of a note": annotate(Contents=String(SECRET)),
    "address": annotate(A=Dictionary(S=Name.URI, URI=String(f"https://x.org/a%2D{SECRET}"))),
    "look of a note": plant_appearance,
    "form field": annotate(T=String("a"), V=String(SECRET)),
    "alternative text": plant_structure("/Alt"),
    "actual text": plant_structure("/ActualText"),
    "expansion": plant_structure("/E"),
    "element's title": plant_structure("/T"),
    "element's ID": plant_structure("/ID"),
    "marked content": plant_marked(b"Alt"),
    "text that stands for text": plant_marked(b"ActualText"),
    "attachment": attach("a.txt", f"some {SECRET}"),
    "attachment's name": attach(f"{SECRET}.txt", "x"),
    "script": script(f"app.alert('{SECRET}')"),
    "layer": root(OCProperties=lambda _: Dictionary(OCGs=[Dictionary(Name=String(SECRET))])),
    "private data": root(PieceInfo=lambda _: Dictionary(Own=Dictionary(Private=String(SECRET)))),
    "artifact": lambda pdf: overlay(pdf, SECRET, ARTIFACT),
    "overlay": lambda pdf: overlay(pdf, SECRET),
}


@pytest.mark.parametrize("where", PLACES)
def test_a_withheld_word_is_found_anywhere(tmp_path: Path, where: str) -> None:
    """Wherever one withheld word is planted, the proof fails and names it."""
    result = proof(tmp_path, changed(typeset(BODY), PLACES[where]))
    assert any(f.code == "P121" and SECRET in f.message for f in result.findings)


HIDDEN = {
    "white": f"<p style='color:white'>{SECRET}</p>",
    "transparent": f"<p style='color:transparent'>{SECRET}</p>",
    "faint": f"<p style='opacity:.01'>{SECRET}</p>",
    "off the page": f"<p style='position:absolute;left:-500cm'>{SECRET}</p>",
    "clipped": f"<div style='overflow:hidden;width:0;height:0'>{SECRET}</div>",
    "tiny": f"<p style='font-size:.01px'>{SECRET}</p>",
    "invisible heading": f"<h2 style='visibility:hidden'>{SECRET}</h2>",
    "letter-spaced": f"<p style='letter-spacing:8px'>{SECRET}</p>",
    "hyphenated": "<p style='width:1mm'>zebra&shy;fish</p>",
    "inside a known word": f"<p>offices{SECRET}offices</p>",
    "drawn": f"<svg width=200 height=20><text y=10>{SECRET}</text></svg>",
    "small capitals": f"<p style='font-variant:small-caps'>{SECRET.title()}</p>",
    "field": f"<input value={SECRET}>",
    "number": "<p>in 4711</p>",
}


@pytest.mark.parametrize("how", HIDDEN)
def test_hidden_text_is_found(tmp_path: Path, how: str) -> None:
    """What CSS hides is in the file, and what divides a word does not hide it."""
    result = proof(tmp_path, typeset(BODY + HIDDEN[how]))
    secret = "4711" if how == "number" else SECRET
    assert any(f.code == "P121" and secret in f.message for f in result.findings)


def test_text_under_an_actual_text_is_read(tmp_path: Path) -> None:
    """Glyphs that another text stands for can still be taken out of the file."""
    pdf = changed(typeset(f"<p>One.</p><p>{SECRET}</p>"), plant_marked(b"ActualText"))
    result = proof(tmp_path, pdf, expecting("One."))
    assert any("under an ActualText" in f.message for f in result.findings)


def test_text_in_a_repeated_background_is_refused(tmp_path: Path) -> None:
    """No reader hands back what a tiling pattern shows, so none may show text."""
    picture = f"<svg xmlns='http://www.w3.org/2000/svg' width='50' height='20'><text y='9'>{SECRET}"
    style = f'{STYLE} div {{ background: url("data:image/svg+xml,{picture}</text></svg>") }}'
    pdf = typeset("<div><p>One.</p></div>", style)
    assert "P106" in codes(proof(tmp_path, pdf, expecting("One.")))


def test_a_run_of_known_words_is_found(tmp_path: Path) -> None:
    """Words that may all be shown give a withheld block away when they stand in its order."""
    pdf = typeset("<p>Force and agreement under one roof.</p><p>One force under agreement now.</p>")
    expected = expecting(
        "Force and agreement under one roof.",
        withheld=("Only one force under agreement now counts.",),
    )
    shown = Expectation((*expected.shown, "now"), ("Sample",), ("1",), expected.withheld)
    result = proof(tmp_path, pdf, shown)
    assert "P122" in codes(result)
    assert any('"one force under agreement"' in f.message for f in result.findings)


def test_a_run_that_may_be_shown_is_no_leak(tmp_path: Path) -> None:
    """A sentence that a shown and a withheld block share belongs to both."""
    shared = "The force stays as long as it is needed."
    pdf = typeset(f"<p>{shared}</p>")
    expected = expecting(shared, withheld=(f"{shared} Perhaps.",))
    assert proof(tmp_path, pdf, expected).findings == ()


def test_numbers_of_lists_and_labels_are_no_leak(tmp_path: Path) -> None:
    """The number of a list item says nothing, though a withheld block has it."""
    pdf = typeset("<ol start=7><li>item</li></ol>")
    assert proof(tmp_path, pdf, expecting("item", withheld=("Only 7 left.",))).findings == ()


def test_a_piece_of_a_number_is_no_number(tmp_path: Path) -> None:
    """The thousands of a shown number are not the withheld number that looks like them."""
    pdf = typeset("<p>It has 3,400 troops.</p>")
    expected = expecting("It has 3,400 troops.", withheld=("Of them 400 are away.",))
    assert proof(tmp_path, pdf, expected).findings == ()
    planted = typeset("<p>It has 3,400 troops.</p><p>400</p>")
    assert codes(proof(tmp_path, planted, expected)) == {"P121"}


SHAPES: dict[str, Callable[[Pdf], object]] = {
    "P103": lambda pdf: pdf.pages.append(pdf.pages[0]),
    "P130": lambda pdf: pdf.Root.__delitem__("/MarkInfo"),
    "P131": lambda pdf: pdf.docinfo.__delitem__("/Title"),
    "P132": lambda pdf: pdf.Root.__delitem__("/Lang"),
    "P133": root(OpenAction=lambda _: Dictionary(S=Name.JavaScript, JS=String("beep()"))),
    "P134": attach("offices.txt", "item"),
    "P135": annotate(A=Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))),
    "P136": annotate(A=Dictionary(S=Name.URI, URI=String("urn:briefing:north"))),
}


@pytest.mark.parametrize("code", SHAPES)
def test_a_fault_of_form_is_found(tmp_path: Path, code: str) -> None:
    """Each fault of form has its code."""
    assert code in codes(proof(tmp_path, changed(typeset(BODY), SHAPES[code])))


def test_a_marking_stands_twice_on_every_page(tmp_path: Path) -> None:
    """One at the top alone is not enough, and a longer marking is another one."""
    style = STYLE.replace("@bottom-right { content: 'TLP:GREEN' }", "")
    assert codes(proof(tmp_path, typeset(BODY, style))) == {"P120"}
    stricter = STYLE.replace("TLP:GREEN", "TLP:GREEN+STRICT")
    result = proof(tmp_path, typeset(BODY, stricter))
    assert codes(result) == {"P120"}
    assert "of page 1, 2, 3" in result.findings[0].message


def test_an_encrypted_file_is_refused(tmp_path: Path) -> None:
    """With a password to open it or with restrictions only."""
    for user, code in (("x", "P101"), ("", "P102")):
        saved = io.BytesIO()
        with pikepdf.open(io.BytesIO(typeset(BODY))) as pdf:
            pdf.save(saved, encryption=pikepdf.Encryption(owner="y", user=user))
        assert code in codes(proof(tmp_path, saved.getvalue()))


def test_an_earlier_state_of_the_file_is_refused(tmp_path: Path) -> None:
    """A file saved on top of itself still holds what was taken out."""
    data = typeset(BODY)
    again = data + b"\nstartxref\n" + data.rsplit(b"startxref\n", 1)[1]
    assert "P107" in codes(proof(tmp_path, again))


@pytest.mark.parametrize("data", [b"", b"no PDF", b"%PDF-1.7\n%%EOF\n", typeset("x")[:900]])
def test_what_cannot_be_read_is_a_finding(tmp_path: Path, data: bytes) -> None:
    """Never a traceback."""
    result = proof(tmp_path, data)
    assert codes(result) == {"P101"}
    assert (result.pages, result.passed) == (0, False)


def test_a_missing_file_is_a_finding(tmp_path: Path) -> None:
    """The finding says so."""
    (finding,) = prove(tmp_path / "none.pdf", EXPECTED, HERE).findings
    assert "No such file" in finding.message


WORDS = st.lists(
    st.text("abcdefghijklmnopqrstuvwxyzäéčžђћ", min_size=3, max_size=14),
    min_size=12,
    max_size=60,
    unique=True,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(words=WORDS, data=st.data())
def test_shown_never_raises_and_planted_always_does(
    tmp_path: Path, words: list[str], data: st.DataObject
) -> None:
    """Whatever the words: a faithful file passes, and one withheld word more fails."""
    third = len(words) // 3
    shown = (" ".join(words[:third]), " ".join(words[third : 2 * third]))
    hidden = words[2 * third :]
    expected = expecting(*shown, withheld=(" ".join(hidden),))
    faithful = "".join(f"<p lang=en>{block}</p>" for block in shown)
    style = STYLE + "body { width: 3cm }"
    assert proof(tmp_path, typeset(faithful, style), expected).findings == ()
    word = data.draw(st.sampled_from(hidden))
    result = proof(tmp_path, typeset(f"{faithful}<p>{word}</p>", style), expected)
    assert "P121" in codes(result)
