"""Known vulnerabilities of locked packages: told where there are any, and never taken for asked."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from audit import vulnerabilities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Answer = Callable[[dict[str, Any]], Any]


class _Osv(BaseHTTPRequestHandler):
    """Answers as OSV does, with what a test says."""

    answer: ClassVar[Any]

    def do_POST(self) -> None:
        """One question."""
        question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        data = type(self).answer(question)
        self.send_response(200 if isinstance(data, dict) else 503)
        self.end_headers()
        self.wfile.write(json.dumps(data).encode())

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def osv(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Answer], None]]:
    """A database that is told how to answer."""
    server = HTTPServer(("127.0.0.1", 0), _Osv)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(vulnerabilities, "URL", f"http://127.0.0.1:{server.server_port}/")

    def answers(answer: Answer) -> None:
        _Osv.answer = staticmethod(answer)

    yield answers
    server.shutdown()
    thread.join()
    server.server_close()


def _none_known(question: dict[str, Any]) -> dict[str, Any]:
    return {"results": [{} for _ in question["queries"]]}


def test_all_locked_packages_are_asked_for(osv: Callable[[Answer], None]) -> None:
    """Those of both locks, each with its version."""
    asked: dict[str, str] = {}

    def note(question: dict[str, Any]) -> dict[str, Any]:
        for query in question["queries"]:
            assert query["package"]["ecosystem"] == "PyPI"
            asked[query["package"]["name"]] = query["version"]
        return _none_known(question)

    osv(note)
    outcome = vulnerabilities.examine(1, 0)
    assert outcome.faults == ()
    assert outcome.counts["packages"] == len(asked) > 50
    assert {"weasyprint", "pillow", "pytest", "distributed"} <= set(asked)
    assert all(version[0].isdigit() for version in asked.values())


def test_what_is_known_is_told(osv: Callable[[Answer], None]) -> None:
    """Package, version and where to read of it, also what stands on a second page."""

    def answer(question: dict[str, Any]) -> dict[str, Any]:
        results: list[dict[str, Any]] = []
        for query in question["queries"]:
            if query["package"]["name"] != "pillow":
                results.append({})
            elif "page_token" in query:
                results.append({"vulns": [{"id": "GHSA-two"}]})
            else:
                results.append({"vulns": [{"id": "GHSA-one"}], "next_page_token": "more"})
        return {"results": results}

    osv(answer)
    outcome = vulnerabilities.examine(1, 0)
    assert outcome.counts["vulnerabilities"] == 2
    for fault, name in zip(outcome.faults, ("GHSA-one", "GHSA-two"), strict=True):
        assert fault.startswith("pillow ")
        assert fault.endswith(f"https://osv.dev/vulnerability/{name}")


@pytest.mark.parametrize(
    "answer",
    [
        lambda _: {"results": []},
        lambda _: {"error": "no"},
        lambda _: "unavailable",
    ],
    ids=["too few", "another", "503"],
)
def test_no_answer_is_not_a_good_answer(answer: Answer, osv: Callable[[Answer], None]) -> None:
    """Whatever comes back that is none is a fault that says so."""
    osv(answer)
    outcome = vulnerabilities.examine(1, 0)
    [fault] = outcome.faults
    assert fault.startswith("NOT AUDITED: ")
    assert outcome.counts == {"packages": 0}


def test_a_database_out_of_reach_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing listens there."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(vulnerabilities, "URL", "http://127.0.0.1:1/")
    [fault] = vulnerabilities.examine(1, 0).faults
    assert fault.startswith("NOT AUDITED: http://127.0.0.1:1/ gives no answer")
