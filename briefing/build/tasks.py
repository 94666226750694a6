"""Tasks that can run in any process: text goes in, bytes and plain values come out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.build.gc_pause import gc_paused
from briefing.prove import prove, prove_again

if TYPE_CHECKING:
    from briefing.model.composition import Asset, Fragment, OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.findings import Location
    from briefing.model.imposition import Imposition
    from briefing.model.link_names import LinkNames
    from briefing.model.output import TypesetFragment
    from briefing.model.standards import Standard
    from briefing.prove import Expectation, Proof


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


@dataclass(frozen=True, slots=True)
class FinishedPdf:
    """A bound PDF and its proof."""

    pdf: bytes = field(repr=False)
    """Empty if the PDF on disk was only proven again."""
    proof: Proof


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
    return FinishedPdf(pack.pdf, proof)


def reprove(extract: bytes, expectation: Expectation, location: Location) -> FinishedPdf:
    """Prove an unchanged PDF against a new expectation, from its cached extract.

    Args:
        extract: The extract of an earlier proof.
        expectation: What the PDF must and must not hold now.
        location: Where its findings are reported.
    """
    with gc_paused():
        return FinishedPdf(b"", prove_again(extract, expectation, location))
