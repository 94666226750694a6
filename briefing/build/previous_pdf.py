"""Whether the PDF from before may still be read, when its edition is not delivered.

Its reader would take it for today's. It may stay when it passes the proof for today's edition, word
for word; what cannot be shown to pass does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.build.process_pool import WorkerStopped
from briefing.cache.manifest import read
from briefing.model.errors import is_interrupt
from briefing.model.findings import Location, errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.build.executors import BuildExecutor
    from briefing.prove import Expectation


@dataclass(frozen=True, slots=True)
class PreviousPdf:
    """A PDF that lies where an edition was not delivered to."""

    sha256: str
    """Empty when it is not as a build of ours wrote it."""
    was_ours: bool = False
    """It is not, but was: somebody has changed it since."""
    why_not: str = ""
    """Why it may not be read any more; empty when it may."""

    @property
    def is_ours(self) -> bool:
        """Written by a build of ours, and as it was written."""
        return bool(self.sha256)

    @property
    def passes(self) -> bool:
        """Whether its reader may be given it today."""
        return self.is_ours and not self.why_not


def assess_previous_pdf(
    path: Path,
    fingerprint: str,
    expected: Callable[[], Expectation] | None,
    executor: BuildExecutor,
) -> PreviousPdf | None:
    """The PDF that is there of an edition, held against what the edition is today.

    ``state`` is the hash of all that PDFs are made from today; ``expected`` says what today's
    edition must hold and must not, and is None when it cannot be composed; the crew proves within
    its limits. None is returned when no PDF is there.
    """
    if not path.is_symlink() and not path.exists():
        return None
    manifest = read(path.parent)  # another build may have put a PDF there meanwhile
    digest = manifest.digest_if_ours(path.name)
    if not digest:
        return PreviousPdf("", was_ours=path.name in manifest.names)
    if manifest.is_proven_against(path.name, fingerprint):
        return PreviousPdf(digest)
    return PreviousPdf(digest, why_not=_why_not(path, expected, executor))


def _why_not(
    path: Path, expected: Callable[[], Expectation] | None, executor: BuildExecutor
) -> str:
    """What keeps a PDF from passing the proof for today's edition; empty when it passes."""
    if expected is None:
        return "it cannot be proven, for today's edition of it cannot be composed"
    try:
        data = path.read_bytes()
        proof = executor.prove_old(data, expected(), Location(str(path))).result()
    except Exception as error:
        if is_interrupt(error):
            raise
        said = f": {error}" if isinstance(error, WorkerStopped) else ""
        return f"it cannot be proven ({type(error).__name__}{said})"
    faults = errors(proof.findings)
    if not faults:
        return ""
    others = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"it does not pass today's proof ({faults[0].code}: {faults[0].message}{others})"
