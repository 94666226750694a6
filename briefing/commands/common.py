"""What commands share: finding a briefing, and the options that name an edition."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import UsageError
from briefing.findings import nearest
from briefing.formats import CARDS, DUPLEX, ORDERS, PER_PAGE, SHAPES
from briefing.model import Setup

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

CONTENT = Path("content")
OUTPUT = Path("build")


def add_briefing(parser: ArgumentParser) -> None:
    """The briefing, by name or folder."""
    parser.add_argument(
        "briefing",
        nargs="?",
        default="kfor",
        help="a folder, or the name of one under content/ (default: %(default)s)",
    )


def add_output(parser: ArgumentParser) -> None:
    """Where results go."""
    parser.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        metavar="FOLDER",
        help="where results go (default: %(default)s/)",
    )


def add_setup(parser: ArgumentParser) -> None:
    """How slides, handouts and cards stand on their paper."""
    usual = Setup()
    group = parser.add_argument_group("slides, handouts, notes and cards")
    group.add_argument(
        "--shape", default=usual.shape, choices=SHAPES, help="of slides (default: %(default)s)"
    )
    group.add_argument(
        "--per-page",
        default=usual.per_page,
        choices=PER_PAGE,
        help="slides on a page of a handout; 3 has ruled lines beside them (default: %(default)s)",
    )
    group.add_argument(
        "--order",
        default=usual.order,
        choices=ORDERS,
        help="of slides on a handout: in rows or in columns (default: %(default)s)",
    )
    group.add_argument(
        "--card", default=usual.card, choices=CARDS, help="size of cards (default: %(default)s)"
    )
    group.add_argument(
        "--duplex",
        default=usual.duplex,
        choices=DUPLEX[1:],
        help="answers on the back of cards, for a printer that turns the sheet about its long or "
        "its short edge (default: both on one side)",
    )


def setup_of(args: Namespace) -> Setup:
    """The set-up that the options of `add_setup` ask for."""
    return Setup(args.shape, args.per_page, args.order, args.card, args.duplex)


def find_briefing(name: str) -> tuple[Path, str]:
    """The folder of a briefing and how to call it; raises UsageError when there is none."""
    try:
        folder = next((f for f in (Path(name), CONTENT / name) if f.is_dir()), None)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f'the briefing "{name:.80}" cannot be looked at: {reason}') from error
    if folder is None:
        known = sorted(p.parent.name for p in CONTENT.glob("*/briefing.yaml"))
        raise UsageError(f'there is no briefing "{name}"\n  hint: {nearest(name, known)}')
    shown = os.path.relpath(folder)
    return folder, shown if not shown.startswith("..") else str(folder)
