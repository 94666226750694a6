"""Rules for other people's Makefiles: make builds again exactly when something has changed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from briefing.cache.depfile import files_of, write_rules
from briefing.cache.fingerprint import fingerprint_of
from briefing.model.errors import EnvironmentFault
from support.projects import ROOT, copy_small

if TYPE_CHECKING:
    from pathlib import Path

MAKEFILE = f"""\
pdf = build/small/small-press-short-pack.pdf
$(pdf):
\t@{sys.executable} -m briefing build 'a b#c' --pdf small-press-short-pack.pdf --deps deps.mk
-include deps.mk
"""


@pytest.mark.skipif(not shutil.which("make"), reason="it is make that reads the rules")
def test_make_builds_again_when_a_file_changes_or_goes(tmp_path: Path) -> None:
    """Names with spaces and signs are read as they are; a removed file stops nothing; a build that
    fails leaves rules too."""
    folder = tmp_path / "a b#c"
    copy_small(folder / "small")
    content = folder / "small"
    (tmp_path / "Makefile").write_text(MAKEFILE.replace("a b#c", "a b#c/small"))

    def make() -> bool:
        """Whether make had something to do."""
        done = subprocess.run(
            ["make"],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT), "MAKEFLAGS": ""},
            capture_output=True,
            text=True,
            check=True,
        )
        return "up to date." not in done.stdout

    assert make()
    assert not make()
    time.sleep(0.05)  # times of files are what make goes by
    (content / "data file.csv").write_text("a,b\n")
    later = content / "sections" / "first.md"
    later.write_text(later.read_text() + "\n\nOne more.\n")
    assert make()
    assert not make()
    (content / "data file.csv").unlink()
    assert make()


def test_rules_that_cannot_be_written_are_told(tmp_path: Path) -> None:
    """A folder in their place is a fault of the machine."""
    with pytest.raises(EnvironmentFault, match="--deps"):
        write_rules(tmp_path, [tmp_path / "x.pdf"], [])


def test_a_theme_beside_the_briefing_is_named(tmp_path: Path) -> None:
    """It can change a PDF as well; by a path without a way up and down again."""
    copy_small(tmp_path / "content" / "small")
    theme = tmp_path / "content" / "themes" / "quay"
    theme.mkdir(parents=True)
    (theme / "theme.toml").write_text('extends = "institution"\n', "utf-8")
    folder = tmp_path / "content" / "small"
    files = files_of(folder, fingerprint_of(folder, tmp_path / "build", {}))
    assert theme / "theme.toml" in files
