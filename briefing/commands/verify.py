"""``briefing verify``: whether folders hold the PDFs that were built, unchanged, and no others."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing import manifest
from briefing.commands.common import OUTPUT
from briefing.errors import CONTENT_AT_FAULT, UsageError
from briefing.findings import counted
from briefing.report import Console, finding_json

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

NAME = "verify"
HELP = "compare folders of PDFs with the manifest that was written when they were built"


def describe(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "folders",
        nargs="*",
        type=Path,
        metavar="FOLDER",
        help="a folder with a manifest.json (default: all those in build/)",
    )
    parser.add_argument("--json", action="store_true", help="print the differences as JSON")


def run(args: Namespace) -> int:
    """Does it, to the last folder; returns the exit status."""
    console = Console(as_json=args.json)
    folders = args.folders or sorted(path.parent for path in OUTPUT.glob(f"*/{manifest.NAME}"))
    if not folders:
        raise UsageError("nothing is built yet\n  hint: build first, or name a folder")
    failed = False
    told = []
    for folder in folders:
        known, findings = manifest.read_to_verify(folder)
        if known is not None:
            findings = tuple(known.verify())
        console.findings(findings)
        count = len(known.data["editions"]) if known is not None else 0
        if not findings:
            console.line(f"{folder}: {counted(count, 'PDF')} as built")
        failed |= bool(findings)
        told.append(
            {"folder": str(folder), "pdfs": count, "findings": [finding_json(f) for f in findings]}
        )
    console.json({"folders": told})
    return CONTENT_AT_FAULT if failed else 0
