"""Check web and mail addresses, as the engine stops at one that it cannot parse."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(address: str) -> bool:
    """Return whether ``address`` has a valid host (RFC 3986, 3.2.2) and port, or a mailbox."""
    try:
        parts = urlsplit(address)
        if parts.scheme == "mailto":
            return "@" in parts.path
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False
