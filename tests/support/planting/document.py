"""Plants in what says what the file is: its properties, its catalog, its trailer, its pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String

from support.planting.base import KEY, NAME, NAMED, SECRET, WORD, tank
from support.planting.making import (
    Make,
    Plants,
    form_of,
    image_of,
    line,
    objects,
    page,
    root,
    sets,
)

if TYPE_CHECKING:
    from pikepdf import Pdf


def info(pdf: Pdf) -> Any:
    """The information dictionary."""
    return pdf.trailer.Info


def packet(old: str, new: str) -> Make:
    """A plant in the packet of XMP."""

    def change(pdf: Pdf) -> None:
        stream = pdf.Root.Metadata
        text = stream.read_bytes().decode()
        assert old in text
        stream.write(text.replace(old, new, 1).encode())

    return objects(change)


def packet_in_utf16(pdf: Pdf) -> None:
    """A packet that is written in another way than ours."""
    stream = pdf.Root.Metadata
    text = stream.read_bytes().decode().replace("<dc:format>", f"<!--{SECRET}--><dc:format>")
    stream.write(text.encode("utf-16"))


METADATA: Plants = {
    "document information": {
        "title": sets(info, "/Title", String(f"A small briefing: {SECRET}")),
        "author": sets(info, "/Author", WORD),
        "subject": sets(info, "/Subject", WORD),
        "keywords": sets(info, "/Keywords", WORD),
        "who made it": sets(info, "/Creator", WORD),
        "the program": sets(info, "/Producer", String(f"briefing, by way of {SECRET}")),
        "a key of its own": sets(info, "/Customer", WORD),
        "a key's name": sets(info, KEY, String("x")),
        "a name for a value": sets(info, "/Trapped", NAMED),
        "behind the date": sets(info, "/ModDate", String(f"D:20261123000000Z {SECRET}")),
        "an object nobody reads": sets(info, "/Customer", [Dictionary(Draft=NAMED)]),
    },
    "XMP": {
        "a description": packet("<dc:format>", f"<dc:source>{SECRET}</dc:source><dc:format>"),
        "a property of its own": packet(
            "<dc:format>", f'<a:b xmlns:a="http://example.org/">{SECRET}</a:b><dc:format>'
        ),
        "a property's name": packet(
            "<dc:format>", f'<a:{SECRET} xmlns:a="http://example.org/"/><dc:format>'
        ),
        "a namespace": packet(
            "<dc:format>", f'<a:b xmlns:a="http://example.org/{SECRET}/"/><dc:format>'
        ),
        "a remark": packet("<dc:format>", f"<!-- {SECRET} --><dc:format>"),
        "an instruction": packet("<dc:format>", f"<?note {SECRET}?><dc:format>"),
        "an instruction's name": packet("<dc:format>", f"<?{SECRET} x?><dc:format>"),
        "an attribute": packet('rdf:about=""', f'rdf:about="{SECRET}"'),
        "a language": packet('xml:lang="x-default"', f'xml:lang="x-{SECRET}"'),
        "entities": packet(
            "<dc:format>",
            f"<dc:source>{''.join(f'&#{ord(c)};' for c in SECRET)}</dc:source><dc:format>",
        ),
        "behind its end": packet('<?xpacket end="w"?>', f'<?xpacket end="w"?>\n{SECRET}'),
        "padding": packet("</x:xmpmeta>", f"</x:xmpmeta>\n{' ' * 200}{SECRET}{' ' * 200}"),
        "in UTF-16": objects(packet_in_utf16),
        "a key of its stream": sets(lambda pdf: pdf.Root.Metadata, "/Draft", WORD),
    },
}


def intent(pdf: Pdf) -> Any:
    """The output intent."""
    return pdf.Root.OutputIntents[0]


def profile(change: Any) -> Make:
    """A plant in the bytes of the colour profile."""

    def write(pdf: Pdf) -> None:
        stream = intent(pdf).DestOutputProfile
        stream.write(change(stream.read_bytes()), filter=None)
        stream.N = 3

    return objects(write)


def over_description(data: bytes) -> bytes:
    """The description of a profile begins with its tag's name and four bytes (ICC.1, 10.15)."""
    at = max(data.rfind(b"mluc"), data.rfind(b"desc"), data.rfind(b"text")) + 16
    return data[:at] + SECRET.encode() + data[at + len(SECRET) :]


def over_header(data: bytes) -> bytes:
    """The last bytes of a profile's head are kept for later (ICC.1, 7.2)."""
    return data[:100] + SECRET.encode() + data[100 + len(SECRET) :]


def two_bytes_each(data: bytes) -> bytes:
    """At the end, as descriptions are written: two bytes for each letter."""
    return data + SECRET.encode("utf-16-be")


COLOUR: Plants = {
    "colour profile": {
        "a condition": sets(intent, "/OutputCondition", WORD),
        "what it is about": sets(intent, "/Info", WORD),
        "the name of a condition": sets(intent, "/OutputConditionIdentifier", WORD),
        "a registry": sets(intent, "/RegistryName", String(f"http://{SECRET}.example.org")),
        "a key of its own": sets(intent, "/Draft", WORD),
        "a key of the profile's stream": sets(
            lambda pdf: intent(pdf).DestOutputProfile, "/Draft", WORD
        ),
        "over its description": profile(over_description),
        "in its head": profile(over_header),
        "behind its end": profile(lambda data: data + SECRET.encode()),
        "behind its end, two bytes a letter": profile(two_bytes_each),
        "a second intent": objects(
            lambda pdf: pdf.Root.OutputIntents.append(
                Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=WORD)
            )
        ),
    },
}


def trailer(key: str, value: Any) -> Make:
    """A plant in the trailer."""
    return objects(lambda pdf: pdf.trailer.__setitem__(key, value))


ROOT: Plants = {
    "catalog": {
        "language": sets(root, "/Lang", String(f"en-{SECRET}")),
        "a key of its own": sets(root, "/Draft", WORD),
        "a key's name": sets(root, KEY, 1),
        "a name for a value": sets(root, "/PageMode", NAMED),
        "a preference of readers": sets(lambda pdf: pdf.Root.ViewerPreferences, KEY, 1),
        "a preference's value": sets(lambda pdf: pdf.Root.ViewerPreferences, "/Direction", NAMED),
        "an extension": sets(
            root, "/Extensions", Dictionary({KEY: Dictionary(BaseVersion=Name("/1.7"))})
        ),
        "private data": sets(root, "/PieceInfo", Dictionary({KEY: Dictionary(Private=WORD)})),
        "requirements": sets(root, "/Requirements", [Dictionary(S=NAMED)]),
        "articles": sets(root, "/Threads", [Dictionary(I=Dictionary(Title=WORD))]),
        "legal words": sets(root, "/Legal", Dictionary(Attestation=WORD)),
        "pages that are made": sets(
            root, "/Names", lambda pdf: Dictionary(Templates=Dictionary(Names=[WORD, page(pdf)]))
        ),
        "page layout's name": sets(root, "/PageLayout", NAMED),
        "marked": sets(lambda pdf: pdf.Root.MarkInfo, KEY, 1),
        "a version": sets(root, "/Version", NAMED),
    },
    "trailer": {
        "a key of its own": trailer("/Draft", WORD),
        "a key's name": trailer(KEY, 1),
        "a dictionary": trailer("/Draft", Dictionary(Note=WORD)),
        "a name for a value": trailer("/Draft", NAMED),
        "a list of numbers": trailer("/Draft", Array([ord(c) for c in SECRET])),
    },
}


def page_node(pdf: Pdf) -> Any:
    """The root of the page tree."""
    return pdf.Root.Pages


def thumb(pdf: Pdf) -> Any:
    """A small picture of a page."""
    return image_of(pdf, SECRET.encode() * 3, 3, 3)


PAGES: Plants = {
    "pages' dictionaries": {
        "private data": sets(page, "/PieceInfo", Dictionary({KEY: Dictionary(Private=WORD)})),
        "metadata": sets(
            page,
            "/Metadata",
            lambda pdf: pdf.make_stream(SECRET.encode(), Type=Name.Metadata, Subtype=Name.XML),
        ),
        "metadata in a foreign way": sets(
            page,
            "/Metadata",
            lambda pdf: pdf.make_stream(
                SECRET.encode("utf-32"), Type=Name.Metadata, Subtype=Name.XML
            ),
        ),
        "a small picture": sets(page, "/Thumb", thumb),
        "a key of its own": sets(page, "/Draft", WORD),
        "a key's name": sets(page, KEY, 1),
        "a name for a value": sets(page, "/Tabs", NAMED),
        "when it was changed": sets(page, "/LastModified", WORD),
        "a view": sets(page, "/VP", [Dictionary(Type=Name.Viewport, BBox=[0, 0, 1, 1], Name=WORD)]),
        "an article's bead": sets(
            page,
            "/B",
            lambda pdf: [pdf.make_indirect(Dictionary(T=Dictionary(I=Dictionary(Title=WORD))))],
        ),
        "parts for printing": sets(page, "/SeparationInfo", Dictionary(DeviceColorant=WORD)),
        "the name of a template": sets(page, "/TemplateInstantiated", NAMED),
        "a key of the tree of pages": sets(page_node, "/Draft", WORD),
        "how it is shown": sets(page, "/Trans", Dictionary(S=NAMED)),
        "a box of its own": sets(page, "/ArtBox", [0, 0, 4711, 4711]),
    },
}


def rename(kind: str) -> Make:
    """A plant: the name that something of a page is drawn by."""

    def change(pdf: Pdf) -> None:
        own = page(pdf)
        held = own.Resources[kind]
        old = min(held.keys())
        held[KEY] = held[old]
        del held[old]
        content = own.Contents.read_bytes()
        own.Contents.write(content.replace(old.encode() + b" ", KEY.encode() + b" "))

    return objects(change)


def resource(kind: str, name: str, value: Any) -> Make:
    """A plant: something more among the resources of a page, which draws nothing."""

    def change(pdf: Pdf) -> None:
        resources = page(pdf).Resources
        if kind not in resources:
            resources[kind] = Dictionary()
        resources[kind][name] = value(pdf) if callable(value) else value

    return objects(change)


RESOURCES: Plants = {
    "resources": {
        "name of a font": rename("/Font"),
        "name of a state": rename("/ExtGState"),
        "name of a form": rename("/XObject"),
        "a state nobody uses": resource("/ExtGState", KEY, Dictionary(ca=1)),
        "a state's own key": resource("/ExtGState", "/a1", Dictionary(ca=1, Draft=WORD)),
        "a colour's name": resource(
            "/ColorSpace",
            "/Cs1",
            lambda _: Array(
                [
                    Name.Separation,
                    NAMED,
                    Name.DeviceRGB,
                    Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0], C1=[1, 1, 1], N=1),
                ]
            ),
        ),
        "a colour space's name": resource("/ColorSpace", KEY, Name.DeviceRGB),
        "properties nobody uses": resource("/Properties", "/P1", Dictionary(Alt=WORD)),
        "a form nobody draws": resource(
            "/XObject", "/Fm1", lambda pdf: form_of(pdf, line(pdf, SECRET))
        ),
        "a picture nobody draws": resource(
            "/XObject", "/Im1", lambda pdf: image_of(pdf, tank()[:12], 2, 2)
        ),
        "a kind of its own": resource("/Draft", "/D1", WORD),
        "a procedure's name": sets(
            lambda pdf: page(pdf).Resources, "/ProcSet", lambda _: Array([NAMED])
        ),
    },
    "ids of what is withheld": {
        "a form's name": resource(
            "/XObject", f"/{NAME}", lambda pdf: form_of(pdf, b"0 0 1 1 re f\n")
        ),
        "a state's name": resource("/ExtGState", f"/{NAME}", Dictionary(ca=1)),
        "a destination": objects(
            lambda pdf: pdf.Root.Names.Dests.Names.extend(
                [String(NAME), Array([page(pdf), Name.Fit])]
            )
        ),
        "an element's id": objects(
            lambda pdf: pdf.Root.StructTreeRoot.K[0].__setitem__("/ID", String(NAME))
        ),
        "a bookmark": objects(
            lambda pdf: pdf.Root.Outlines.First.__setitem__("/Title", String(NAME))
        ),
        "a fragment of an address": objects(
            lambda pdf: page(pdf).__setitem__(
                "/Annots",
                Array(
                    [
                        Dictionary(
                            Type=Name.Annot,
                            Subtype=Name.Link,
                            Rect=[0, 0, 9, 9],
                            F=4,
                            A=Dictionary(
                                S=Name.URI, URI=String(f"https://example.org/report#{NAME}")
                            ),
                        )
                    ]
                ),
            )
        ),
    },
}
