"""Where the cache lies: in ``.cache``, beside the folders of PDFs."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_NAME = ".cache"
_FORMER_NAME = ".store"
"""Its name in earlier versions."""


def cache_folder(output: Path, *, read_only: bool = False) -> Path:
    """Return the folder of the cache in ``output``; it need not exist.

    A cache under its former name is renamed, so that it is used again and nothing is left behind.
    With ``read_only`` nothing is renamed: the cache is returned under the name it has.
    """
    folder, former = output / _NAME, output / _FORMER_NAME
    if os.path.lexists(folder) or not former.is_dir():
        return folder
    if read_only:
        return former
    with suppress(OSError):  # of another owner, or renamed by another build at this very moment
        former.rename(folder)
    return folder
