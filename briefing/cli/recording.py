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
    from briefing.build.results import FileContent
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Request


@dataclass(frozen=True, slots=True)
class Recording:
    """Records what a build makes of one briefing."""

    results: OutputFolder
    as_of: date
    """Of the facts in it."""
    made_from: Fingerprint
    """What was read."""

    def deliver(self, result: Result, files: Sequence[tuple[str, FileContent]]) -> None:
        """Put the files of an edition in their places; raises EnvironmentFault."""
        self.results.deliver(self._entry(result), self.made_from, files)

    def record(
        self,
        done: Sequence[Result],
        now: Fingerprint,
        whole: tuple[Request, list[dict[str, Any]]] | None,
    ) -> None:
        """Write the manifest, true of what was read: if that has changed since, PDFs are old.

        Args:
            done: What became of each edition.
            now: What would be read now.
            whole: What was asked for, if all of it was delivered, and warnings about the content.
        """
        made = [result for result in done if result.delivered]
        old = [r.path.name for r in done if r.previous_pdf is not None and r.previous_pdf.passes]
        entries = [self._entry(result) for result in made]
        request = None
        if whole is not None and now.digest == self.made_from.digest:
            files = [entry["file"] for entry in entries]
            request = whole[0], {"state": now.digest, "files": files, "warnings": whole[1]}
        self.results.record(self.made_from, entries, request, old)

    def _entry(self, result: Result) -> dict[str, Any]:
        page = {"file": result.edition.page_name, "sha256": result.page_sha256}
        return {
            **result_json(result),
            "file": result.path.name,
            "html": page if result.page_sha256 else None,
            "as_of": self.as_of.isoformat(),
            "bound_from": result.bound_from,
            "made_from": result.made_from,
            "state": self.made_from.digest,
        }
