"""What WeasyPrint logs while it works on one fragment: it stops at nothing, and only logs.

A style sheet is parsed once for all fragments of a process, and WeasyPrint tells of a `var()`
without a value once for each declaration: the first fragment would have the warning, and the others
would seem sound. Here each block of collecting is told of it again.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from briefing.typeset import engine_version

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_ALT = "has no required alt description"
"""What WeasyPrint says of a picture that decorates; all others have one."""
_told: dict[int, Any] = {}
"""Declarations that have been told of in this block, by their identity, which they keep."""


class _Keep(logging.Handler):
    """Keeps lines of warnings."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        line = record.getMessage()
        if not line.endswith(_NO_ALT):
            self.lines.append(line)


@contextmanager
def collected_warnings() -> Iterator[list[str]]:
    """Collect the warnings that WeasyPrint logs in the block, whatever was logged before."""
    logger, keep = logging.getLogger("weasyprint"), _Keep()
    others, propagate = logger.handlers, logger.propagate
    told_outside = dict(_told)
    _told.clear()
    logger.handlers, logger.propagate = [keep], False
    try:
        yield keep.lines
    finally:
        logger.handlers, logger.propagate = others, propagate
        _told.clear()
        _told.update(told_outside)


def install() -> None:
    """Have each block told of a declaration without value. To call it again changes nothing."""
    if engine_version.is_known():
        from briefing.typeset.engine_internals import Pending

        Pending._reported_error = property(_was_told, _tell)  # noqa: SLF001  # there is no public way


def _was_told(declaration: Any) -> bool:
    return id(declaration) in _told


def _tell(declaration: Any, told: bool) -> None:
    if told:
        _told[id(declaration)] = declaration
