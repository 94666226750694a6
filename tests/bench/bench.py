"""Times our build against what one would use instead, on the same text, in one run.

Nine groups of cases, each printed as soon as it is complete:

- ``pack``: one full pack, against ``plain.py`` (WeasyPrint alone) and the peers that are installed:
  Typst, pandoc → Typst, headless Chromium;
- ``edit``: the same of a pack of 20 pages whose text flows (`flowing.py`);
- ``watch``: one word of these two packs changed, by the script, by a new process, by ``briefing
  watch`` and by Typst's watch (`resident.py`);
- ``memory``: what the watch of the pack that flows keeps in memory over many edits;
- ``slides``: slides with their handout, against ``plain_slides.py``;
- ``all``: all text editions, against the same script and the same peers, two processes at once;
- ``twelve``: the same of the twelve packs that flow, and a word that all of them print;
- ``long``: the text sixteen times over, against our build of it once;
- ``growth``: briefings that are large in one way, at three sizes (`growth.py`, once each).

A row has seconds of the clock and of the processor, memory (medians of the rounds), and two ratios:
of the clock and of the processor to those of the group's first row. On a machine that does other
things meanwhile the second is the one to read. Where PDFs are of the same text, a second table
says what they hold of it. Some rows have a ratio of the processor that is to be reached, beside the
one that was. Figures are for reading, and no test asserts them.

What was tried to make it fast, and what it gave, is in `tests/bench/README.md`.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from chromium import Chromium
from desk import Desk
from flowing_desk import flowing_desk
from growth import growth
from longer import TIMES, longer
from measure import ROOT, Failed, adopt, run
from pandoc_typst import PandocTypst
from resident import memory, resident
from sizes import print_sizes
from table import Group
from typst_set import TypstEach, TypstTogether

from briefing.load.briefing import load
from briefing.model.errors import BriefingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from measure import Run
    from peers import Peer

    from briefing.build.pipeline import ComposedEdition
    from briefing.model.edition import Edition

PEERS: tuple[Peer, ...] = (TypstEach(), TypstTogether(), PandocTypst(), Chromium())
OURS = "build, nothing stored"
CHANGED = "build, one word changed"
SCRIPT = "plain script"


def one_pack(desk: Desk, rounds: int) -> None:
    """The pack: by the others, then by us: from nothing, after a word changed, after nothing."""
    group = Group(f"one pack of {desk.folder.name} ({desk.audience}, {desk.length})")
    alone = [peer for peer in PEERS if not isinstance(peer, TypstTogether)]
    for number in range(rounds):
        texts = desk.compose([desk.pack])
        group.attempt(SCRIPT, lambda: run(desk.plain(desk.pack)))
        _let_print(alone, desk, group, texts)
        desk.forget()
        group.add(OURS, desk.build_pack(), 0.95)
        if desk.charts.exists():
            desk.forget(keep_charts=True)
            group.add("build, only its charts stored", desk.build_pack())
        desk.change_a_word(number)
        group.add(CHANGED, desk.build_pack(), 0.35)
        group.add("build, nothing changed", desk.build_pack())
        group.add("proof of the pack that was built", desk.prove_pack())
    group.print()
    _print_sizes(alone, desk, [desk.pack], texts)


def slides(desk: Desk, rounds: int) -> None:
    """A deck and its handout, three a page, nothing stored."""
    settings = desk.briefing.settings
    decks = [name for name, length in settings.lengths.items() if length.deck]
    if not {"slides", "handout"} <= set(settings.formats) or not decks:
        print("slides and their handout: this briefing has none")
        return
    desk = replace(desk, length=decks[-2:][0])
    group = Group(f"slides and their handout ({desk.audience}, {desk.length})")
    desk.compose(desk.deck())
    for _ in range(rounds):
        group.attempt(SCRIPT, lambda: run(desk.plain_slides()))
        desk.forget()
        options = ("--audience", desk.audience, "--length", desk.length)
        group.add(OURS, desk.build(*options, "--format", "slides,handout"))
    group.print()


def all_packs(desk: Desk, rounds: int, cold: float = 0.0, warm: float = 0.0) -> None:
    """Every text edition: the same cases; and what is to be reached from nothing, and after a
    word."""
    every = desk.packs()
    group = Group(f"all {len(every)} text editions of {desk.folder.name}")
    options = ("--all", "--format", "pack")
    for number in range(rounds):
        texts = desk.compose(every)
        group.attempt(f"{SCRIPT}, a process each", lambda: run(*map(desk.plain, every), at_once=2))
        group.attempt(
            f"{SCRIPT}, two processes for all",
            lambda: run(desk.plain(*every[::2]), desk.plain(*every[1::2]), at_once=2),
        )
        _let_print(PEERS, desk, group, texts)
        desk.forget()
        group.add(OURS, desk.build(*options), cold)
        changed = desk.change_a_word(number + 1000)
        changed = changed.partition(", ")[2]
        group.add(f"build, a word changed, {changed}", desk.build(*options), warm)
        group.add("build, nothing changed", desk.build(*options))
    group.print()
    _print_sizes(PEERS, desk, every, texts)


def long_text(desk: Desk, rounds: int) -> None:
    """The pack of so much more text."""
    group = Group(f"{TIMES} times the text")
    long = longer(desk)
    for _ in range(rounds):
        desk.forget()
        group.add("build of the text", desk.build_pack())
        long.forget()
        group.add(f"build of {TIMES} times the text", long.build_pack())
    group.print()


def one_that_flows(desk: Desk, rounds: int) -> None:
    """A pack of 20 pages, whose text is one fragment."""
    one_pack(flowing_desk(desk), rounds)


def twelve_that_flow(desk: Desk, rounds: int) -> None:
    """Twelve packs, most of whose text is the same."""
    all_packs(flowing_desk(desk), rounds, 0.6, 0.2)


def watches(desk: Desk, rounds: int) -> None:
    """Edits of both packs."""
    resident(desk, rounds)
    resident(flowing_desk(desk), rounds)


def memory_of_a_watch(desk: Desk, _rounds: int) -> None:
    """Over 500 edits of the pack that flows, once."""
    memory(flowing_desk(desk), 3 if desk.small else 500)


def growing(_desk: Desk, _rounds: int) -> None:
    """Briefings of any size, whatever the text."""
    growth()


GROUPS = {
    "pack": one_pack,
    "edit": one_that_flows,
    "watch": watches,
    "memory": memory_of_a_watch,
    "slides": slides,
    "all": all_packs,
    "twelve": twelve_that_flow,
    "long": long_text,
    "growth": growing,
}


def _let_print(
    peers: Sequence[Peer], desk: Desk, group: Group, texts: Mapping[str, ComposedEdition]
) -> None:
    """A run of each peer that is installed; what it is given is made anew, and is not counted."""
    for peer in peers:
        if peer.missing():
            continue
        place = _place(desk, peer)
        shutil.rmtree(place, ignore_errors=True)
        peer.prepare(place, texts, desk.theme)

        def make(peer: Peer = peer, place: Path = place) -> Run:
            taken = peer.make(place, list(texts))
            if lost := [name for name in texts if not (place / f"{name}.pdf").exists()]:
                raise Failed(f"{lost[0]}.pdf was not made")
            return taken

        group.attempt(peer.name, make)


def _print_sizes(
    peers: Sequence[Peer], desk: Desk, made: Sequence[Edition], texts: Mapping[str, ComposedEdition]
) -> None:
    """What lies there of the last round."""
    print_sizes(
        {
            SCRIPT: [desk.scripted(edition) for edition in made],
            **{peer.name: [_place(desk, peer) / e.file_name for e in made] for peer in peers},
            "build": [desk.built(edition) for edition in made],
        },
        texts,
    )


def _place(desk: Desk, peer: Peer) -> Path:
    return desk.place / type(peer).__name__


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Times our build against what one would use instead, on the same text."
    )
    parser.add_argument(
        "--briefing", type=Path, default=ROOT / "content" / "kfor", help="default: the shipped one"
    )
    parser.add_argument("--audience", help="of what is made alone; default: policy, or the last")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each case; default: 3")
    parser.add_argument(
        "--only", action="append", choices=GROUPS, help="this group; may be given several times"
    )
    parser.add_argument(
        "--small", action="store_true", help="short generated texts, to try whether all works"
    )
    arguments = parser.parse_args()
    if arguments.rounds < 1:
        parser.error("--rounds: one at least")
    return arguments


def main() -> None:
    """Reads the arguments, says who is missing, and runs."""
    arguments = _arguments()
    adopt()
    for line in dict.fromkeys(filter(None, (peer.missing() for peer in PEERS))):
        print(line, flush=True)
    source = arguments.briefing.resolve()
    with tempfile.TemporaryDirectory() as name:
        settings = load(source, source.name)[0].settings
        audience = arguments.audience or (
            "policy" if "policy" in settings.audiences else list(settings.audiences)[-1]
        )
        desk = Desk(Path(name, source.name), audience, list(settings.lengths)[-1], arguments.small)
        shutil.copytree(source, desk.folder)
        for group in arguments.only or GROUPS:
            GROUPS[group](desk, arguments.rounds)


if __name__ == "__main__":
    try:
        main()
    except (BriefingError, Failed) as error:
        sys.exit(f"bench: {error}")
    except KeyboardInterrupt:
        sys.exit("bench: interrupted")
