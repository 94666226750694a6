"""Many charts by one process: each as if it were alone, whatever the others do, nothing left."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.draw import ChartJob, FigureWidth, draw, jobs
from briefing.files import temporary_folder
from briefing.load.briefing import load
from briefing.model.content import Chart, Drawing
from briefing.model.errors import EnvironmentFault
from briefing.select.selection import make_edition, select
from support.bodies import theme
from support.listening import hear_signals
from support.projects import ROOT, project

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNRULY = ROOT / "tests" / "support" / "unruly.py"
COLOURS = [{"offset": 0, "color": "white"}, {"offset": 1, "color": "#12263f"}]


def job(language: str = "en", **more: Any) -> ChartJob:
    """A small chart."""
    values = [{"a": "Italy", "b": 3000}, {"a": "Türkiye", "b": 1250}]
    encoding = {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a", "type": "nominal"}}
    spec = {"data": {"values": values}, "mark": "bar", "encoding": encoding, **more}
    chart = Chart("key", json.dumps(spec), fits=True, words=())
    return ChartJob(chart, FigureWidth.COLUMN, language)


def told(what: str) -> ChartJob:
    """A chart whose drawing process does something besides; see ``support/unruly.py``."""
    return job(description=what)


def drawn(wanted: Sequence[ChartJob], at_once: int = 1, **options: Any) -> list[Drawing]:
    """What became of charts, in their order; no two of them are the same."""
    found = dict(draw(wanted, theme(), at_once, **options))
    return [found[one] for one in wanted]


def drawn_by_unruly(wanted: Sequence[ChartJob]) -> list[Drawing]:
    """The same by a process that may be told to die, to hang or to talk."""
    return drawn(wanted, program=UNRULY)


# ── each as if it were alone ──────────────────────────────────────────────────────────────

in_one_worker = pytest.mark.xdist_group("charts alone")  # they are drawn once


@cache
def alone() -> dict[ChartJob, Drawing]:
    """Charts of all kinds, each drawn by a process of its own: those of the shipped briefing, with
    clips and without; some with gradients, in another language, with a remark, at fault, and one
    that ends its process."""
    briefing, _ = load(ROOT / "content" / "kfor", "kfor")
    wanted = jobs(briefing, select(briefing, make_edition(briefing, "press", "full")))
    own = [one for one in wanted if isinstance(one, ChartJob)]
    shade = {"gradient": "linear", "stops": COLOURS}
    down = {**shade, "x1": 0, "x2": 0, "y1": 0, "y2": 1}
    others = [
        job(),
        job(mark={"type": "bar", "color": shade, "clip": True}),
        job(mark={"type": "bar", "color": down, "stroke": shade}),
        job("sr-Latn"),
        job(transform=[{"nonsense": 1}]),
        job(transform=[{"calculate": "foo(1", "as": "c"}]),
        job(title="A\vB"),
    ]
    return {one: drawn([one])[0] for one in dict.fromkeys((*own, *others))}


@in_one_worker
def test_the_charts_are_of_all_kinds() -> None:
    """What is said of them below is said of something."""
    svgs = [drawing.svg for drawing in alone().values()]
    for what in (b'clip-path="url(#clip', b"3.000"):
        assert any(what in svg for svg in svgs), what
    assert any(drawing.remarks and drawing.svg for drawing in alone().values())
    faults = sorted(drawing.fault for drawing in alone().values() if drawing.fault)
    gradient = "it is filled with a "  # refused
    assert [fault[:20] for fault in faults] == [
        *("Unexpected end of in", gradient, gradient, "the chart renderer s")
    ]


@in_one_worker
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_chart_is_the_same_in_any_company(data: st.DataObject) -> None:
    """Whatever is drawn before it and beside it, by however many processes: the same picture byte
    for byte, its own remarks, its own fault."""
    some = st.sampled_from(list(alone()))
    wanted = data.draw(st.lists(some, min_size=2, max_size=9, unique=True))
    found = drawn(wanted, data.draw(st.integers(1, 3)), bytes_per_process=1)
    assert found == [alone()[one] for one in wanted]


# ── by as few processes as pay ────────────────────────────────────────────────────────────


def test_one_process_draws_them_all() -> None:
    """More than one where that is allowed and there is much to draw."""
    wanted = [job(description="tell", title=name) for name in "abcd"]
    for at_once, worth, count in ((1, 1, 1), (3, 1 << 20, 1), (3, 1, 3)):
        found = drawn(wanted, at_once, program=UNRULY, bytes_per_process=worth)
        assert len({drawing.remarks for drawing in found}) == count


# ── what goes wrong is the fault of one ───────────────────────────────────────────────────


def test_a_process_that_dies_costs_the_chart_it_was_at() -> None:
    """The others are drawn, by this process before and by another after it."""
    first, dead, last = drawn_by_unruly([told("a"), told("die"), told("b")])
    assert first.svg
    assert first == last
    assert dead.is_lost
    words = r"the chart renderer died of SIGKILL, twice; it had up to \d\d+ MiB of memory"
    assert re.fullmatch(words, dead.fault), dead.fault
    assert dead == Drawing(b"", fault=dead.fault, is_lost=True)


def test_a_chart_is_not_blamed_for_those_before_it() -> None:
    """A process that has drawn others may be worn out: what it dies of has to happen again."""
    first, second = drawn_by_unruly([told("a"), told("die once")])
    assert first.svg
    assert first == second


def test_a_chart_is_tried_again_when_a_process_dies_over_it() -> None:
    """Also by the first that is started: the same picture."""
    assert drawn_by_unruly([told("die once")]) == drawn_by_unruly([told("a")])


def test_a_damaged_answer_is_no_answer() -> None:
    """It is the machine's, as nothing that a chart says is answered so."""
    bad, last = drawn_by_unruly([told("answer badly"), told("a")])
    assert bad.is_lost
    assert "(a damaged answer), twice" in bad.fault
    assert last.svg


def test_a_process_that_dies_between_two_charts_costs_none() -> None:
    """Killed by whoever ends processes when memory is short."""
    going = draw([told("tell"), told("a")], theme(), program=UNRULY)
    _, first = next(going)
    process = int(first.remarks[0].removeprefix("process "))
    os.kill(process, signal.SIGKILL)
    [(_, second)] = going
    assert first.svg == second.svg != b""


def test_a_chart_that_takes_too_long_is_given_up() -> None:
    """It is ended in the midst of it, and the rest is drawn."""
    first, slow, last = drawn_by_unruly([told("a"), told("take too long"), told("b")])
    assert first.svg
    assert first == last
    assert slow == Drawing(b"", (), "it was not rendered within 1200 seconds of wall-clock time")


def test_remarks_stand_at_their_own_chart() -> None:
    """In whatever order, and though the process says more."""
    odd = [{"nonsense": 1}]
    found = drawn_by_unruly(
        [job(), job(transform=odd), told("chatter"), job(transform=odd, title="T")]
    )
    assert [len(drawing.remarks) for drawing in found] == [0, 1, 0, 1]
    assert found[0].svg == found[2].svg != b""


# ── nothing is left ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder for temporary files that nobody else uses. Its name is short: sockets stand in it,
    whose names may have a hundred letters."""
    with tempfile.TemporaryDirectory() as folder:
        monkeypatch.setenv("TMPDIR", folder)
        monkeypatch.setattr(temporary_folder, "_folder", None)
        yield Path(folder)


def test_who_stops_taking_leaves_nothing(temporary: Path) -> None:
    """Closed before all are drawn: its process is ended and waited for, its folder removed."""
    going = draw([told("tell"), told("hang")], theme(), program=UNRULY)
    _, first = next(going)
    process = int(first.remarks[0].removeprefix("process "))
    [ours] = temporary.iterdir()
    assert len(list(ours.iterdir())) == 1
    going.close()
    assert list(ours.iterdir()) == []
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)


PROGRAM = """
import sys
from functools import partial
from pathlib import Path
from briefing.build import pipeline
from briefing.cli.entry_point import main
pipeline.draw = partial(pipeline.draw, program=Path(sys.argv.pop(1)))
sys.argv[1:1] = ["build", "small", "--audience", "policy", "--length", "full"]
sys.exit(main())
"""
FIGURE = """---
title: First
---
/// figure | F
    alt: A
    source: S
```chart
{"data": {"values": [{"a": 1}]}, "description": "hang", "mark": "bar", "encoding":
{"x": {"field": "a", "type": "quantitative"}}}
```
///
"""


@pytest.mark.parametrize(
    ("number", "whole_group", "count"),
    [(signal.SIGINT, False, "1"), (signal.SIGTERM, True, "2"), (signal.SIGHUP, True, "1")],
)
def test_a_signal_while_a_chart_is_drawn(
    number: signal.Signals, whole_group: bool, count: str, tmp_path: Path, temporary: Path
) -> None:
    """To the command or to all it started: its status, no process, no folder, no word too many."""
    project(tmp_path, {"sections/first.md": FIGURE})
    command = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(UNRULY), "--jobs", count],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_signals,  # noqa: PLW1509  # no threads yet
        start_new_session=True,
    )
    process = _hanging(temporary, command)
    (os.killpg if whole_group else os.kill)(command.pid, number)
    out, err = command.communicate(timeout=60)
    assert command.returncode == 128 + number, err
    assert err.endswith("; nothing half-written is left\n")
    assert "Traceback" not in out + err
    with pytest.raises(ProcessLookupError):
        os.kill(process, 0)
    assert list(temporary.iterdir()) == []


def _hanging(temporary: Path, command: subprocess.Popen[str]) -> int:
    """The process that draws, once it hangs."""
    while command.poll() is None:
        for path in temporary.glob("briefing-run-*/*/hanging"):
            if text := path.read_text():
                return int(text)
        time.sleep(0.02)
    raise AssertionError(command.communicate())


@pytest.mark.usefixtures("temporary")
@pytest.mark.parametrize("lack", ["subprocess.Popen.__init__", "tempfile.mkdtemp"])
def test_what_the_machine_lacks_is_told(lack: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """No process or no room: what to do is said, and it is no fault of the chart."""

    def fail(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(lack, fail)
    with pytest.raises(EnvironmentFault, match=r"No space left on device\n  hint: .*TMPDIR"):
        drawn([job()])
