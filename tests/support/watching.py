"""A watch in this process that follows a script: whenever it waits for changes, a step is taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from briefing.cli import main
from briefing.files.changes import ChangeWatch
from briefing.model import ending

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

    Step = Callable[[], object]

WATCH = ("watch", "desk", "--audience", "policy")
SECTION = Path("content/desk/sections/roads.md")


def nothing() -> None:
    """Let it look once more."""


def follow(patch: pytest.MonkeyPatch, *steps: Step, typed: tuple[str, ...] = WATCH) -> int:
    """Watch, and take a step each time nothing is to be done; after the last, press Ctrl-C.

    Return the exit status.
    """
    waiting = iter((*steps, nothing))

    def pause(_: ChangeWatch) -> None:
        step = next(waiting, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    patch.setattr(ending, "_state", ending._State())
    patch.setattr(ChangeWatch, "pause", pause)
    status = main.main(typed)
    assert status != 130 or next(waiting, None) is None, "it ended before its last step"
    return status
