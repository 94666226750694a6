"""Decodes the strings of a PDF, however they are written (ISO 32000-2, 7.3.4 and 7.9.2)."""

from __future__ import annotations

import re

_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
# Characters of PDFDocEncoding that differ from Latin-1 (ISO 32000-2, table D.2).
_PDF_DOC = str.maketrans(
    {0x18 + n: sign for n, sign in enumerate("˘ˇˆ˙˝˛˚˜")}
    | {0x80 + n: sign for n, sign in enumerate("•†‡…—–ƒ⁄‹›−‰„“”‘’‚™ﬁﬂŁŒŠŸŽıłœšž")}
    | {0x9F: " ", 0xA0: "€"}
)


def string_bytes(token: bytes) -> bytes:
    """Return the bytes of a string ``token``, which includes its brackets."""
    if token.startswith(b"("):
        return unescaped(token[1:-1])
    digits = b"".join(token[1:-1].split()).decode("ascii")
    return bytes.fromhex(digits + "0" * (len(digits) % 2))


def unescaped(body: bytes) -> bytes:
    """Return the bytes of a literal string, given what is between its brackets."""
    return _ESCAPE.sub(_unescape, body)


def _unescape(match: re.Match[bytes]) -> bytes:
    code = match[1]
    if code[:1].isdigit():
        return bytes([int(code, 8) & 0xFF])
    return b"" if code in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(code, code)


def decode_text(raw: bytes) -> str:
    """Decode a text string leniently: bare UTF-8, as in some names, is recognised."""
    try:
        return _decode_marked(raw) or raw.decode("utf-8")
    except UnicodeDecodeError:
        return decode_strictly(raw)


def decode_strictly(raw: bytes) -> str:
    """Decode a text string strictly by the standard, as our writer encodes it."""
    return _decode_marked(raw) or raw.decode("latin-1").translate(_PDF_DOC)


def _decode_marked(raw: bytes) -> str:
    """Decode a string that begins with a byte order mark; return an empty string for others."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", errors="replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", errors="replace")
    return ""
