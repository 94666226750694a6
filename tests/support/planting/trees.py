"""Plants in what describes the pages: structure, annotations, actions, bookmarks, names, labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pikepdf import Array, Dictionary, Name, String

from support.planting.base import ADDRESS, KEY, NAME, NAMED, SECRET, WORD
from support.planting.making import (
    Plants,
    all_of,
    element,
    form_of,
    line,
    objects,
    page,
    root,
    sets,
)

if TYPE_CHECKING:
    from pikepdf import Pdf


def tree(pdf: Pdf) -> Any:
    """The root of the structure tree."""
    return pdf.Root.StructTreeRoot


def withheld_page(pdf: Pdf) -> None:
    """A whole page that nothing leads to but an element of the structure tree."""
    lost = pdf.make_indirect(
        Dictionary(
            Type=Name.Page,
            MediaBox=[0, 0, 595, 842],
            Resources=page(pdf).Resources,
            Contents=pdf.make_stream(line(pdf, SECRET)),
        )
    )
    element(pdf)["/Pg"] = lost


def shaped_element(pdf: Pdf) -> None:
    """A form that only an element of the structure tree refers to."""
    held = pdf.make_indirect(form_of(pdf, line(pdf, SECRET)))
    element(pdf).K = Array([element(pdf).K, Dictionary(Type=Name.OBJR, Obj=held)])


def empty_element(pdf: Pdf) -> None:
    """An element that holds nothing but a text to be read aloud."""
    document = tree(pdf).K[0]
    told = Dictionary(Type=Name.StructElem, S=Name.Span, P=document, ActualText=WORD)
    held = document.K if isinstance(document.K, Array) else [document.K]
    document.K = Array([*held, pdf.make_indirect(told)])


def loose_element(pdf: Pdf) -> None:
    """An element that only the table of parents knows."""
    loose = Dictionary(Type=Name.StructElem, S=NAMED, P=tree(pdf), Alt=WORD)
    tree(pdf).ParentTree.Nums.append(999)
    tree(pdf).ParentTree.Nums.append(pdf.make_indirect(Array([pdf.make_indirect(loose)])))


STRUCTURE: Plants = {
    "structure elements": {
        "title": sets(element, "/T", WORD),
        "alternative text": sets(element, "/Alt", WORD),
        "actual text": sets(element, "/ActualText", WORD),
        "expansion": sets(element, "/E", WORD),
        "language": sets(element, "/Lang", String(f"x-{SECRET}")),
        "identifier": sets(element, "/ID", WORD),
        "identifier of a withheld heading": sets(element, "/ID", String(NAME)),
        "a key of its own": sets(element, "/Draft", WORD),
        "a key's name": sets(element, KEY, 1),
        "role": sets(element, "/S", NAMED),
        "pronunciation": sets(element, "/Phoneme", WORD),
        "one that holds nothing": objects(empty_element),
    },
    "structure beyond elements": {
        "value of an attribute": sets(element, "/A", Dictionary(O=Name.Layout, Draft=WORD)),
        "name of an attribute": sets(element, "/A", Dictionary({"/O": Name.Layout, KEY: 1})),
        "owner of attributes": sets(element, "/A", Dictionary(O=NAMED, BBox=[0, 0, 1, 1])),
        "summary of a table": sets(element, "/A", Dictionary(O=Name.Table, Summary=WORD)),
        "a user's property": sets(
            element,
            "/A",
            Dictionary(O=Name.UserProperties, P=[Dictionary(N=String("Draft"), V=WORD)]),
        ),
        "a class": sets(tree, "/ClassMap", Dictionary({KEY: Dictionary(O=Name.Layout)})),
        "a role": sets(tree, "/RoleMap", Dictionary({KEY: Name.P})),
        "a namespace": sets(
            tree, "/Namespaces", lambda _: Array([Dictionary(Type=Name.Namespace, NS=WORD)])
        ),
        "the tree of identifiers": sets(
            tree, "/IDTree", lambda pdf: Dictionary(Names=[WORD, element(pdf)])
        ),
        "a lexicon": sets(
            tree,
            "/PronunciationLexicon",
            lambda pdf: Array([pdf.make_stream(f"<lexeme>{SECRET}</lexeme>".encode())]),
        ),
        "a page only an element holds": objects(withheld_page),
        "a form only an element holds": objects(shaped_element),
        "an element only the parents' table holds": objects(loose_element),
    },
}


def note(kind: Name = Name.Text, **keys: Any) -> Any:
    """A plant: an annotation on the first page."""

    def change(pdf: Pdf) -> None:
        given = {k: v(pdf) if callable(v) else v for k, v in keys.items()}
        made = Dictionary(Type=Name.Annot, Subtype=kind, Rect=[0, 0, 20, 20], F=4, **given)
        own = page(pdf)
        if "/Annots" not in own:
            own.Annots = Array([])
        own.Annots.append(pdf.make_indirect(made))

    return objects(change)


def link(**action: Any) -> Any:
    """A plant: a link with an action."""
    return note(
        Name.Link,
        A=lambda pdf: Dictionary(**{k: v(pdf) if callable(v) else v for k, v in action.items()}),
    )


def on_a_link(key: str, value: Any) -> Any:
    """A plant: a key of a link that is there, or, where there is none, of one that is made."""

    def change(pdf: Pdf) -> None:
        there = all_of(pdf, "/Subtype", Name.Link)
        if not there:
            where = Dictionary(S=Name.URI, URI=String("https://example.org/report"))
            made = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 20, 20], F=4, A=where)
            there = [pdf.make_indirect(made)]
            page(pdf).Annots = Array(there)
        there[0][key] = value(pdf) if callable(value) else value

    return objects(change)


def look(pdf: Pdf) -> Dictionary:
    """How an annotation looks: the word."""
    return Dictionary(N=form_of(pdf, line(pdf, SECRET, (2, 2))))


def uri(address: str) -> Any:
    """A plant: a link that leads to an address."""
    return link(S=Name.URI, URI=String(address))


SENT = f"app.alert('{SECRET}')"
LINKS: Plants = {
    "annotations": {
        "contents of a note": note(Contents=WORD),
        "contents of a link": on_a_link("/Contents", WORD),
        "name of a link": on_a_link("/NM", WORD),
        "who wrote a link": on_a_link("/T", WORD),
        "a key of its own": on_a_link("/Draft", WORD),
        "a key's name": on_a_link(KEY, 1),
        "a name for a value": on_a_link("/H", NAMED),
        "date of a link": on_a_link("/M", WORD),
        "a sketch": note(Name.Ink, InkList=[[0, 0, 9, 9]], Subj=WORD),
        "a pop-up": note(Name.Popup, Contents=WORD),
        "what is struck out": note(Name.Redact, OverlayText=WORD),
    },
    "looks of annotations": {
        "of a stamp": note(Name.Stamp, AP=look),
        "of a link": on_a_link("/AP", look),
        "of a note that is hidden": note(Name.Text, AP=look, AS=Name.Off),
        "when pressed": note(Name.Text, AP=lambda pdf: Dictionary(D=look(pdf).N)),
        "in a state it is not in": note(
            Name.Stamp, AP=lambda pdf: Dictionary(N=Dictionary({KEY: look(pdf).N})), AS=Name.Off
        ),
        "of a watermark": note(Name.Watermark, AP=look),
        "the way it is described": note(Name.FreeText, DA=String(f"/F 9 Tf ({SECRET}) Tj")),
        "rich text": note(Name.FreeText, RC=String(f"<body><p>{SECRET}</p></body>")),
    },
    "addresses": {
        "a withheld address": uri(ADDRESS),
        "a word": uri(f"https://example.org/{SECRET}"),
        "a word in per cents": uri(
            "https://example.org/" + "".join(f"%{ord(c):02X}" for c in SECRET)
        ),
        "a word inside a longer one": uri(f"https://example.org/old{SECRET}plan"),
        "a word in a query": uri(f"https://example.org/report?draft_{SECRET}_1=2"),
        "a word in a fragment": uri(f"https://example.org/report#{SECRET}"),
        "a word in a host": uri(f"https://{SECRET}.example.org/"),
        "the subject of a letter": uri(f"mailto:a@example.org?subject={SECRET}"),
        "in capitals": uri(f"https://example.org/{SECRET.upper()}"),
        "the base of all": sets(
            root, "/URI", Dictionary(Base=String(f"https://example.org/{SECRET}/"))
        ),
    },
    "actions": {
        "a script on opening": sets(
            root, "/OpenAction", Dictionary(S=Name.JavaScript, JS=String(SENT))
        ),
        "a script of a link": link(S=Name.JavaScript, JS=String(SENT)),
        "a script in a stream": link(
            S=Name.JavaScript, JS=lambda pdf: pdf.make_stream(SENT.encode())
        ),
        "another file": link(S=Name.GoToR, F=String(f"{SECRET}.pdf"), D=[0, Name.Fit]),
        "a program": link(S=Name.Launch, F=String(SECRET)),
        "a place by name": link(S=Name.GoTo, D=WORD),
        "a command's name": link(S=Name.Named, N=NAMED),
        "a form that is sent": link(S=Name.SubmitForm, F=String(f"https://x.org/{SECRET}")),
        "the next action": link(
            S=Name.URI,
            URI=String("https://example.org/report"),
            Next=Dictionary(S=Name.Named, N=NAMED),
        ),
        "when a page opens": sets(
            page, "/AA", Dictionary(O=Dictionary(S=Name.JavaScript, JS=String(SENT)))
        ),
        "when the file closes": sets(
            root, "/AA", Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String(SENT)))
        ),
        "a script's name": sets(
            root,
            "/Names",
            Dictionary(JavaScript=Dictionary(Names=[WORD, Dictionary(S=Name.Named, N=Name.Save)])),
        ),
    },
}


def bookmark(pdf: Pdf) -> Any:
    """The first bookmark."""
    return pdf.Root.Outlines.First


def closed(pdf: Pdf) -> None:
    """A bookmark below one that is closed."""
    parent = bookmark(pdf)
    inner = Dictionary(Title=WORD, Parent=parent, Dest=[page(pdf), Name.Fit])
    parent.First = parent.Last = pdf.make_indirect(inner)
    parent.Count = -1


def unlisted(pdf: Pdf) -> None:
    """A bookmark that is before the first."""
    loose = Dictionary(Title=WORD, Parent=pdf.Root.Outlines, Next=bookmark(pdf))
    bookmark(pdf).Prev = pdf.make_indirect(loose)


def names(pdf: Pdf) -> Any:
    """The named destinations, by turns name and place."""
    return pdf.Root.Names.Dests


def name_more(text: str) -> Any:
    """A plant: one named destination more."""

    def change(pdf: Pdf) -> None:
        names(pdf).Names.append(String(text))
        names(pdf).Names.append(Array([page(pdf), Name.Fit]))

    return objects(change)


def labels(*nums: Any) -> Any:
    """A plant: other labels of pages."""
    return sets(root, "/PageLabels", Dictionary(Nums=Array(nums)))


LISTS: Plants = {
    "bookmarks": {
        "title": sets(bookmark, "/Title", WORD),
        "title, letters apart": sets(bookmark, "/Title", String(" ".join(SECRET))),
        "title, nothing between its letters": sets(
            bookmark, "/Title", String("\u200b".join(SECRET))
        ),
        "title, low lines": sets(bookmark, "/Title", String(f"a_{SECRET}_b")),
        "a key of its own": sets(bookmark, "/Draft", WORD),
        "a key's name": sets(bookmark, KEY, 1),
        "below one that is closed": objects(closed),
        "before the first": objects(unlisted),
        "a place by name": sets(bookmark, "/Dest", WORD),
        "an action": sets(bookmark, "/A", Dictionary(S=Name.URI, URI=String(ADDRESS))),
    },
    "named destinations": {
        "a word": name_more(SECRET),
        "the id of a withheld heading": name_more(f"only.{NAME}"),
        "a word inside a longer one": name_more(f"only.old{SECRET}plan"),
        "joined by low lines": name_more(f"only_{SECRET}_1"),
        "in the older table": sets(
            root, "/Dests", lambda pdf: Dictionary({KEY: [page(pdf), Name.Fit]})
        ),
        "a limit": sets(names, "/Limits", [String("a"), WORD]),
        "a key of its own": sets(names, "/Draft", WORD),
        "what a destination holds": sets(
            names,
            "/Kids",
            lambda pdf: Array(
                [Dictionary(Names=[String("z"), Dictionary(D=[page(pdf), Name.Fit], Draft=WORD)])]
            ),
        ),
        "another kind of names": sets(
            lambda pdf: pdf.Root.Names, "/Pages", lambda pdf: Dictionary(Names=[WORD, page(pdf)])
        ),
    },
    "labels of pages": {
        "before numbers": labels(0, Dictionary(S=Name.D, P=String(f"{SECRET} "))),
        "instead of numbers": labels(0, Dictionary(P=WORD)),
        "of pages that are not there": labels(0, Dictionary(S=Name.D), 99, Dictionary(P=WORD)),
        "a key of its own": labels(0, Dictionary(S=Name.D, Draft=WORD)),
        "a style": labels(0, Dictionary(S=NAMED)),
        "a number": labels(0, Dictionary(S=Name.D, St=4711)),
    },
}
