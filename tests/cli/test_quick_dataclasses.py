"""Classes of data that are made quickly do what those of the library do."""

from __future__ import annotations

import dataclasses
import operator
import pickle
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import field, make_dataclass
from typing import TYPE_CHECKING, Any

import pytest

from briefing.cli import quick_dataclasses
from briefing.cli.quick_dataclasses import KNOWN, QUICK
from briefing.model.findings import Location

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.skipif(
    sys.version_info[:2] not in KNOWN, reason="this Python has dataclasses of its own kind"
)

FIELDS: dict[str, list[Any]] = {
    "none": [],
    "one": [("number", float)],
    "three": [("number", float), ("text", str, "a"), ("more", tuple, ())],
    "apart": [
        ("number", float),
        ("unseen", str, field(default="u", repr=False)),
        ("uncompared", str, field(default="c", compare=False)),
        ("unhashed", str, field(default="h", hash=False)),
    ],
    "self": [("number", float), ("selfish", str, "s")],
}
WAYS: list[dict[str, Any]] = [
    {},
    {"frozen": True},
    {"slots": True},
    {"frozen": True, "slots": True},
    {"frozen": True, "slots": True, "order": True},
    {"eq": False},
    {"unsafe_hash": True},
]


@contextmanager
def quick() -> Iterator[None]:
    """Make classes quickly in the block."""
    with pytest.MonkeyPatch.context() as patch:
        for name in QUICK:
            patch.setattr(dataclasses, name, getattr(dataclasses, name))
        quick_dataclasses.install()
        yield


def outcome(act: Callable[..., object], *values: object) -> object:
    """What comes of it, or the error that it raises."""
    try:
        return act(*values)
    except (AttributeError, TypeError) as error:
        return type(error), str(error)


def _hashes_alike(one: Any) -> bool:
    return hash(one) == hash(dataclasses.replace(one))


def told(kind: Any) -> list[object]:
    """What a class does in all ways that the library gives it."""
    values = [1.0, 2.0, float("nan")] if "number" in kind.__dataclass_fields__ else []
    ones = [kind(value) for value in values] or [kind()]
    ones += [dataclasses.replace(one) for one in ones]
    methods = [
        (name, method.__name__, method.__qualname__)
        for name, method in sorted(vars(kind).items())
        if callable(method) and hasattr(method, "__qualname__")
    ]
    found: list[object] = [*methods]
    for one in ones:
        found += [repr(one), outcome(_hashes_alike, one)]
        found += [outcome(setattr, one, "number", 3.0), outcome(setattr, one, "other", 3.0)]
        found += [outcome(delattr, one, "number")]
    ones = [kind(value) for value in values] or [kind()]
    found += [one == other for one in ones for other in ones]
    found += [outcome(operator.lt, a, b) for a in ones for b in ones]
    found += [ones[0] == 1, outcome(operator.lt, ones[0], 1), kind.__match_args__]
    return found


@pytest.mark.parametrize("fields", FIELDS)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: " ".join(way) or "plain")
def test_they_do_the_same(fields: str, way: dict[str, Any]) -> None:
    """They say, compare, hash and refuse the same, with methods of the same names."""
    plain = make_dataclass("Made", FIELDS[fields], **way)
    with quick():
        made = make_dataclass("Made", FIELDS[fields], **way)
    assert told(made) == told(plain)


def test_what_holds_itself_can_be_told() -> None:
    """As the library does it, with dots."""
    with quick():
        kind = make_dataclass("Ring", [("inner", object)])
    ring = kind(None)
    ring.inner = ring
    assert repr(ring) == "Ring(inner=...)"


def test_the_command_installs_them_and_the_package_does_not() -> None:
    """And values go from a process with them to one without."""
    own = "import briefing.cli.entry_point, dataclasses; print(dataclasses._repr_fn.__module__)"
    assert said(own) == "dataclasses"
    code = """
import dataclasses, pickle, sys
from briefing.cli.entry_point import main
sys.argv = ["briefing", "list", "--help"]
main()
from briefing.model.findings import Location
print(dataclasses._repr_fn.__module__, pickle.dumps(Location("x", 3)).hex())
"""
    module, value = said(code).splitlines()[-1].split()
    assert module == quick_dataclasses.__name__
    assert pickle.loads(bytes.fromhex(value)) == Location("x", 3)


def said(code: str) -> str:
    """What a new process prints that runs ``code``."""
    run = [sys.executable, "-c", code]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()
