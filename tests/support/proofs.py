"""PDFs to prove, and every way a withheld word gets into one."""

from __future__ import annotations

import io
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pikepdf
import weasyprint
from pikepdf import Array, Dictionary, Name, Pdf, String
from weasyprint.text.fonts import FontConfiguration

from briefing.model.findings import Location
from briefing.prove import Expectation, Proof, prove, prove_again
from briefing.typeset import glyph_codes

if TYPE_CHECKING:
    from collections.abc import Callable

glyph_codes.install()  # as the program has, whose engine this is
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
MARGINS = (("TLP:GREEN", 40), *((str(number), 1) for number in range(1, 20)))
"""What stands in the margins of these pages, which the engine does not mark as furniture."""
EXPECTED = Expectation(
    SHOWN,
    alternatives=("Map of the north", "Sample", "https://example.org/report"),
    furniture=("TLP:GREEN", "1 2 3 4"),
    withheld=WITHHELD,
    pages=(3, 3),
    markings=("TLP:GREEN",),
    printed=MARGINS,
)


def faces() -> str:
    """The theme's text face where it is there, so that hyphens fall as in our packs."""
    fonts = Path(__file__).parents[2] / "templates/themes/institution/fonts"
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
        finisher=glyph_codes.finish,
        stylesheets=[sheet],
        font_config=fonts,
        pdf_variant=variant,
        pdf_forms="<input" in body,
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
    """The proof of a PDF's bytes; by what was read of them it is the same."""
    path = tmp_path / "sample.pdf"
    path.write_bytes(data)
    found = prove(path, expectation, HERE)
    assert not found.extract or prove_again(found.extract, expectation, HERE) == found
    return found


def expecting(*shown: str, withheld: tuple[str, ...] = WITHHELD) -> Expectation:
    """An expectation of a few blocks under the sample's title."""
    return Expectation(shown, ("Sample",), ("TLP:GREEN", "1 2 3 4"), withheld, printed=MARGINS)


def codes(result: Proof) -> set[str]:
    """The codes of a proof's findings."""
    return {finding.code for finding in result.findings}


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


def plant_structure(key: str) -> Callable[[Pdf], object]:
    """Write the secret to a structure element."""

    def plant(pdf: Pdf) -> None:
        kids = pdf.Root.StructTreeRoot.K[0].K
        element = kids[0] if isinstance(kids, Array) else kids
        element[key] = String(SECRET)

    return plant


def plant_xmp(pdf: Pdf) -> None:
    """Write the secret to the description in XMP."""
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = f"about {SECRET}"


def plant_outline(pdf: Pdf) -> None:
    """Add a bookmark."""
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"The {SECRET}", 0))


def annotate(**keys: Any) -> Callable[[Pdf], object]:
    """Add an annotation to the last page."""

    def plant(pdf: Pdf) -> None:
        kind = {"Type": Name.Annot, "Subtype": Name.Text, "Rect": [0, 0, 9, 9]}
        note = Dictionary(**{**kind, **keys})
        page = pdf.pages[-1]
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


def plant_no_size(pdf: Pdf) -> None:
    """Draw the secret in letters of no size."""
    page = pdf.pages[0]
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    name = page.add_resource(font, Name.Font, name=Name("/Tiny"))
    page.contents_add(f"\nBT {name} 0 Tf 50 50 Td ({SECRET}) Tj ET".encode())


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


def attach_to(where: str) -> Callable[[Pdf], object]:
    """Attach a file outside the tree of names: to an annotation, or to the catalog."""

    def plant(pdf: Pdf) -> None:
        content = pdf.make_stream(f"some {SECRET}".encode(), Type=Name.EmbeddedFile)
        file = pdf.make_indirect(
            Dictionary(Type=Name.Filespec, F=String("a.txt"), EF=Dictionary(F=content))
        )
        if where == "annotation":
            annotate(Subtype=Name.FileAttachment, FS=file)(pdf)
        else:
            pdf.Root.AF = Array([file])

    return plant


def leave_over(pdf: Pdf) -> None:
    """Keep a stream nobody has a use for."""
    pdf.Root.Leftover = pdf.make_stream(f"draft: {SECRET}".encode())


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
    "attachment of an annotation": attach_to("annotation"),
    "associated file": attach_to("catalog"),
    "left-over stream": leave_over,
    "undrawn form": lambda pdf: pdf.pages[0].add_resource(
        pdf.make_stream(
            f"BT /F 9 Tf ({SECRET}) Tj ET".encode(), Type=Name.XObject, Subtype=Name.Form
        ),
        Name.XObject,
    ),
    "empty marked content": lambda pdf: pdf.pages[0].contents_add(
        f"\n/Span <</ActualText ({SECRET})>> BDC EMC".encode()
    ),
    "language": root(Lang=lambda _: String(f"en-{SECRET}")),
    "photograph's remark": lambda pdf: setattr(
        pdf.Root,
        "Photo",
        pdf.make_stream(
            b"\xff\xd8\xff\xfe\0\x20" + SECRET.encode() + b"\xff\xda",
            Type=Name.XObject,
            Subtype=Name.Image,
            Filter=Name.DCTDecode,
            Width=1,
            Height=1,
        ),
    ),
    "script": script(f"app.alert('{SECRET}')"),
    "layer": root(OCProperties=lambda _: Dictionary(OCGs=[Dictionary(Name=String(SECRET))])),
    "private data": root(PieceInfo=lambda _: Dictionary(Own=Dictionary(Private=String(SECRET)))),
    "text of no size": plant_no_size,
    "artifact": lambda pdf: overlay(pdf, SECRET, ARTIFACT),
    "overlay": lambda pdf: overlay(pdf, SECRET),
}
