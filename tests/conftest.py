"""Fixtures that cost something and are shared: all text editions of the shipped briefing, a desk
that is built, a process that draws."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pickle
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

from briefing.build import executors, isolated_process
from briefing.build.build import Result, build
from briefing.cache.cache import Cache
from briefing.cli.main import main
from briefing.files.themes import theme_of
from briefing.select.selection import editions
from support import bodies, codes, desks
from support.kept_renderer import KeptRenderers
from support.projects import APART, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.build.executors import BuildExecutor
    from briefing.build.isolated_process import ReportStep
    from briefing.model.content import Briefing
    from briefing.model.limits import Limits

# Machines are shared: how long an example takes says nothing.
settings.register_profile("shared", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared")


@dataclass(frozen=True)
class Editions(Mapping[str, Result]):
    """Text editions by name, each built when a test first asks for it, by one worker for all."""

    briefing: Briefing
    folder: Path

    def __getitem__(self, name: str) -> Result:
        note = self.folder / f"{name}.result"
        with (self.folder / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not note.exists():
                edition = next(e for e in editions(self.briefing) if str(e) == name)
                theme = theme_of(self.briefing)
                [result] = build(self.briefing, [edition], theme, self.cache, self.folder)
                note.write_bytes(pickle.dumps(result))
        found: Result = pickle.loads(note.read_bytes())
        return found

    @property
    def cache(self) -> Cache:
        """What they are built with."""
        return Cache(self.folder / "store")

    def __iter__(self) -> Iterator[str]:
        return map(str, editions(self.briefing, format="pack"))

    def __len__(self) -> int:
        return len(editions(self.briefing, format="pack"))


CODES = pytest.StashKey[dict[Path, set[str]]]()
"""By file, the codes that the tests of a run have promised to make."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Notes which findings the tests make, before any test is left out."""
    promised: dict[Path, set[str]] = {}
    for item in items:
        promised.setdefault(item.path, set()).update(codes.promised(item))
    config.stash[CODES] = promised


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    """Holds a test to the codes that its marks name; those of its case it compares itself."""
    wanted = {code for mark in item.iter_markers("finds") for code in mark.args}
    if not wanted:
        return (yield)
    with codes.noted() as made:
        yield
    assert wanted <= made, f"the test has made no finding {sorted(wanted - made)}"
    return None


@pytest.fixture(scope="session")
def promised_codes(pytestconfig: pytest.Config) -> set[str]:
    """The codes of all findings that tests make; only a run of all tests knows them."""
    promised = pytestconfig.stash[CODES]
    files = (ROOT / "tests").rglob("test_*.py")
    wanted = {file for file in files if file.parent.name not in APART}
    if missing := wanted - set(promised):
        asked_for_all = [Path(arg).resolve() for arg in pytestconfig.args] == [ROOT / "tests"]
        assert not asked_for_all, f"pytest passes over {sorted(map(str, missing))}"
        pytest.skip(f"not all tests are run: {min(missing).name} is not")
    return set().union(*promised.values())


@pytest.fixture(autouse=True)
def _one_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands run in a test work in the test's own process, which has the engine loaded, and where
    stages can be replaced; ``--jobs 2`` is said where others are meant, or a command is started."""
    monkeypatch.setattr("briefing.cli.build.cores", lambda: 1)
    gather = executors.open_executor

    def gather_here(jobs: int, limits: Limits | None = None) -> BuildExecutor:
        return executors.inline_executor() if jobs == 1 else gather(jobs, limits)

    monkeypatch.setattr(executors, "open_executor", gather_here)
    monkeypatch.setattr(isolated_process, "run_isolated", _here)


def _here(_: Limits, function: Callable[[ReportStep], Any], *__: object) -> Any:
    """As `briefing.build.isolated_process.run_isolated`, in this process."""
    return function(lambda _: None)


@pytest.fixture(scope="session")
def _renderers() -> Iterator[KeptRenderers]:
    """Those of a worker."""
    with contextlib.ExitStack() as kept:
        yield KeptRenderers(kept)


@pytest.fixture
def kept_renderer(_renderers: KeptRenderers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charts of the test are drawn by a process that has drawn those of others."""
    monkeypatch.setattr("briefing.draw.rendering.renderer_with", _renderers.renderer_with)


@pytest.fixture(scope="session")
def _desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder where a briefing for three readers is built."""
    folder = tmp_path_factory.mktemp("desk")
    desks.write_content(folder)
    with contextlib.chdir(folder):
        assert main([*desks.BUILD, "--jobs", "1", "--quiet"]) == 0
    return folder


@pytest.fixture
def built_desk(_desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, to work in."""
    shutil.copytree(_desk, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="session")
def kfor() -> Briefing:
    """The shipped briefing."""
    return bodies.kfor()


@pytest.fixture(scope="session")
def built(kfor: Briefing, tmp_path_factory: pytest.TempPathFactory) -> Editions:
    """Every text edition by name, in a folder that all workers of a run share."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "kfor"
    folder.mkdir(exist_ok=True)
    return Editions(kfor, folder)


@pytest.fixture(scope="session")
def kfor_cache(built: Editions) -> Cache:
    """The cache that they are built with: for those who build the shipped briefing once more, and
    do not ask how it is built from nothing."""
    return built.cache
