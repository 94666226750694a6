"""What builds that were killed have left behind, removed by the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.files.atomic_write import sweep_drafts
from briefing.files.temporary_folder import sweep_temporary_folders

if TYPE_CHECKING:
    from pathlib import Path


def sweep_leftovers(results: Path, cache: Path) -> None:
    """Remove drafts and temporary files that no living build owns.

    Drafts may hold what is withheld by now, so they must not lie beside PDFs that are handed on.

    Args:
        results: The folder of a briefing's PDFs.
        cache: The folder of the cache.
    """
    sweep_drafts(results)
    sweep_drafts(cache)
    sweep_temporary_folders()
