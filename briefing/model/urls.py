"""Whether a web or mail address leads anywhere: the engine stops at one that cannot be read."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(address: str) -> bool:
    """Whether it names a host (RFC 3986, 3.2.2) and, if any, a port; or for mail, a mailbox."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "mailto":
            return "@" in parts.path
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
