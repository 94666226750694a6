"""Tasks that can run in any process: text goes in, bytes and plain values come out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.build.gc_pause import gc_paused
from briefing.model.file_names import page_name_of
from briefing.model.findings import Location
from briefing.prove import prove, prove_again

if TYPE_CHECKING:
    from briefing.model.composition import Asset, Fragment, OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.imposition import Imposition
    from briefing.model.link_names import LinkNames
    from briefing.model.output import TypesetFragment
    from briefing.model.standards import Standard
    from briefing.prove import Expectation, Proof


@dataclass(frozen=True, slots=True)
class BoundPage:
    """A web page, and what its proof has to look for."""

    html: bytes = field(repr=False)
    expectation: Expectation = field(repr=False)

    @property
    def digest(self) -> str:
        """Hash (SHA-256) of its bytes."""
        return sha256(self.html).hexdigest()


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
    page: BoundPage | None = None
    """The web page beside the PDF, if there is one."""


@dataclass(frozen=True, slots=True)
class FinishedPdf:
    """A bound PDF and its proof."""

    pdf: bytes = field(repr=False)
    """Empty if the PDF on disk was only proven again."""
    proof: Proof
    """Of the PDF; its findings are those of the web page as well."""


def typeset_fragment(
    fragment: Fragment, assets: tuple[Asset, ...], theme_assets: tuple[Asset, ...]
) -> TypesetFragment:
    """Typeset a fragment.

    Args:
        fragment: The fragment.
        assets: The pictures it shows.
        theme_assets: Style sheet and fonts of the theme.

    Raises:
        EnvironmentFault: The engine's libraries are missing on this machine.
    """
    from briefing.typeset.weasyprint_engine import typeset

    with gc_paused():
        return typeset(fragment, assets, theme_assets)


def bind_and_prove(
    binding: Binding, location: Location, theme_assets: tuple[Asset, ...]
) -> FinishedPdf:
    """Bind a PDF and prove it; its findings are reported at ``location``."""
    from briefing.bind.bind import bind

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
            impositions=binding.impositions,
            names=binding.names,
            font_files={asset.url: asset.data for asset in theme_assets},
            standard=binding.standard,
        )
        expected = binding.expectation
        if expected.means is not None:
            # Drawings are known once they are bound; the proof expects just these.
            expected = replace(expected, means=replace(expected.means, drawings=pack.drawings))
        proof = prove(pack.pdf, expected, location)
        proof = _with_page(proof, binding.page, location)
    return FinishedPdf(pack.pdf, proof)


def reprove(
    extract: bytes, expectation: Expectation, location: Location, page: BoundPage | None = None
) -> FinishedPdf:
    """Prove an unchanged PDF against a new expectation, from its cached extract.

    Args:
        extract: The extract of an earlier proof.
        expectation: What the PDF must and must not hold now.
        location: Where its findings are reported.
        page: The web page beside it, which may have changed.
    """
    with gc_paused():
        proof = prove_again(extract, expectation, location)
        return FinishedPdf(b"", _with_page(proof, page, location))


def _with_page(proof: Proof, page: BoundPage | None, location: Location) -> Proof:
    """Return the proof of a PDF with the findings of that of the web page beside it."""
    if page is None:
        return proof
    at = Location(page_name_of(location.path))
    found = prove(page.html, page.expectation, at).findings
    return replace(proof, findings=(*proof.findings, *found))
