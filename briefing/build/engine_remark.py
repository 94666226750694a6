"""What a build has to say of the page engine that is installed, without loading it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.cache.toolchain import packages
from briefing.typeset.engine_version import unknown_engine

if TYPE_CHECKING:
    from briefing.model.findings import Finding


def engine_remark() -> tuple[Finding, ...]:
    """Return the warning that the engine is of a version that is not known, if it is."""
    version = packages().get("weasyprint", "")  # a task says if there is none
    found = unknown_engine(version) if version else None
    return (found,) if found else ()
