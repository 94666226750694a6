"""The address of a Dask scheduler, and what may be sent there.

Anyone on the way can read and change what goes over a plain connection, and a Dask scheduler runs
what it is sent. So a connection to another machine must use TLS, or be allowed explicitly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from pathlib import Path

from briefing.model.errors import UsageError

_ADDRESS = re.compile(
    r"(?P<scheme>tcp|tls)://(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+)):(?P<port>\d{1,5})",
    re.ASCII,
)
_THIS_MACHINE = ip_network("127.0.0.0/8")


@dataclass(frozen=True, slots=True)
class SchedulerAddress:
    """The address of a scheduler that may be used, and how to connect."""

    address: str
    """Such as ``tls://10.0.0.4:8786``."""
    ca: str = ""
    """PEM file of the cluster's certificate authority; if this or one of the next two is empty, the
    file of Dask's own settings is used."""
    cert: str = ""
    key: str = ""
    is_insecure: bool = False
    """Whether a plain connection to another machine is allowed."""
    proves: bool = False
    """Whether its workers also prove, and so are sent words that readers must not see."""

    @property
    def is_encrypted(self) -> bool:
        """Whether the connection is encrypted, and both ends authenticated by certificates."""
        return self.address.startswith("tls://")

    def may_use(self, worker: str) -> bool:
        """Return whether work may be sent to the worker at an address.

        The connection to a worker must be as safe as the one to its scheduler.
        """
        if self.is_encrypted:
            return worker.startswith("tls://")
        return self.is_insecure or is_local(worker)


def host_and_port(address: str) -> tuple[str, int]:
    """Return the host and the port of a valid address."""
    match = _ADDRESS.fullmatch(address)
    assert match is not None
    return match["six"] or match["name"], int(match["port"])


def is_local(address: str) -> bool:
    """Return whether ``address`` can only be one of this machine."""
    match = _ADDRESS.fullmatch(address)
    if match is None:
        return False
    if match["name"] == "localhost":
        return True
    try:
        host = ip_address(match["six"] or match["name"])
    except ValueError:
        return False
    return host == IPv6Address("::1") if host.version == 6 else host in _THIS_MACHINE


def scheduler_at(
    address: str,
    files: tuple[str, str, str] = ("", "", ""),
    *,
    is_insecure: bool = False,
    proves: bool = False,
) -> SchedulerAddress:
    """Return the scheduler at an address, if it may be used.

    Args:
        address: Such as ``tls://10.0.0.4:8786``.
        files: PEM files of certificate authority, certificate and key; any may be empty.
        is_insecure: Whether a plain connection to another machine is allowed.
        proves: Whether its workers are to prove as well.

    Raises:
        UsageError: The address is invalid, or the connection is less safe than it must be.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or int(match["port"]) > 65535:
        raise UsageError(
            f'--dask: "{address:.80}" is not a scheduler address\n'
            "  hint: use tls://10.0.0.4:8786, or tcp://127.0.0.1:8786 on this machine"
        )
    scheduler = SchedulerAddress(address, *files, is_insecure, proves)
    if scheduler.is_encrypted:
        for name in filter(None, files):
            if not Path(name).is_file():
                raise UsageError(f"{name}: no such file\n  hint: {_CERTIFICATES}")
        return scheduler
    if any(files):
        raise UsageError(
            f"{address} is not encrypted, so certificates have no effect\n"
            "  hint: start the scheduler with --protocol tls, and use tls://…"
        )
    if proves:
        raise UsageError(
            "--prove-on-workers would send words that are withheld from readers over a plain "
            f"connection: {address}\n"
            "  hint: leave the option out, to prove on this machine; or use TLS on the cluster (tls://…)"
        )
    if not is_insecure and not is_local(address):
        raise UsageError(
            f"{address} is another machine, and not encrypted: what is sent there can be read and "
            "changed on the way\n"
            "  hint: use TLS on the cluster and tls://… here (README, “On a cluster”), or allow it "
            "with --dask-insecure"
        )
    return scheduler


_CERTIFICATES = "--dask-ca, --dask-cert and --dask-key name PEM files (README, “On a cluster”)"
NO_CERTIFICATES = (
    "tls:// needs the certificate of the cluster's authority and a certificate of your own\n"
    f"  hint: {_CERTIFICATES}, or set distributed.comm.tls in Dask's configuration"
)
