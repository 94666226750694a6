"""A cache never stops a delivery: without one a build takes longer, and says so once."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from briefing.cli.main import main
from support.damage import hashes
from support.desks import BUILD, RESULTS

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("built_desk")
OUTPUT = RESULTS.parent
CACHE = OUTPUT / ".cache"


def _file(_: pytest.MonkeyPatch) -> None:
    CACHE.write_text("in the way")


def _link(_: pytest.MonkeyPatch) -> None:
    CACHE.symlink_to("nowhere/at/all")


def _full(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = os.open

    def refuse(path: str, flags: int, *more: int, **others: int) -> int:
        if str(path).startswith(str(CACHE)) and flags & os.O_CREAT:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
        return opened(path, flags, *more, **others)

    monkeypatch.setattr(os, "open", refuse)


@pytest.mark.parametrize("do", [_file, _link, _full])
def test_a_build_goes_on_without_a_cache(
    do: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The same PDFs, one warning with the way out, for people and for programs."""
    before = hashes(OUTPUT)
    for path in (*RESULTS.glob("*.pdf"), RESULTS / "manifest.json"):
        path.unlink()
    shutil.rmtree(CACHE)
    do(monkeypatch)
    assert main(BUILD) == 0
    assert hashes(OUTPUT) == before
    err = capsys.readouterr().err
    assert err.count("warning M110: the cache cannot be written") == 1
    assert "Traceback" not in err
    (RESULTS / "desk-public-short-pack.pdf").unlink()
    assert main([*BUILD, "--json"]) == 0
    codes = [found["code"] for found in json.loads(capsys.readouterr().out)["findings"]]
    assert codes == ["M110"]


def test_all_that_is_up_to_date_needs_no_cache(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is said of what was not needed."""
    shutil.rmtree(CACHE)
    Path(CACHE).write_text("in the way")
    assert main(BUILD) == 0
    assert capsys.readouterr().err == ""
