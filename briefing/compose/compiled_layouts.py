"""Keeps layouts compiled, beside the modules that Python keeps compiled.

Jinja makes a Python function of each layout, and takes 6 ms for it: 80 ms for those of one pack.
Modules are compiled once and kept in ``__pycache__``; so are layouts here, in the same place, by
the same rules and with as much trust. Nothing is kept where Python is told to keep nothing
(``PYTHONDONTWRITEBYTECODE``) or cannot. What was made of another text, what another version of
Python or Jinja has left and what is damaged is not used.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import MAGIC_NUMBER, cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING

import jinja2
from jinja2 import BytecodeCache

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

_MADE_BY = b"%b jinja %b\n" % (MAGIC_NUMBER, jinja2.__version__.encode())


class CompiledLayouts(BytecodeCache):
    """The compiled layouts of the sandbox, a file each: one of an earlier text is written over."""

    def __init__(self, folder: Path) -> None:
        """Keep them in ``folder``, which need not exist."""
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill ``bucket`` with what is kept, if it is of the same text."""
        with suppress(OSError):
            head, _, code = self._file(bucket).read_bytes().partition(b"\n\n")
            if head == _head(bucket, code):
                bucket.code = marshal.loads(code)  # noqa: S302  # as a module beside it

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled. What cannot be written is compiled again next time."""
        if sys.dont_write_bytecode or bucket.code is None:
            return
        path = self._file(bucket)
        draft = path.with_suffix(f".{os.getpid()}")
        code = marshal.dumps(bucket.code)
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(b"%b\n\n%b" % (_head(bucket, code), code))
            draft.replace(path)

    def _file(self, bucket: Bucket) -> Path:
        return self.folder / f"{bucket.key}.layout"


def _head(bucket: Bucket, code: bytes) -> bytes:
    """Return what a file begins with: by whom, of which text and what it is, in hashes."""
    return b"%b%b %b" % (_MADE_BY, bucket.checksum.encode(), sha256(code).hexdigest().encode())


def compiled_layouts() -> CompiledLayouts | None:
    """Return what keeps layouts compiled; None where modules are not kept compiled either."""
    try:
        beside = Path(cache_from_source(__file__))
    except NotImplementedError:
        return None
    return CompiledLayouts(beside.with_suffix(".layouts"))
