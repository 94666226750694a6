"""``briefing prove``: reopens a PDF and checks it against today's content."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.commands.common import CONTENT, OUTPUT, find_briefing
from briefing.errors import CONTENT_AT_FAULT, ContentError, UsageError
from briefing.findings import Location, counted
from briefing.load import load
from briefing.report import Console, finding_json
from briefing.selection import make_edition
from briefing.store import Store
from briefing.themes import theme_of
from briefing.workspace import is_file

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from briefing.model import Briefing, Edition

NAME = "prove"
HELP = "reopen PDFs and check that nothing is lost and nothing is leaked"


def describe(parser: ArgumentParser) -> None:
    """What the command takes."""
    parser.add_argument(
        "files",
        nargs="+",
        type=Path,
        metavar="FILE.pdf",
        help="named as build names them: kfor-press-short-pack.pdf",
    )
    parser.add_argument("--briefing", help="its briefing (default: from the file's name)")
    parser.add_argument("--json", action="store_true", help="print the proof as JSON")


def run(args: Namespace) -> int:
    """Does it; returns the exit status."""
    from briefing.expect import expect
    from briefing.pipeline import compose_edition
    from briefing.prove import prove

    console = Console(as_json=args.json)
    failed = 0
    proofs = []
    faulty: list[ContentError] = []
    for path in args.files:
        if not is_file(path):
            raise UsageError(f"{path}: there is no such file\n  hint: build it first")
    store = Store(OUTPUT / ".store", read_only=True)
    for path in args.files:
        try:
            briefing, edition = _edition(path, args.briefing)
            theme = theme_of(briefing)
            composed = compose_edition(briefing, edition, theme, store)
        except ContentError as error:  # the others are proven all the same
            faulty.append(error)
            continue
        composition = composed.composition
        expectation = expect(composed.briefing, composition, theme, None)
        proof = prove(path, expectation, Location(str(path)))
        failed += not proof.passed
        console.findings(proof.findings)
        if proof.passed:
            size = f"{counted(proof.pages, 'page')}, {counted(proof.words, 'word')}"
            console.line(
                f"{path}: proven: {size} for "
                f"{composition.head.audience_label}, {composition.head.marking}"
            )
        proofs.append(
            {
                "file": str(path),
                "edition": str(edition),
                "passed": proof.passed,
                "pages": proof.pages,
                "words": proof.words,
                "findings": [finding_json(finding) for finding in proof.findings],
            }
        )
    console.json({"proofs": proofs})
    if faulty:
        raise ContentError(list(dict.fromkeys(f for e in faulty for f in e.findings)))
    return CONTENT_AT_FAULT if failed else 0


def _edition(path: Path, name: str | None) -> tuple[Briefing, Edition]:
    """The briefing and edition a file name stands for; raises UsageError when for none."""
    folders = (
        [name]
        if name
        else [
            folder.parent.name
            for folder in sorted(CONTENT.glob("*/briefing.yaml"))
            if path.name.startswith(f"{folder.parent.name}-")
        ]
    )
    for candidate in folders:
        briefing, _ = load(*find_briefing(candidate))
        settings = briefing.settings
        for audience in settings.audiences:
            for length in settings.lengths:
                for language in settings.languages:
                    for paper in ("A4", "Letter"):
                        edition = make_edition(briefing, audience, length, "pack", language, paper)
                        if edition.file_name == path.name:
                            return briefing, edition
    raise UsageError(
        f"{path.name}: this name stands for no edition\n"
        "  hint: “briefing list” shows the names; --briefing names the folder"
    )
