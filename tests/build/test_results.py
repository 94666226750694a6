"""Large files come back from workers on disk, and leave nothing behind."""

from __future__ import annotations

from hashlib import sha256

import pytest

from briefing.build.results import (
    LARGEST_IN_MEMORY,
    FileOnDisk,
    content_digest,
    content_of,
    forget,
    pieces_of,
)


@pytest.mark.parametrize("size", [0, 1, LARGEST_IN_MEMORY, LARGEST_IN_MEMORY + 1])
@pytest.mark.parametrize("in_memory", [True, False])
def test_whatever_its_size_a_file_has_its_bytes_and_hash(size: int, *, in_memory: bool) -> None:
    """Only what is large is written to disk, and only on this machine."""
    data = bytes(size)
    content = content_of((data[:7], data[7:]), in_memory=in_memory)
    assert isinstance(content, FileOnDisk) == (size > LARGEST_IN_MEMORY and not in_memory)
    assert b"".join(pieces_of(content)) == data
    assert content_digest(content) == (sha256(data).hexdigest() if data else "")
    forget(content)
    if isinstance(content, FileOnDisk):
        assert not content.path.exists()
        forget(content)
