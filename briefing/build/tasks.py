"""Tasks that can run in any process: text goes in, bytes and plain values come out."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.build.gc_pause import gc_paused
from briefing.build.picture_shelf import PictureShelf
from briefing.build.results import FileOnDisk, content_of
from briefing.files.pictures import picture_type
from briefing.model.file_names import page_name_of
from briefing.model.findings import Location
from briefing.model.web import STORED
from briefing.prove import Readings, prove, prove_again
from briefing.prove import prove_old as prove_today
from briefing.prove.stored_pictures import stored_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from briefing.build.results import FileContent
    from briefing.model.composition import Asset, Fragment, OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.imposition import Imposition
    from briefing.model.link_names import LinkNames
    from briefing.model.output import TypesetFragment
    from briefing.model.pictures import StoredPicture
    from briefing.model.standards import Standard
    from briefing.model.stored_pages import PageShelf
    from briefing.prove import Expectation, Proof

_STORED = re.compile(rf'(?<=src="){STORED}([0-9a-f]{{64}})(?=")'.encode())
_READINGS = Readings()
"""What this process has read of finished pages: the next task may be the same PDF after an edit."""


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A web page, and what its proof has to look for."""

    html: bytes = field(repr=False)
    """With addresses that stand for the pictures whose bytes are on disk."""
    expectation: Expectation = field(repr=False)

    @property
    def digest(self) -> str:
        """Hash (SHA-256) of its text, which names what its pictures show."""
        return sha256(self.html).hexdigest()

    def chunks(self, shelf: PictureShelf) -> Iterator[bytes]:
        """Yield the page piece by piece, its pictures in it (RFC 2397)."""
        stored = {one.key: one for one in stored_in(self.expectation)}
        for number, part in enumerate(_STORED.split(self.html)):
            if number % 2:
                data = shelf.read(stored[part.decode()])
                yield f"data:{picture_type(data)};base64,".encode()
                yield b64encode(data)
            else:
                yield part


@dataclass(frozen=True, slots=True)
class Binding:
    """Everything that goes into one PDF, and what its proof has to look for."""

    parts: tuple[TypesetFragment, ...]
    furniture: TypesetFragment
    outline: tuple[OutlineEntry, ...]
    info: DocumentInfo
    expectation: Expectation = field(repr=False)
    standard: Standard
    """What the PDF conforms to."""
    names: LinkNames
    """What its links are called."""
    laid: tuple[tuple[int, ...], ...]
    """For each page, the numbers of the furniture's pages that are laid over it."""
    spoken: TypesetFragment
    """Pages with the furniture that is read aloud."""
    read: tuple[int | None, ...]
    """For each page, the number of its page of spoken furniture."""
    drawings: tuple[tuple[bytes, TypesetFragment], ...] = ()
    """Drawings that replace placeholders, each with the pixels its placeholder shows."""
    impositions: tuple[Imposition, ...] = ()
    """How parts are placed on sheets; empty if each part has pages of its own."""
    verso_shift: float = 0
    """How far what is on the backs of sheets is moved to the left, in pt."""
    page: BoundPage | None = None
    """The web page beside the PDF, if there is one."""
    pictures: tuple[StoredPicture, ...] = ()
    """Pictures that replace their proxies."""
    shelf: PictureShelf = field(default_factory=PictureShelf)
    """Where the task gets them from."""
    earlier: bytes | None = field(default=None, repr=False)
    """The extract of the PDF's last version, if there is one: pages that have not changed since are
    not read again."""


@dataclass(frozen=True, slots=True)
class FinishedPdf:
    """A bound PDF and its proof."""

    pdf: FileContent = field(repr=False)
    """Empty if the PDF on disk was only proven again."""
    proof: Proof
    """Of the PDF; its findings are those of the web page as well."""
    page: FileContent | None = field(default=None, repr=False)
    """The web page beside it, if it has one."""


def typeset_fragment(
    fragment: Fragment,
    assets: tuple[Asset, ...],
    theme_assets: tuple[Asset, ...],
    pages: PageShelf | None = None,
) -> TypesetFragment:
    """Typeset a fragment.

    Args:
        fragment: The fragment.
        assets: The pictures it shows.
        theme_assets: Style sheet and fonts of the theme.
        pages: Where single pages are looked for and put.

    Raises:
        EnvironmentFault: The engine's libraries are missing on this machine.
    """
    from briefing.typeset.weasyprint_engine import typeset

    with gc_paused():
        return typeset(fragment, assets, theme_assets, pages)


def bind_and_prove(
    binding: Binding, location: Location, theme_assets: tuple[Asset, ...]
) -> FinishedPdf:
    """Bind a PDF and prove it; its findings are reported at ``location``."""
    from briefing.bind.bind import bind

    shelf = binding.shelf
    stored = {picture.key: picture for picture in binding.pictures}
    with gc_paused():
        pack = bind(
            binding.parts,
            binding.furniture,
            binding.outline,
            binding.info,
            laid=binding.laid,
            spoken=binding.spoken,
            read=binding.read,
            drawings=dict(binding.drawings),
            picture=lambda key: shelf.read(stored[key]),
            impositions=binding.impositions,
            names=binding.names,
            font_files={asset.url: asset.data for asset in theme_assets},
            standard=binding.standard,
            verso_shift=binding.verso_shift,
        )
        expected = shelf.known(binding.expectation)
        if expected.means is not None:
            # Drawings are known once they are bound; the proof expects just these.
            expected = replace(expected, means=replace(expected.means, drawings=pack.drawings))
        if binding.earlier is not None:
            _READINGS.learn(binding.earlier)
        proof = prove(pack.pdf, expected, location, readings=_READINGS)
        pdf = content_of((pack.pdf,), in_memory=shelf.is_far)
        return _with_page(FinishedPdf(pdf, proof), binding.page, shelf, location)


def reprove(
    extract: bytes,
    expectation: Expectation,
    location: Location,
    page: BoundPage | None = None,
    shelf: PictureShelf | None = None,
) -> FinishedPdf:
    """Prove an unchanged PDF against a new expectation, from its cached extract.

    Args:
        extract: The extract of an earlier proof.
        expectation: What the PDF must and must not hold now.
        location: Where its findings are reported.
        page: The web page beside it, which may have changed.
        shelf: Where its pictures are.
    """
    shelf = shelf or PictureShelf()
    with gc_paused():
        proof = prove_again(extract, shelf.known(expectation), location)
        return _with_page(FinishedPdf(b"", proof), page, shelf, location)


def scale_picture(picture: StoredPicture, shelf: PictureShelf) -> None:
    """Scale a picture down, for the tasks that ask ``shelf`` for it later."""
    shelf.read(picture)


def prove_old(
    file: Path | bytes, expectation: Expectation, location: Location, shelf: PictureShelf
) -> Proof:
    """Prove a PDF or web page from an earlier build, as `briefing.prove.prove_old` does."""
    return prove_today(file, shelf.known(expectation), location)


def _with_page(
    finished: FinishedPdf, page: BoundPage | None, shelf: PictureShelf, location: Location
) -> FinishedPdf:
    """Return a finished PDF with the web page beside it, and the findings of both."""
    if page is None:
        return finished
    at = Location(page_name_of(location.path))
    content = content_of(page.chunks(shelf), in_memory=shelf.is_far)
    file = content.path if isinstance(content, FileOnDisk) else content
    found = prove(file, shelf.known(page.expectation), at).findings
    proof = replace(finished.proof, findings=(*finished.proof.findings, *found))
    return replace(finished, proof=proof, page=content)
