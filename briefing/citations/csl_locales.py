"""CSL locales for dates in any language, made from the month names of Unicode CLDR.

The processor has locales for many languages but not for all, and formats dates differently from the
rest of a page. The locale made here takes precedence over its own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

NAMESPACE = "http://purl.org/net/xbiblio/csl"

_FIELD = re.compile(r"'(?P<quoted>[^']*)'|(?P<part>d+|[ML]+|y+)|(?P<other>[^'dMLy]+)")
_PARTS = {"d": "day", "M": "month", "L": "month", "y": "year"}


def date_locale(language: str, locale: Locale) -> str:
    """Return a CSL locale (XML) with the month names and the long date format of ``language``."""
    months = "".join(
        f'<term name="month-{number:02}"{form}>{locale.months["format"][width][number]}</term>'
        for width, form in (("wide", ""), ("abbreviated", ' form="short"'))
        for number in range(1, 13)
    )
    pattern = str(locale.date_formats["long"].pattern)
    return (
        f'<locale xmlns="{NAMESPACE}" xml:lang="{language}" version="1.0">'
        f'<date form="text">{"".join(_date_parts(pattern))}</date>'
        f"<terms>{months}</terms></locale>"
    )


def _date_parts(pattern: str) -> list[str]:
    """Return the CSL date parts of a CLDR pattern such as ``d MMMM y``, with their separators.

    A separator belongs to the part that may be missing, so that it goes when that part does. The
    year is always there; day and month come before it in most languages, and after it in some.
    """
    from xml.sax.saxutils import quoteattr  # it loads the library for HTTP

    pattern = pattern.replace(" ", "\N{NO-BREAK SPACE}", 1)  # a day keeps its month on the line
    parts: list[tuple[str, str]] = []
    between: list[str] = [""]
    for match in _FIELD.finditer(pattern):
        if match["part"]:
            parts.append((_PARTS[match["part"][0]], match["part"]))
            between.append("")
        else:
            between[-1] += match["quoted"] if match["quoted"] is not None else match["other"]
    year_last = parts[-1][0] == "year"
    out = []
    for index, (name, letters) in enumerate(parts):
        last = index == len(parts) - 1
        prefix = between[index] if index == 0 or not year_last else ""
        suffix = between[index + 1] if year_last or last else ""
        form = {"day": "numeric", "year": "long"}.get(
            name, "long" if len(letters) > 2 else "numeric"
        )
        out.append(
            f'<date-part name="{name}" form="{form}" '
            f"prefix={quoteattr(prefix)} suffix={quoteattr(suffix)}/>"
        )
    return out
