"""``briefing verify``: check that folders hold what was built, unchanged, from today's content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cache import manifest
from briefing.cache.differences import differences, missing_content, read_to_verify
from briefing.cache.fingerprint import fingerprint_of
from briefing.cache.journal import JOURNAL
from briefing.cli.console import Console
from briefing.cli.inspection import Inspection, add_inspection
from briefing.cli.options import CONTENT, OUTPUT, SETTINGS, find_briefing
from briefing.files.workspace import is_file
from briefing.model.errors import UsageError
from briefing.model.file_names import PDF
from briefing.model.findings import counted, errors

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.cache.manifest import Manifest
    from briefing.files.lock_file import Say
    from briefing.model.findings import Finding

NAME = "verify"
HELP = "compare folders of PDFs with what was built, and with the content as it is now"


def describe(parser: ArgumentParser) -> None:
    """Add the command's arguments to ``parser``."""
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="a folder with a manifest.json (default: all those in build/)",
    )
    briefing = "what the PDFs were made from (default: as the manifest says)"
    add_inspection(parser, briefing, "differences")


def run(args: Namespace) -> int:
    """Check every folder, whatever is wrong with one, and return the exit status."""
    console = Console(as_json=args.json)
    content = find_briefing(args.briefing)[0] if args.briefing else None
    folders = args.folders or sorted(_folders())
    if not folders:
        raise UsageError("nothing is built yet\n  hint: build first, or name a folder")
    inspection = Inspection(console)
    for folder in folders:
        known, findings = read_to_verify(folder)
        if known is not None:
            findings = _differences(known, content or _content_of(known), console.aside)
        count = len(known.names) if known is not None else 0
        pages = len(known.page_names) if known is not None else 0
        inspection.add({"folder": str(folder), "pdfs": count, "pages": pages}, findings)
        if not errors(findings):
            old = sum(finding.location.path.endswith(PDF) for finding in findings)
            console.line(f"{folder}: {_as_built(count, pages, old)}")
    return inspection.finish("folders")


def _folders() -> set[Path]:
    """Return the folders in which something was built, if only by a build that was stopped."""
    return {path.parent for name in (manifest.NAME, JOURNAL) for path in OUTPUT.glob(f"*/{name}")}


def _as_built(count: int, pages: int, old: int) -> str:
    held = counted(count, "PDF") + (f" and {counted(pages, 'web page')}" if pages else "")
    if not old:
        return f"{held} as built"
    how = "one that passes" if old == 1 else "ones that pass"
    return f"{held}: {count - old} as built, {old} old {how}"


def _differences(known: Manifest, content: Path | None, say: Say) -> tuple[Finding, ...]:
    if content is None:
        return (*differences(known, None, say), missing_content(known.folder))
    return tuple(differences(known, fingerprint_of(content, known.folder.parent), say))


def _content_of(known: Manifest) -> Path | None:
    """Return the folder of the briefing that PDFs were made from, if it exists."""
    named = known.content()
    places = (*((named,) if named else ()), CONTENT / known.folder.resolve().name)
    return next((place for place in places if is_file(place / SETTINGS)), None)
