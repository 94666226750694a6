"""The assembly of a pack: the pages of all fragments in one PDF, and the steps that finish it."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import TYPE_CHECKING, Self

import pikepdf

from briefing.pdf import content_streams, font_merging, link_areas, metadata, navigation
from briefing.pdf.destinations import Directory, Wording
from briefing.pdf.images import ImageStore
from briefing.pdf.imposition import NO_MOVE, SheetCanvas, move_of, move_tree
from briefing.pdf.picture_streams import replace_proxies
from briefing.pdf.placeholders import replace_placeholders
from briefing.pdf.spoken_furniture import SpokenFurniture
from briefing.pdf.tags import read, references, roles, write
from briefing.pdf.tags.anchors import Anchors
from briefing.pdf.tags.conform import conform
from briefing.pdf.tags.join import join, unite
from briefing.pdf.tags.reading_places import move_to_reading_places
from briefing.pdf.tags.tree import Element

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from briefing.model.composition import OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.imposition import Imposition
    from briefing.model.link_names import LinkNames
    from briefing.model.output import PagePdf, TypesetFragment, UsedFont
    from briefing.model.standards import Standard
    from briefing.pdf.tags.tree import Rectangle

SIZE_TOLERANCE = 0.1  # pt
_BOXES = {"/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"}


@dataclass(frozen=True, slots=True)
class _OpenPage:
    """A page of a fragment, opened."""

    known: PagePdf
    pdf: pikepdf.Pdf
    page: pikepdf.Page


class Assembly:
    """A pack under construction, with its fragments, which stay open until it is written.

    Call `draw`, `show`, `tag`, `navigate`, `share` and `describe` once each, in this order, and
    `shift_versos` where pages are printed on both sides; then `to_bytes`.
    """

    def __init__(
        self,
        parts: Sequence[TypesetFragment],
        furniture: TypesetFragment,
        standard: Standard,
        laid: Sequence[Sequence[int]] = (),
        impositions: Sequence[Imposition] = (),
        spoken: TypesetFragment | None = None,
        read: Sequence[int | None] = (),
    ) -> None:
        if not parts:
            raise ValueError("a pack must have at least one part")
        self._standard = standard
        self._stack = ExitStack()
        self._pdf = self._stack.enter_context(pikepdf.new())
        self._directory = Directory()
        self._document = Element("Document")
        self._front: list[bool] = []
        self._shared: list[pikepdf.Object] = []
        self._producer = ""
        self._fonts: list[tuple[pikepdf.Object, Sequence[UsedFont]]] = []
        """Resources with the theme's fonts in them."""
        self.drawings: set[str] = set()
        """SHA-256 hashes of the content streams of drawings, as they were typeset."""
        self._said = self._open(spoken) if spoken is not None else []
        self._spoken = SpokenFurniture(read) if self._said else None
        over = self._open(furniture)
        laid = laid or [(number,) for number in range(len(over))]
        if impositions:
            self._impose(parts, impositions, [over[lowest].page for lowest, *_ in laid])
        else:
            for number, part in enumerate(parts):
                self._add(number, part)
        if spoken is not None and self._spoken is not None:
            self._document.kids += self._spoken.elements(self._tree(spoken, self._said, 0))
        self._pages = [page.obj for page in self._pdf.pages]
        self._streams = [page.Contents.read_bytes() for page in self._pages]
        self._furniture = self._forms(over, laid)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def count(self) -> int:
        """The number of pages."""
        return len(self._pages)

    def _add(self, number: int, part: TypesetFragment) -> None:
        """Append the pages of ``part`` as they are; ``number`` is its index."""
        pages = self._open(part)
        self._document.kids += self._tree(part, pages, len(self._front)).kids
        for one in pages:
            self._directory.add(number, one.pdf, len(self._front))
            # Links are read with the tree and written again; the annotations here are tag notes.
            if "/Annots" in one.page.obj:
                del one.page.obj.Annots
            if self._spoken and self._spoken.index_on(len(self._front)) is not None:
                self._add_spoken(one, self._spoken)
            else:
                self._pdf.pages.append(one.page)
                self._fonts.append((self._pdf.pages[-1].obj.Resources, one.known.fonts))
            self._front.append(part.front)

    def _add_spoken(self, own: _OpenPage, spoken: SpokenFurniture) -> None:
        """Append a page with the furniture that is read on it: a sheet on which both stand."""
        sheet = SheetCanvas(self._pdf, own.page)
        sheet.add(own.page, self._resources_of(own), NO_MOVE)
        self._speak(spoken, len(self._front), sheet)
        sheet.close()

    def _speak(self, spoken: SpokenFurniture, number: int, sheet: SheetCanvas) -> None:
        """Put what is read on page ``number`` on its sheet."""
        if (index := spoken.index_on(number)) is not None:
            said = self._said[index]
            offset = sheet.add(said.page, self._resources_of(said), NO_MOVE)
            spoken.note_place(number, offset)

    def _resources_of(self, one: _OpenPage) -> pikepdf.Object:
        """Return the resources of a page of a fragment, copied; forms on it go on using them."""
        resources = self._pdf.copy_foreign(one.page.obj.Resources)
        self._shared.append(resources)
        self._fonts.append((resources, one.known.fonts))
        return resources

    def _form_of(self, one: _OpenPage) -> pikepdf.Object:
        """Return a page of furniture or a drawing as a form."""
        form = content_streams.form_of(self._pdf, one.page)
        self._fonts.append((form.Resources, one.known.fonts))
        return form

    def _tree(self, part: TypesetFragment, pages: Sequence[_OpenPage], first: int) -> Element:
        """Return the structure tree of a part over all its pages, the first with index ``first``,
        joined."""
        tree = Element("Document")
        for number, one in enumerate(pages, start=first):
            try:
                tree.kids += read.read(one.pdf, number, one.known).kids
            except ValueError as error:
                raise ValueError(f"{part.name}: {error}") from error
        join(tree)
        for element in tree.elements():
            # A fragment has a language of its own where the pack has another.
            element.language = element.language or str(pages[0].pdf.Root.get("/Lang", ""))
        self._producer = self._producer or metadata.producer_of(pages[0].pdf)
        return tree

    def _impose(
        self,
        parts: Sequence[TypesetFragment],
        impositions: Sequence[Imposition],
        furnished: Sequence[pikepdf.Page],
    ) -> None:
        """Append sheets with the pages of parts, each as large as its page in ``furnished``."""
        for imposition in impositions:
            first_page = len(self._front)
            held = [(p, self._open(parts[p.fragment])) for p in imposition.placements]
            end = first_page + max(len(pages) for _, pages in held)
            sizes = furnished[first_page:end]
            if len(sizes) < end - first_page:
                raise ValueError(f"furniture for {len(furnished)} pages, but there are more sheets")
            sheets = [SheetCanvas(self._pdf, size) for size in sizes]
            for placement, pages in held:
                tree = self._tree(parts[placement.fragment], pages, first_page)
                move = move_of(placement, pages[0].page, sizes[0])
                mcid_offsets = []
                for number, (sheet, one) in enumerate(zip(sheets, pages, strict=False), first_page):
                    mcid_offsets.append(sheet.add(one.page, self._resources_of(one), move))
                    self._directory.add(placement.fragment, one.pdf, number, move)
                move_tree(tree, move, first_page, mcid_offsets)
                self._document.kids += tree.kids
            for number, sheet in enumerate(sheets, start=first_page):
                if self._spoken is not None:
                    self._speak(self._spoken, number, sheet)
                sheet.close()
            self._front += [False] * len(sheets)

    def _open(self, typeset: TypesetFragment) -> list[_OpenPage]:
        opened = []
        for known in typeset.pdfs:
            pdf = self._stack.enter_context(pikepdf.open(BytesIO(known.content)))
            opened.append(_OpenPage(known, pdf, pdf.pages[0]))
        return opened

    def _forms(
        self, over: Sequence[_OpenPage], laid: Sequence[Sequence[int]]
    ) -> list[list[pikepdf.Object]]:
        """Return the forms of furniture for each page; one that is on many pages is one object."""
        if len(laid) != self.count:
            raise ValueError(f"furniture for {len(laid)} pages, but there are {self.count}")
        for number, (own, held) in enumerate(zip(self._pages, laid, strict=True), start=1):
            for index in held:
                size = over[index].page.mediabox
                sides = zip(own.MediaBox.as_list(), size.as_list(), strict=True)
                if any(abs(float(a) - float(b)) > SIZE_TOLERANCE for a, b in sides):
                    raise ValueError(f"page {number} and its furniture differ in size")
        forms = {
            index: self._form_of(one)
            for index, one in enumerate(over)
            if not content_streams.is_empty(one.page)
        }
        return [[forms[index] for index in held if index in forms] for held in laid]

    def show(self, read: Callable[[str], bytes]) -> None:
        """Put pictures in place of their proxies; ``read`` returns one by its key.

        Raises ``ValueError`` when one is missing.
        """
        replace_proxies(self._pdf, self._resources(), read)

    def draw(self, drawings: Mapping[bytes, TypesetFragment]) -> None:
        """Put drawings in place of their placeholders.

        ``drawings`` are by the pixels of their placeholders. Raises ``ValueError`` when one is
        missing.
        """
        forms = {}
        for pixels, drawing in drawings.items():
            [page] = self._open(drawing)
            forms[pixels] = self._form_of(page)
            self.drawings.add(sha256(forms[pixels].read_bytes()).hexdigest())
        self._streams = replace_placeholders(self._pages, self._streams, forms)
        self._shared += [form.Resources for form in forms.values()]

    def tag(self, outline: Sequence[OutlineEntry], names: LinkNames, language: str) -> None:
        """Write the structure tree with its links, and the pages' streams with their furniture."""
        unite(self._document)
        move_to_reading_places(self._document)
        anchors = Anchors(self._document)
        write.drop_repeated_languages(self._document, language)
        roles.refine(self._document)
        write.identify(self._document)
        references.unlink_lost_places(self._document, self._directory.places)
        conform(self._document, self._standard)
        anchored = anchors.elements(self._document)
        references.tie(self._document, anchored)
        link_areas.widen(self._document, [_box_of(page) for page in self._pages])
        wording = Wording.of(names, outline, navigation.folios(self._front))
        leading_to = anchored if self._standard.leads_to_elements else {}
        writer = write.TreeWriter(self._pdf, self._pages, self._directory, wording, leading_to)
        writer.write(self._document)
        tagged: list[set[int]] = [set() for _ in self._pages]
        for run in self._document.contents():
            tagged[run.page].add(run.mcid)
        for page, stream, numbers, forms in zip(
            self._pages, self._streams, tagged, self._furniture, strict=True
        ):
            closed = content_streams.furnish(page, content_streams.close(stream, numbers), forms)
            page.Contents = self._pdf.make_stream(closed)

    def navigate(self, outline: Sequence[OutlineEntry]) -> None:
        """Write page labels, named destinations and bookmarks."""
        navigation.label_pages(self._pdf, self._front)
        navigation.name_places(self._pdf, self._pages, self._directory)
        kept = [e for e in outline if not e.boxed or e.anchor in self._directory.places]
        navigation.add_bookmarks(self._pdf, self._pages, self._directory, kept)

    def share(self, font_files: Mapping[str, bytes]) -> None:
        """Let fragments and furniture share images, and fonts from ``font_files`` by their URLs."""
        store = ImageStore()
        for resources in self._resources():
            store.share(resources)
        found = {r.Font.objgen: r.Font for r in self._resources() if "/Font" in r}
        sources = font_merging.sources_of(self._fonts, font_files)
        font_merging.unify(self._pdf, found.values(), sources)

    def _resources(self) -> Iterator[pikepdf.Object]:
        for page in self._pages:
            yield page.Resources
        yield from self._shared
        forms = {form.objgen: form for held in self._furniture for form in held}
        for form in forms.values():
            yield form.Resources

    def describe(self, info: DocumentInfo) -> None:
        """Write the metadata of the pack."""
        metadata.describe(self._pdf, info, self._producer, self._standard)

    def shift_versos(self, shift: float) -> None:
        """Move what is on every other page, from the second on, to the left by ``shift`` pt.

        The page is moved over it, to the right: nothing on it gets another place.
        """
        for page in self._pages[1::2]:
            for name in _BOXES & page.keys():
                left, bottom, right, top = map(float, page[name].as_list())
                page[name] = pikepdf.Array([left + shift, bottom, right + shift, top])

    def to_bytes(self) -> bytes:
        """Return the finished file."""
        target = BytesIO()
        self._pdf.save(
            target,
            force_version=self._standard.pdf,
            fix_metadata_version=False,  # the packet stays as it was written
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        return target.getvalue()


def _box_of(page: pikepdf.Object) -> Rectangle:
    """Return the part of a page that is not cut off, in pt."""
    left, bottom, right, top = map(float, page.get("/TrimBox", page.MediaBox).as_list())
    return left, bottom, right, top
