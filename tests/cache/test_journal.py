"""A journal is believed as far as it is what a build wrote."""

from __future__ import annotations

import json
import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefing.cache.fingerprint import Fingerprint
from briefing.cache.journal import JOURNAL, announcement, append, removal, state
from briefing.cache.manifest import read

if TYPE_CHECKING:
    from pathlib import Path

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=5,
)
keys = st.sampled_from(
    ["after", "state", "program", "content", "at", "deliver", "forget", "of another release"]
)


def line(text: str) -> bytes:
    """A line of a journal with the seal that it should have."""
    return sha256(text.encode()).hexdigest()[:16].encode() + b" " + text.encode() + b"\n"


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=st.lists(json_values | st.dictionaries(keys, json_values), max_size=3))
def test_a_record_of_any_shape_is_read_or_passed_over(records: list[Any], tmp_path: Path) -> None:
    """However well it is sealed; what comes after it counts."""
    (tmp_path / JOURNAL).unlink(missing_ok=True)
    append(tmp_path, "", [])
    with (tmp_path / JOURNAL).open("ab") as file:
        file.writelines(line(json.dumps(record)) for record in records)
    (tmp_path / "x.pdf").write_bytes(b"x")
    entry = {"file": "x.pdf", "sha256": sha256(b"x").hexdigest(), "html": None}
    append(tmp_path, "", [state(Fingerprint({}, {"a.md": "1"}), "here"), announcement(entry)])
    known = read(tmp_path)
    assert known.damage == ""
    assert "x.pdf" in known.names
    assert known.digest_if_ours("x.pdf") == entry["sha256"]
    assert known.content() == tmp_path / "here"
    append(tmp_path, "", [removal(["x.pdf"])])
    assert "x.pdf" not in read(tmp_path).names


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "NaN", "{", '{"x": "\\ud800"}'])
def test_what_is_no_record_is_passed_over(text: str, tmp_path: Path) -> None:
    """Text without end, and what is no JSON."""
    append(tmp_path, "", [])
    with (tmp_path / JOURNAL).open("ab") as file:
        file.write(line(text))
    assert read(tmp_path).data == {}


def test_a_fifo_in_its_place_is_refused_at_once(tmp_path: Path) -> None:
    """With what it is."""
    os.mkfifo(tmp_path / JOURNAL)
    with pytest.raises(OSError, match="a named pipe"):
        append(tmp_path, "", [removal(["x.pdf"])])
