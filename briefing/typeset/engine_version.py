"""Which versions of the engine are known from the inside.

Some modules use parts of WeasyPrint that are not its public interface and that any version may
change without a word. What *must* work with them changes what is printed, and tests find out when
it does not (`glyph_codes`, `folded_tables`, …). What only saves time takes them from
`engine_internals`, which refuses another version. Whoever would use it asks here first: with
another version there are no patches and no single pages, and everything is typeset to the same
bytes, the slow way. That is said once for each build.

To learn a new version: read what has changed in the functions that `engine_patches` replaces, add
the version to `KNOWN`, and run the tests of that folder and ``make audit PART=patches``.
"""

from __future__ import annotations

from briefing.model.errors import EnvironmentFault
from briefing.model.findings import Finding, Location, Severity

KNOWN = frozenset({"70.0"})
"""Versions of WeasyPrint whose private parts were read."""

KNOWN_PARSERS = frozenset({"2.1.0"})
"""Versions of its HTML parser, tinyhtml5, whose private parts were read."""


def is_known(version: str = "") -> bool:
    """Return whether the inside of the engine is known.

    Args:
        version: Its version; empty for that of the engine that is loaded.
    """
    if not version:
        from briefing.typeset.weasyprint_library import weasyprint

        version = weasyprint.__version__
    return version in KNOWN


def refuse_unknown() -> None:
    """Refuse to go on with private parts of an engine that is not known.

    Raises:
        EnvironmentFault: It is of another version.
    """
    if not is_known():
        from briefing.typeset.weasyprint_library import weasyprint

        known = ", ".join(sorted(KNOWN))
        raise EnvironmentFault(
            f"these shortcuts are for WeasyPrint {known}, and not for {weasyprint.__version__}\n"
            f"  hint: pip install weasyprint=={known.rpartition(' ')[2]}"
        )


def unknown_engine(version: str) -> Finding | None:
    """Return the warning that pages are typeset the slow way, as this version is not known."""
    if is_known(version):
        return None
    known = ", ".join(sorted(KNOWN))
    return Finding(
        Location(f"WeasyPrint {version}"),
        "B531",
        "briefing does not know this version of WeasyPrint from the inside: it typesets without "
        "shortcuts, which takes longer",
        f"the PDFs are as good; to save time, install the version it knows ({known})",
        Severity.WARNING,
    )
