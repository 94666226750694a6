"""What can be done in any process: text in, bytes and plain facts out."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from briefing.build.gc_pause import COLLECTOR
from briefing.prove import prove, prove_again

if TYPE_CHECKING:
    from briefing.model.composition import Asset, Fragment, OutlineEntry
    from briefing.model.document import DocumentInfo
    from briefing.model.findings import Location
    from briefing.model.imposition import Imposition
    from briefing.model.output import TypesetFragment
    from briefing.prove import Expectation, Proof


@dataclass(frozen=True, slots=True)
class Binding:
    """All that goes into one PDF, and what its proof has to look for."""

    parts: tuple[TypesetFragment, ...]
    furniture: TypesetFragment
    outline: tuple[OutlineEntry, ...]
    info: DocumentInfo
    expectation: Expectation = field(repr=False)
    laid: tuple[tuple[int, ...], ...]
    """For each page, which pages of the furniture are laid over it."""
    drawings: tuple[tuple[bytes, TypesetFragment], ...] = ()
    """Those that stand-ins hold the place of, with the dots these show."""
    impositions: tuple[Imposition, ...] = ()
    """How parts stand on sheets; none where each has pages of its own."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A bound PDF, reopened."""

    pdf: bytes = field(repr=False)
    """Empty when the one that is there has only been proven again."""
    proof: Proof


def typeset_fragment(
    fragment: Fragment, assets: tuple[Asset, ...], theme_assets: tuple[Asset, ...]
) -> TypesetFragment:
    """One fragment on paper; raises EnvironmentFault on a machine without the engine's
    libraries."""
    from briefing.typeset.weasyprint_engine import typeset

    with COLLECTOR.paused():
        return typeset(fragment, assets, theme_assets)


def finish(binding: Binding, place: Location) -> Finished:
    """The parts bound, and the bound file proven; its findings stand at ``place``."""
    from briefing.bind.bind import bind

    with COLLECTOR.paused():  # there are no leavings
        pack = bind(
            binding.parts,
            binding.furniture,
            binding.outline,
            binding.info,
            laid=binding.laid,
            drawings=dict(binding.drawings),
            impositions=binding.impositions,
        )
        expected = binding.expectation
        if expected.means is not None:
            # They are known from here on; of the same bytes they need not be asked again.
            expected = replace(expected, means=replace(expected.means, drawings=pack.drawings))
        proof = prove(pack.pdf, expected, place)
    return Finished(pack.pdf, proof)


def confirm(reading: bytes, expectation: Expectation, place: Location) -> Finished:
    """A PDF that is there as it was bound, proven for what is expected of it now."""
    with COLLECTOR.paused():
        return Finished(b"", prove_again(reading, expectation, place))
