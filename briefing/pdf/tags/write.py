"""Writes the structure tree of a pack, with the link annotations in it (ISO 32000-1, 14.7)."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import pikepdf
from pikepdf import Array, Dictionary, Name

from briefing.pdf.destinations import Directory, Wording, anchor_of, numbers
from briefing.pdf.identification import TABLE
from briefing.pdf.tags import tables
from briefing.pdf.tags.tree import Annotation, Content, Element

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PRINT = 4  # annotation flag: printed, not hidden (ISO 19005-2, 6.3.2)


def identify(document: Element) -> None:
    """Give ids to notes and header cells, unique in the pack."""
    for number, table in enumerate((e for e in document.walk() if e.role == "Table"), start=1):
        tables.link_headers(table, f"{TABLE}-{number}")
    for number, note in enumerate((e for e in document.walk() if e.role == "Note"), start=1):
        note.id = f"note-{number}"


def drop_repeated_languages(element: Element, around: str) -> None:
    """Remove the language of elements where it is that of the element around them."""
    if around == element.language or around.startswith(element.language + "-"):
        element.language = ""
    for kid in element.elements():
        drop_repeated_languages(kid, element.language or around)


class TreeWriter:
    """Writes one tree into one PDF."""

    def __init__(
        self,
        pdf: pikepdf.Pdf,
        pages: Sequence[pikepdf.Object],
        directory: Directory,
        wording: Wording,
        anchored: Mapping[str, Element] = MappingProxyType({}),
    ) -> None:
        """Prepare to write one tree.

        Args:
            pdf: Where to.
            pages: Its pages.
            directory: Where ids are; it is told in which elements, once these are written.
            wording: What links are called.
            anchored: The element of each id, if destinations are elements as well.
        """
        self._pdf = pdf
        self._pages = pages
        self._directory = directory
        self._wording = wording
        self._owners: list[dict[int, pikepdf.Object]] = [{} for _ in pages]
        self._links: list[tuple[Annotation, pikepdf.Object, pikepdf.Object]] = []
        self._ids: dict[str, pikepdf.Object] = {}
        self._anchored = anchored
        self._written: list[tuple[Element, pikepdf.Object]] = []
        self._namespaces: dict[str, pikepdf.Object] = {}

    def write(self, document: Element) -> None:
        """Write the tree below ``document``, the parent tree, the ids and the link annotations.

        Raises ``ValueError`` for a link to an id that no fragment has, or more than one.
        """
        root = self._pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        root.K = Array([self._element(document, root)])
        if self._namespaces:
            root.Namespaces = Array(self._namespaces.values())
        found = {id(element): written for element, written in self._written}
        self._directory.elements = {name: found[id(e)] for name, e in self._anchored.items()}
        numbers_tree: list[object] = []
        for index, (page, owners) in enumerate(zip(self._pages, self._owners, strict=True)):
            page.StructParents = index
            page.Tabs = Name.S
            by_mcid = [owners.get(mcid) for mcid in range(max(owners, default=-1) + 1)]
            numbers_tree += [index, self._pdf.make_indirect(Array(by_mcid))]
        for index, (_, annotation, owner) in enumerate(self._links, start=len(self._pages)):
            annotation.StructParent = index
            numbers_tree += [index, owner]
        root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(numbers_tree)))
        root.ParentTreeNextKey = len(self._pages) + len(self._links)
        if self._ids:
            pairs = [item for name in sorted(self._ids) for item in (name, self._ids[name])]
            root.IDTree = self._pdf.make_indirect(Dictionary(Names=Array(pairs)))
        self._place_links()
        self._refer(found)
        self._pdf.Root.StructTreeRoot = root

    def _element(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        written = self._pdf.make_indirect(Dictionary(S=Name("/" + element.role), P=parent))
        self._written.append((element, written))
        page = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if page is not None:
            written.Pg = self._pages[page]
        kids: list[object] = []
        for kid in element.kids:
            if isinstance(kid, Element):
                kids.append(self._element(kid, written))
            elif isinstance(kid, Annotation):
                kids.append(self._link(kid, written))
            else:
                self._owners[kid.page][kid.mcid] = written
                kids.append(kid.mcid if kid.page == page else self._elsewhere(kid))
        if kids:
            written.K = kids[0] if len(kids) == 1 else Array(kids)
        self._describe(element, written)
        return written

    def _elsewhere(self, content: Content) -> Dictionary:
        page = self._pages[content.page]
        return Dictionary(Type=Name.MCR, Pg=page, MCID=content.mcid)

    def _describe(self, element: Element, written: pikepdf.Object) -> None:
        if element.namespace:
            written.NS = self._namespace(element.namespace)
        if element.alt:
            written.Alt = element.alt
        if element.spoken:
            written.ActualText = element.spoken
        if element.expansion:
            written.E = element.expansion
        if element.language:
            written.Lang = element.language
        if element.id:
            written.ID = element.id
            self._ids[element.id] = written
        if (attributes := _attributes(element)) is not None:
            written.A = attributes

    def _namespace(self, address: str) -> pikepdf.Object:
        """Return a namespace, the same object for all its elements (ISO 32000-2, 14.7.4)."""
        if address not in self._namespaces:
            self._namespaces[address] = self._pdf.make_indirect(
                Dictionary(Type=Name.Namespace, NS=address)
            )
        return self._namespaces[address]

    def _link(self, link: Annotation, owner: pikepdf.Object) -> Dictionary:
        anchor = anchor_of(link.target)
        if anchor is None:
            contents = self._wording.external(link)
        else:
            contents = self._wording.internal(anchor, self._directory.find(anchor), link)
        annotation = self._pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=Array(numbers(*link.rectangle)),
                Border=Array([0, 0, 0]),
                F=PRINT,
                Contents=contents,
            )
        )
        self._links.append((link, annotation, owner))
        return Dictionary(Type=Name.OBJR, Obj=annotation, Pg=self._pages[link.page])

    def _refer(self, found: Mapping[int, pikepdf.Object]) -> None:
        """Write what elements refer to, once all of them are written and ``found`` by identity."""
        for element, written in self._written:
            if element.refers_to:
                written.Ref = Array([found[id(other)] for other in element.refers_to])

    def _place_links(self) -> None:
        """Put the links on their pages, and have them lead somewhere: all elements are written."""
        for link, annotation, _ in self._links:
            anchor = anchor_of(link.target)
            annotation.A = (
                self._directory.action(anchor, self._pages)
                if anchor is not None
                else Dictionary(S=Name.URI, URI=link.target)
            )
            page = self._pages[link.page]
            if "/Annots" not in page:
                page.Annots = Array()
            page.Annots.append(annotation)


def _attributes(element: Element) -> Dictionary | None:
    """Return an element's attributes, with the owner that defines them (ISO 32000-1, 14.8.5)."""
    columns, rows = element.span
    values: dict[str, object] = {}
    if element.role == "Figure" and element.box:
        values = {"/O": Name.Layout, "/BBox": Array(numbers(*element.box))}
    elif element.role == "FENote":
        values = {"/O": Name.FENote, "/NoteType": Name.Endnote}
    elif element.role == "L" and element.numbering:
        values = {"/O": Name.List, "/ListNumbering": Name("/" + element.numbering)}
    elif element.role in {"TH", "TD"}:
        if element.scope:
            values["/Scope"] = Name("/" + element.scope)
        if element.headers:
            values["/Headers"] = Array([pikepdf.String(name) for name in element.headers])
        if columns > 1:
            values["/ColSpan"] = columns
        if rows > 1:
            values["/RowSpan"] = rows
        if values:
            values["/O"] = Name.Table
    return Dictionary(values) if values else None
