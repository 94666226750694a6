"""What ``briefing build`` does with files of earlier builds that may no longer be handed out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from briefing.model.errors import EnvironmentFault
from briefing.model.file_names import PAGE, pdf_name_of

if TYPE_CHECKING:
    from pathlib import Path

    from briefing.build.build import Result
    from briefing.build.output_folder import OutputFolder
    from briefing.cache.fingerprint import Fingerprint
    from briefing.cache.manifest import Manifest
    from briefing.cli.console import Console
    from briefing.model.content import Briefing


@dataclass(slots=True)
class Withdrawing:
    """Withdraws PDFs and pages from their places, and tells what became of them."""

    results: OutputFolder
    fingerprint: Fingerprint
    """What PDFs are made from today."""
    console: Console
    status: int = 0
    """The exit status of what could not be moved."""
    moved: dict[str, Path] = field(default_factory=dict)
    """Where PDFs were withdrawn to, by file name."""

    def gone(self, before: Manifest, briefing: Briefing) -> list[dict[str, str | None]]:
        """Withdraw PDFs of editions that ``briefing`` no longer has; return where they went."""
        from briefing.select.selection import file_names

        gone: list[dict[str, str | None]] = []
        written = set(before.written)
        names = written - file_names(briefing) if written else set()
        for name in sorted(names):
            path = before.folder / name
            digest = before.digest_if_ours(name)
            moved = self._withdraw(name, digest) if digest else None
            became = f"was moved to {moved}" if moved else ""
            if not digest:
                self.results.forget([name])
                changed = "was changed since it was built and is kept: delete or move it"
                became = changed if path.exists() else ""
            if became and not (name.endswith(PAGE) and pdf_name_of(name) in names):
                what = "page" if name.endswith(PAGE) else "PDF"
                self.console.note(f"{path}  no longer in the briefing; its {what} {became}")
            if became:
                gone.append({"file": str(path), "moved_to": str(moved) if moved else None})
        return gone

    def earlier(self, result: Result) -> Path | None:
        """Withdraw what an earlier build made of a failed edition, if any of it may not be handed
        out; return where the PDF went. The page goes first: it is listed with its PDF."""
        earlier, page = result.previous_pdf, result.previous_page
        ours = [one for one in (earlier, page) if one is not None and one.is_ours]
        if all(one.passes for one in ours):
            return None
        if page is not None and page.is_ours:
            moved = self._withdraw(result.edition.page_name, page.sha256)
            if moved is not None and (earlier is None or not earlier.is_ours):
                path = result.path.with_name(result.edition.page_name)
                self.console.note(f"{path}  the previous page was moved to {moved}")
        if earlier is not None and earlier.is_ours:
            return self._withdraw(result.path.name, earlier.sha256)
        return None

    def _withdraw(self, name: str, digest: str) -> Path | None:
        """Withdraw a file that was built here; if it cannot be moved, go on, and fail later."""
        try:
            moved = self.results.withdraw(name, digest, self.fingerprint)
        except EnvironmentFault as error:
            self.console.failure(error)
            self.status = max(self.status, error.status)
            return None
        if moved is not None:
            self.moved[name] = moved
        return moved
