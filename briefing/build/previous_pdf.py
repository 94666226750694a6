"""Whether the previous PDF may stay when its edition cannot be delivered.

Its reader would take it for today's. It may stay if it passes the proof for today's edition, word
for word; if that cannot be shown, it may not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.build.worker_stops import WorkerStopped
from briefing.cache.manifest import read
from briefing.files.checked_read import MAX_PDF_BYTES, read_file
from briefing.model.errors import is_interrupt
from briefing.model.findings import Location, errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from briefing.build.executors import BuildExecutor
    from briefing.prove import Expectation


@dataclass(frozen=True, slots=True)
class PreviousPdf:
    """A PDF from an earlier build, in the place of an edition that was not delivered."""

    sha256: str
    """Empty if the PDF is not as a build wrote it."""
    was_ours: bool = False
    """Whether a build wrote it, but it has been changed since."""
    why_not: str = ""
    """Why it must no longer be read; empty if it may stay."""

    @property
    def is_ours(self) -> bool:
        """Whether a build wrote it and it is unchanged."""
        return bool(self.sha256)

    @property
    def passes(self) -> bool:
        """Whether it may be handed out today."""
        return self.is_ours and not self.why_not


def assess_previous_pdf(
    path: Path,
    fingerprint: str,
    expected: Callable[[], Expectation] | None,
    executor: BuildExecutor,
) -> PreviousPdf | None:
    """Assess the PDF at ``path`` against what its edition is today.

    Args:
        path: Where the edition's PDF lies.
        fingerprint: The digest of everything that PDFs are made from today.
        expected: Returns what today's edition must and must not hold; None if the edition cannot
            be composed.
        executor: Proves the PDF within its limits.

    Returns:
        The assessment, or None if there is no PDF.
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
    """Return why a PDF does not pass the proof for today's edition; empty if it does."""
    if expected is None:
        return "it cannot be proven, because today's edition cannot be composed"
    try:
        data = read_file(path, MAX_PDF_BYTES)
        proof = executor.prove_old(data, expected(), Location(str(path))).result()
    except Exception as error:
        if is_interrupt(error):
            raise
        detail = f": {error}" if isinstance(error, WorkerStopped) else ""
        return f"it cannot be proven ({type(error).__name__}{detail})"
    faults = errors(proof.findings)
    if not faults:
        return ""
    others = f", and {len(faults) - 1} more" if len(faults) > 1 else ""
    return f"it does not pass today's proof ({faults[0].code}: {faults[0].message}{others})"
