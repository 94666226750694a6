"""Where identifiers and addresses may break: never behind a slash, where the rest looks lost.

“S/RES/1244” stays on one line. An address breaks before a sign of its path, as style guides ask, so
that nobody takes the end of a line for its end. The characters that say so are invisible; none is
copied from the PDF, as none has a glyph.
"""

from __future__ import annotations

import re

_JOINER = "\N{WORD JOINER}"
_BREAK = "\N{ZERO WIDTH SPACE}"
_IDENTIFIER = (
    r"(?<![\w/:.@-])(?=\S{0,60}\d|[A-Z./()-]{1,60}(?![\w/]))[A-Z0-9][\w.()-]*(?:/[\w.()-]+)+"
)
_TOKEN = re.compile(rf"(?P<host>https?://[^\s/]+|www\.[^\s/]+)(?P<path>\S*)|{_IDENTIFIER}")
_SIGN = re.compile(r"[/?&=#_.~%-]+(?!$)")
_LONG = 24
"""Characters of an identifier that may break, before a slash."""


def unbroken(text: str) -> str:
    """Return ``text`` with invisible characters that say where its identifiers may break."""
    return _TOKEN.sub(_held, text) if "/" in text else text


def _held(token: re.Match[str]) -> str:
    if token["host"]:
        host = token["host"].replace("://", f"://{_JOINER}")
        return host + _SIGN.sub(rf"{_BREAK}\g<0>{_JOINER}", token["path"])
    before = _BREAK if len(token[0]) > _LONG else ""
    return token[0].replace("/", f"{before}/{_JOINER}")
