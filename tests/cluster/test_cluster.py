"""Builds on a cluster: a scheduler and two workers that speak TLS, made as the README says, one of
which is lost; and what is never sent there."""

from __future__ import annotations

import json
import os
import pickle
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from subprocess import PIPE
from typing import TYPE_CHECKING, Any

import pytest

from briefing.build import dask_cluster
from briefing.build.build import BuildOptions, build
from briefing.build.dask_address import SchedulerAddress, is_local, scheduler_at
from briefing.build.dask_cluster import Patience, connect
from briefing.build.dask_executor import DaskExecutor
from briefing.build.dask_worker import identity, run_task
from briefing.build.executors import BuildExecutor, InlineExecutor
from briefing.build.tasks import typeset_fragment
from briefing.build.worker_stops import WorkerStopped
from briefing.cache.cache import Cache
from briefing.cli.main import main
from briefing.files.themes import theme_of
from briefing.load.briefing import load
from briefing.model.errors import EnvironmentFault, UsageError
from briefing.model.limits import Limits
from briefing.select.selection import editions, make_edition
from support import tasks
from support.executors import NotingExecutor, ReplacingExecutor, replacing
from support.projects import PROJECTS, ROOT, project

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from support.executors import Task

pytestmark = pytest.mark.xdist_group("cluster")
README = (ROOT / "README.md").read_text("utf-8")


# ── as the README says ────────────────────────────────────────────────────────────────────


def _block(containing: str) -> str:
    """A block of commands of the README."""
    blocks = re.findall(r"^```sh\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
    [block] = [block for block in blocks if containing in block]
    return str(block)


def _line(beginning: str) -> list[str]:
    """A command of the README, as its arguments, for this machine."""
    lines = _block("dask scheduler --protocol tls").replace("\\\n", " ").splitlines()
    [line] = [line for line in lines if line.startswith(beginning)]
    words = shlex.split(line.replace("10.0.0.4", "127.0.0.1"))
    return [re.sub(r"\b878[67]\b", "0", word) for word in words]


def _certify(folder: Path) -> None:
    lines = _block("openssl")
    made = subprocess.run(
        ["sh", "-e"], input=lines, cwd=folder, stderr=PIPE, text=True, check=False
    )
    assert made.returncode == 0, made.stderr


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that the README's lines make."""
    if not shutil.which("openssl"):
        pytest.skip("TLS IS NOT TESTED: the program openssl is missing")
    folder = tmp_path_factory.mktemp("tls")
    _certify(folder)
    assert (folder / "client.key").stat().st_mode & 0o077 == 0
    return folder


@dataclass(frozen=True)
class Running:
    """A cluster that runs."""

    scheduler: SchedulerAddress
    folder: Path
    log: Path

    def start(self, command: list[str], **environ: str) -> subprocess.Popen[bytes]:
        """A process of it."""
        with self.log.open("a") as log:
            return subprocess.Popen(
                [sys.executable, "-m", *command],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **environ},
                stdout=log,
                stderr=log,
            )

    def worker(self, *options: str, **environ: str) -> subprocess.Popen[bytes]:
        """Another worker; the README's line."""
        line = _line("dask worker")
        line[2] = self.scheduler.address
        return self.start([*line, *options], **environ)


@pytest.fixture(scope="module")
def running(certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A scheduler with two workers, one with a nanny and one without."""
    folder = tmp_path_factory.mktemp("cluster")
    told, mark = folder / "scheduler.json", str(folder / "died")
    files = tuple(str(certificates / name) for name in ("ca.pem", "client.pem", "client.key"))
    unknown = Running(SchedulerAddress("tls://127.0.0.1:0"), certificates, folder / "log")
    processes = [unknown.start([*_line("dask scheduler"), "--scheduler-file", str(told)])]
    try:
        until = time.monotonic() + 60
        while not told.exists():
            assert time.monotonic() < until, unknown.log.read_text()
            time.sleep(0.05)
        scheduler = scheduler_at(json.loads(told.read_text())["address"], files)  # type: ignore[arg-type]
        made = Running(scheduler, certificates, unknown.log)
        processes += [made.worker(*more, BRIEFING_TEST_MARK=mark) for more in ((), ("--no-nanny",))]
        client = dask_cluster._client(scheduler)
        client.wait_for_workers(2, timeout=60)
        client.close()
        yield made
    finally:
        for process in reversed(processes):  # a worker whose scheduler goes first waits for it
            process.terminate()
            _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> None:
    """Waits for a process that was asked to end; it ends by itself, whatever it has done."""
    try:
        process.wait(timeout=60)
    finally:
        process.kill()
        process.wait()


def _command(scheduler: SchedulerAddress, *more: str) -> list[str]:
    options = (
        "--dask-ca",
        scheduler.ca,
        "--dask-cert",
        scheduler.cert,
        "--dask-key",
        scheduler.key,
    )
    return ["build", str(PROJECTS / "small"), "--dask", scheduler.address, *options, *more]


def test_a_cluster_makes_the_same_bytes_though_a_worker_is_lost(
    running: Running, tmp_path: Path
) -> None:
    """The first worker that begins to typeset is killed in the midst of it: the other does all, and
    each PDF is what this process makes of it."""
    briefing, _ = load(PROJECTS / "small", "small")
    theme = theme_of(briefing)
    made = {}
    for name in ("here", "there"):
        options = BuildOptions()
        if name == "there":
            losing: dict[Task, Task] = {typeset_fragment: tasks.typeset_and_lose_a_worker}
            options = BuildOptions(replacing(connect(running.scheduler, 1, Limits()), losing))
        folder = tmp_path / name
        cache = Cache(folder / "store")
        wanted = [edition for edition in editions(briefing) if edition.length == "short"]
        results = list(build(briefing, wanted, theme, cache, folder, options))
        assert all(result.delivered for result in results), results
        made[name] = {path.name: path.read_bytes() for path in folder.glob("*.pdf")}
    assert made["there"] == made["here"]
    assert (running.log.parent / "died").exists()


@pytest.mark.parametrize("where", [(), ("--prove-on-workers",)])
def test_the_command_takes_a_scheduler(
    where: tuple[str, ...], running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--dask`` builds, and the folder of the workers is none of ours."""
    monkeypatch.chdir(tmp_path)
    assert main(_command(running.scheduler, "--length", "short", *where)) == 0
    assert (tmp_path / "build/small/small-public-short-pack.pdf").exists()


def test_a_text_that_kills_its_process_costs_no_worker(running: Running, tmp_path: Path) -> None:
    """Hanging, eating memory or dying: a finding of its edition, and the workers are as before;
    nothing of the text is in their log."""
    failing: dict[Task, Task] = {typeset_fragment: tasks.typeset_unless_told}
    text = (PROJECTS / "small" / "sections" / "second.md").read_text("utf-8")
    words = {"HANG-HERE": "B521", "EAT-HERE": "B522", "DIE-HERE": "B523"}
    folder = project(tmp_path, {"sections/second.md": text})
    with connect(running.scheduler, 1, Limits()) as executor:
        before = _workers(executor)
        for number, (word, code) in enumerate(words.items()):
            (folder / "sections" / "second.md").write_text(f"{text}\n\nQuincunx {word}\n", "utf-8")
            briefing, _ = load(folder, "small")
            edition = make_edition(briefing, "public", "short")
            place = tmp_path / str(number)
            pool = ReplacingExecutor(executor.pool, failing)
            local = InlineExecutor()
            options = BuildOptions(BuildExecutor(pool, 1, executor.share, local_pool=local))
            executor.pool.shutdown = lambda *_, **__: None  # type: ignore[method-assign]
            cache = Cache(place / "store")
            [result] = build(briefing, [edition], theme_of(briefing), cache, place, options)
            assert [finding.code for finding in result.findings] == [code]
        assert _workers(executor) == before
        del executor.pool.shutdown
    assert "Quincunx" not in running.log.read_text()


def _workers(executor: BuildExecutor) -> set[str]:
    assert isinstance(executor.pool, DaskExecutor)
    return set(executor.pool._client.scheduler_info(n_workers=-1)["workers"])


def test_faults_of_a_cluster_are_told(running: Running) -> None:
    """No memory, a fault of ours, and no end: as with processes of this machine."""
    with connect(running.scheduler, 1, Limits()) as executor:
        eater = executor.pool.submit(tasks.raise_memory_error)
        with pytest.raises(WorkerStopped):
            eater.result(timeout=60)
        with pytest.raises(ValueError, match="no good"):
            executor.pool.submit(tasks.fail).result(timeout=60)
        assert isinstance(executor.pool, DaskExecutor)
        impatient = DaskExecutor(executor.pool._client, Limits(), stall_seconds=0.2)
        with pytest.raises(EnvironmentFault, match="has not finished any of 1 pieces of work for"):
            impatient.submit(tasks.sleep, 5).result(timeout=60)


def test_a_worker_with_another_engine_is_refused(
    running: Running,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Before it is sent anything: status 3, with what it has and what we have."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "weasyprint-69.0.dist-info").mkdir()
    path = f"{tmp_path}:{ROOT}:{ROOT / 'tests'}"
    other = running.worker("--no-nanny", "--name", "other", PYTHONPATH=path)
    client = dask_cluster._client(running.scheduler)
    try:
        until = time.monotonic() + 60
        while "other" not in {w["name"] for w in client.scheduler_info(-1)["workers"].values()}:
            assert time.monotonic() < until
            time.sleep(0.05)
        assert main(_command(running.scheduler)) == 3
        assert re.search(
            r"the worker at tls://127\.0\.0\.1:\d+ has weasyprint 69\.0 \(here 7[\d.]+\)\n  hint: ",
            capsys.readouterr().err,
        )
    finally:
        client.close()
        other.terminate()
        _ended(other)


def test_a_certificate_of_another_authority_opens_nothing(running: Running, tmp_path: Path) -> None:
    """Neither end takes it: no scheduler answers."""
    _certify(tmp_path)
    ours, theirs = running.scheduler, tmp_path
    for ca, pair in (
        (ours.ca, theirs / "client"),
        (theirs / "ca.pem", ours.cert.removesuffix(".pem")),
    ):
        wrong = SchedulerAddress(ours.address, str(ca), f"{pair}.pem", f"{pair}.key")
        with pytest.raises(EnvironmentFault, match=f"no Dask scheduler answers at {ours.address}"):
            connect(wrong, 1, Limits(), Patience(answer=1))


# ── what is sent ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("proves", [False, True])
def test_a_worker_is_sent_what_it_sets_and_nothing_else(
    proves: bool, running: Running, tmp_path: Path
) -> None:
    """Of a section that is withheld nothing is sent, and no word of what a proof looks for, unless
    workers prove. All that is sent is looked at."""
    text = (PROJECTS / "small" / "sections" / "second.md").read_text("utf-8")
    secret = '\n\nQuincunx and zeugma. {: audience="policy" release="partner" }\n'
    folder = project(tmp_path, {"sections/second.md": text + secret})
    briefing, _ = load(folder, "small")
    edition = make_edition(briefing, "public", "full")
    scheduler = scheduler_at(
        running.scheduler.address,
        (running.scheduler.ca, running.scheduler.cert, running.scheduler.key),
        proves=proves,
    )
    executor = connect(scheduler, 1, Limits())
    executor.pool = noting = NotingExecutor(executor.pool)
    cache, options = Cache(tmp_path / "store"), BuildOptions(executor)
    [result] = build(briefing, [edition], theme_of(briefing), cache, tmp_path, options)
    assert result.delivered
    sent = [(task.__name__, pickle.dumps(_plain(given))) for task, given in noting.noted]
    names = {name for name, _ in sent}
    assert names == {"typeset_fragment", "bind_and_prove"} if proves else {"typeset_fragment"}
    told = [name for name, data in sent if b"uincunx" in data]
    assert told == (["bind_and_prove"] if proves else [])


def _plain(arguments: tuple[Any, ...]) -> list[Any]:
    """Without what Dask has of them already."""
    return [arg for arg in arguments if not type(arg).__module__.startswith("distributed.")]


# ── what is not even tried ────────────────────────────────────────────────────────────────

LOCAL = ["127.0.0.1:8786", "127.3.2.1:1", "[::1]:8786", "localhost:8786"]
ELSEWHERE = [
    *("10.0.0.4:8786", "0.0.0.0:8786", "[::]:8786", "128.0.0.1:8786", "scheduler:8786"),
    *("localhost.example.org:1", "127.0.0.1.example.org:1", "[fe80::1]:1", "[::ffff:127.0.0.1]:1"),
    *("2130706433:1", "127.1:1", "0x7f.0.0.1:1", "127.0.0.01:1"),
]
NONE = [
    *(
        "10.0.0.4:8786",
        "tcp://127.0.0.1",
        "http://127.0.0.1:1",
        "inproc://127.0.0.1/1/1",
        "x",
        "tls://",
    ),
    *("tcp://127.0.0.1@example.org:1", "tcp://127.0.0.1:1/x", "tcp://127.0.0.1:1\n", "tcp://::1:1"),
    *("tls://10.0.0.4:99999", "tcp://tls://10.0.0.4:1", "tcp://[::1:1", "ws://127.0.0.1:1"),
]


@pytest.mark.parametrize("host", LOCAL)
def test_plain_addresses_of_this_machine_are_taken(host: str) -> None:
    """Nobody else hears what is said there."""
    assert scheduler_at(f"tcp://{host}").address == f"tcp://{host}"


@pytest.mark.parametrize("host", ELSEWHERE)
def test_plain_addresses_of_others_are_refused(host: str) -> None:
    """However they are written; unless that is wished, or TLS is spoken."""
    with pytest.raises(UsageError, match=r"(?s)not encrypted.*hint: .*tls://.*--dask-insecure"):
        scheduler_at(f"tcp://{host}")
    assert scheduler_at(f"tcp://{host}", is_insecure=True).is_insecure
    assert scheduler_at(f"tls://{host}").is_encrypted


@pytest.mark.parametrize("address", NONE)
def test_what_is_no_address_is_refused(address: str) -> None:
    """Dask would take some of them for something else."""
    with pytest.raises(UsageError, match="is not a scheduler address"):
        scheduler_at(address, is_insecure=True)
    assert not is_local(address)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--dask", "tcp://10.0.0.4:8786"], "is another machine, and not encrypted"),
        (["--dask", "tcp://127.0.0.1:1", "--prove-on-workers"], "would send words that are with"),
        (
            ["--dask", "tcp://10.0.0.4:1", "--dask-insecure", "--prove-on-workers"],
            "would send words that are withheld",
        ),
        (["--dask", "tcp://127.0.0.1:1", "--dask-ca", "ca.pem"], "is not encrypted, so"),
        (["--dask", "tls://127.0.0.1:1", "--dask-ca", "ca.pem"], "ca.pem: no such file"),
        (["--dask", "tls://127.0.0.1:1"], "a certificate of your own"),
        (["--dask-insecure"], "these options need a Dask cluster"),
        (["--prove-on-workers"], "these options need a Dask cluster"),
    ],
)
def test_wrong_use_is_told_before_anything_is_sent(
    arguments: list[str],
    words: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Status 2, with what to do."""
    monkeypatch.chdir(tmp_path)
    assert main(["build", str(PROJECTS / "small"), *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "hint: " in said


def test_certificates_that_are_none_are_told(tmp_path: Path) -> None:
    """The words of the library, and no traceback."""
    file = tmp_path / "a.pem"
    file.write_text("none")
    scheduler = SchedulerAddress("tls://127.0.0.1:1", str(file), str(file), str(file))
    with pytest.raises(UsageError, match="cannot use the certificates"):
        connect(scheduler, 1, Limits())


def test_certificates_may_come_from_the_settings_of_dask(certificates: Path) -> None:
    """What no option names is taken from there: a scheduler is looked for, and is not there."""
    import dask

    names = {"ca-file": "ca.pem", "client.cert": "client.pem", "client.key": "client.key"}
    found = {f"distributed.comm.tls.{k}": str(certificates / v) for k, v in names.items()}
    with dask.config.set(found), pytest.raises(EnvironmentFault, match="no Dask scheduler answers"):
        connect(SchedulerAddress("tls://127.0.0.1:1"), 1, Limits(), Patience(answer=0.5))


@pytest.mark.parametrize(
    ("address", "taken", "refused"),
    [
        ("tls://10.0.0.4:1", ["tls://10.0.0.5:2"], ["tcp://10.0.0.5:2", "tcp://127.0.0.1:2"]),
        ("tcp://127.0.0.1:1", ["tcp://127.0.0.1:2"], ["tcp://10.0.0.5:2", "inproc://x"]),
    ],
)
def test_workers_are_reached_as_safely_as_their_scheduler(
    address: str, taken: list[str], refused: list[str]
) -> None:
    """A scheduler of this machine may have workers on others."""
    scheduler = scheduler_at(address)
    dask_cluster._check_reached(scheduler, taken)
    for worker in refused:
        with pytest.raises(EnvironmentFault, match="a worker is reached over a plain connection"):
            dask_cluster._check_reached(scheduler, [*taken, worker])
    with pytest.raises(EnvironmentFault, match="has no workers"):
        dask_cluster._check_reached(scheduler, [])


# ── the same program ──────────────────────────────────────────────────────────────────────


def test_another_program_does_nothing_for_us() -> None:
    """A worker that came later and has other versions says so instead of typesetting otherwise."""
    assert run_task(identity(), Limits(), tasks.echo, 3) == (True, 3)
    done, error = run_task({**identity(), "pango": "0.9"}, Limits(), tasks.echo, 3)
    assert not done
    assert isinstance(error, EnvironmentFault)
    assert f"has a different program or engine: pango {identity()['pango']}" in str(error)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        ({"pango": "0.9"}, r"the worker at tls://a:1 has pango 0\.9 \(here "),
        (ModuleNotFoundError("No module named 'briefing'"), "cannot be used: No module named"),
    ],
)
def test_all_that_is_different_is_told(found: Mapping[str, str] | Exception, words: str) -> None:
    """By worker; those that are the same are not named."""
    theirs = {**identity(), **found} if isinstance(found, dict) else found
    with pytest.raises(EnvironmentFault, match=words) as caught:
        dask_cluster._check_programs({"tls://a:1": theirs, "tls://b:1": identity()})
    assert "tls://b:1" not in str(caught.value)


def test_no_scheduler_is_a_fault_of_the_machine() -> None:
    """Status 3, with what to do."""
    told = r"no Dask scheduler answers at tcp://127\.0\.0\.1:1: (?s:.)*\n  hint: start it"
    with pytest.raises(EnvironmentFault, match=told) as caught:
        connect(SchedulerAddress("tcp://127.0.0.1:1"), 1, Limits(), Patience(answer=0.5))
    assert caught.value.status == 3


def test_without_dask_the_way_to_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is an extra, and not there unless asked for; on PyPI the name is somebody else's."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(EnvironmentFault, match=r"pip install '\.\[dask\]'"):
        connect(SchedulerAddress("tcp://127.0.0.1:1"), 1, Limits())
