"""What ``briefing build`` records of its results in the manifest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefing.cli.console import result_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from briefing.build.build import Result
    from briefing.build.output_folder import OutputFolder
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request


@dataclass(frozen=True, slots=True)
class Recording:
    """Records what a build made of one briefing."""

    results: OutputFolder
    as_of: date
    """Of the facts in it."""

    def record(
        self,
        done: Sequence[Result],
        before: Fingerprint,
        now: Fingerprint,
        whole: tuple[Request, list[dict[str, Any]]] | None,
    ) -> None:
        """Write the manifest.

        If the content was changed meanwhile, nobody knows which version was read, so no PDF counts
        as made from either.

        Args:
            done: What became of each edition.
            before: What the PDFs were made from, as the build found it.
            now: The same, as it is now.
            whole: What was asked for, if all of it was delivered, and warnings about the content.
        """
        is_same = now.digest == before.digest
        made = [result for result in done if result.delivered]
        old = [r.path.name for r in done if r.previous_pdf is not None and r.previous_pdf.passes]
        entries = [self._entry(result, now.digest if is_same else "") for result in made]
        request = None
        if whole is not None and is_same:
            files = [entry["file"] for entry in entries]
            request = whole[0], {"state": now.digest, "files": files, "warnings": whole[1]}
        self.results.record(now, entries, request, old if is_same else ())

    def _entry(self, result: Result, state: str) -> dict[str, Any]:
        """Return the entry of a delivered edition; ``state`` is the digest of a fingerprint."""
        page = {"file": result.edition.page_name, "sha256": result.page_sha256}
        return {
            **result_json(result),
            "file": result.path.name,
            "html": page if result.page_sha256 else None,
            "as_of": self.as_of.isoformat(),
            "bound_from": result.bound_from,
            "made_from": result.made_from,
            "state": state,
        }
