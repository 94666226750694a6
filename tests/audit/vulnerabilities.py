"""Known vulnerabilities of the locked packages, asked of OSV (osv.dev).

OSV is asked itself, by forty lines, and not by pip-audit: that has the same answers from the same
place, would bring a dozen packages more into the lock that it audits, and resolves requirements of
which ours has nothing left to resolve. That nobody could be asked is a fault as well: it must not
look like an answer.
"""

from __future__ import annotations

import json
import re
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

from support.audit import Outcome

FULL = 1
EACH_TIME = True
"""What is known changes without us."""
LOCKS = ("requirements.lock", "requirements-dev.lock")
URL = "https://api.osv.dev/v1/querybatch"
SECONDS = 30
_ROOT = Path(__file__).resolve().parent.parent.parent
_PINNED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[^ ;\\]+)", re.MULTILINE)
_AT_ONCE = 500
"""Packages in a question; OSV takes up to a thousand."""


def examine(seed: int, index: int) -> Outcome:  # noqa: ARG001  # as all parts; there is one step
    """Ask for all packages of both locks."""
    wanted = sorted({pair for name in LOCKS for pair in locked(_ROOT / name)})
    try:
        known = [
            found
            for start in range(0, len(wanted), _AT_ONCE)
            for found in ask(wanted[start : start + _AT_ONCE])
        ]
    except (OSError, HTTPException, ValueError, KeyError) as error:
        fault = f"NOT AUDITED: {URL} gives no answer ({error}); run this where it can be reached"
        return Outcome({"packages": 0}, (fault,))
    faults = tuple(
        f"{name} {version} has a known vulnerability: https://osv.dev/vulnerability/{identity}"
        for (name, version), identity in known
    )
    return Outcome({"packages": len(wanted), "vulnerabilities": len(faults)}, faults)


def locked(lock: Path) -> list[tuple[str, str]]:
    """Name and version of every package of a lock."""
    return [(m["name"], m["version"]) for m in _PINNED.finditer(lock.read_text("utf-8"))]


def ask(packages: list[tuple[str, str]]) -> list[tuple[tuple[str, str], str]]:
    """Packages with what is known of them; raises what a connection or an odd answer does."""
    waiting = [(package, "") for package in packages]
    found: list[tuple[tuple[str, str], str]] = []
    while waiting:
        queries = [
            {
                "package": {"name": name, "ecosystem": "PyPI"},
                "version": version,
                **({"page_token": page} if page else {}),
            }
            for (name, version), page in waiting
        ]
        results = _posted({"queries": queries})["results"]
        if len(results) != len(queries):
            raise ValueError(f"{len(results)} answers to {len(queries)} questions")
        asked, waiting = waiting, []
        for (package, _), result in zip(asked, results, strict=True):
            found += [(package, vuln["id"]) for vuln in result.get("vulns", ())]
            if page := result.get("next_page_token"):
                waiting.append((package, page))
    return found


def _posted(question: dict[str, Any]) -> Any:
    request = urllib.request.Request(
        URL, json.dumps(question).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        return json.load(answer)
