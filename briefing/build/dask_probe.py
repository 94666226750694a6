"""Finds out whether a Dask scheduler listens at an address, before Dask itself is asked.

Dask trusts what it connects to: it waits for ever for the end of a web server's answer, which it
takes for the length of a message. A scheduler speaks first, so a look at its first bytes tells.
"""

from __future__ import annotations

import socket
import struct
import time
from contextlib import closing
from typing import TYPE_CHECKING

from briefing.build.dask_address import host_and_port

if TYPE_CHECKING:
    from ssl import SSLContext

_MOST_BYTES = 1 << 16
"""Of a scheduler's first message, which has some 200."""
_GREETING = b"pickle-protocol"
"""What that message says among other things, whichever release of Dask sends it."""
_RETRY_SECONDS = 0.2


def why_no_scheduler(address: str, tls: SSLContext | None, seconds: float) -> str:
    """Return why there is no Dask scheduler at ``address``; nothing if there is one.

    Args:
        address: Such as ``tls://10.0.0.4:8786``.
        tls: The certificates for an encrypted connection; None for a plain one.
        seconds: How long it may take to answer.
    """
    until = time.monotonic() + seconds
    while True:
        try:
            with closing(_connection(address, tls, until)) as connection:
                return "" if _greets(connection, until) else "what answers there is not Dask"
        except TimeoutError:
            return f"nothing came from there within {seconds:g} seconds"
        except ConnectionRefusedError as error:  # it may be about to start
            if time.monotonic() + _RETRY_SECONDS > until:
                return _reason(error)
            time.sleep(_RETRY_SECONDS)
        except OSError as error:  # includes ssl.SSLError
            return _reason(error)


def _connection(address: str, tls: SSLContext | None, until: float) -> socket.socket:
    host, port = host_and_port(address)
    connection = socket.create_connection((host, port), timeout=_left(until))
    try:
        # As Dask: the authority is checked, the name is not.
        return tls.wrap_socket(connection) if tls else connection
    except BaseException:
        connection.close()
        raise


def _greets(connection: socket.socket, until: float) -> bool:
    """Return whether what comes is the beginning of Dask's handshake."""
    (length,) = struct.unpack("<Q", _received(connection, 8, until) or bytes(8))
    return 0 < length <= _MOST_BYTES and _GREETING in _received(connection, length, until)


def _received(connection: socket.socket, length: int, until: float) -> bytes:
    """Return so many bytes, or none if the connection ends before."""
    data = b""
    while len(data) < length:
        connection.settimeout(_left(until))
        more = connection.recv(length - len(data))
        if not more:
            return b""
        data += more
    return data


def _left(until: float) -> float:
    """Return the seconds left; raises TimeoutError if there are none."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()
