"""Where the scheduler of a cluster is, and what may be sent there.

What goes over a plain connection can be read and changed by whoever is on the way, and a Dask
scheduler runs what it is sent: beyond this machine it is TLS, or said to be insecure.
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
    """A scheduler that may be used."""

    address: str
    """As ``tls://10.0.0.4:8786``."""
    ca: str = ""
    """File with the certificate of the cluster's authority; empty for that of Dask's own settings,
    as are the others."""
    cert: str = ""
    key: str = ""
    is_insecure: bool = False
    """Others may read what goes there, and whoever builds knows."""
    proves: bool = False
    """Its workers are trusted with what readers must not see."""

    @property
    def is_encrypted(self) -> bool:
        """Whether the two ends know each other by their certificates, and nobody listens."""
        return self.address.startswith("tls://")

    def may_use(self, worker: str) -> bool:
        """Whether a worker at such an address gets work: it is reached as safely as its scheduler
        has to be."""
        if self.is_encrypted:
            return worker.startswith("tls://")
        return self.is_insecure or is_local(worker)


def is_local(address: str) -> bool:
    """Whether an address can only be one of this machine."""
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
    """The scheduler at an address, with the files of authority, certificate and key.

    Raises UsageError for an address that is none, a plain one beyond this machine, and wishes that
    need certificates where there are none.
    """
    match = _ADDRESS.fullmatch(address)
    if match is None or int(match["port"]) > 65535:
        raise UsageError(
            f'--dask: "{address:.80}" is no address of a scheduler\n'
            "  hint: as tls://10.0.0.4:8786, or tcp://127.0.0.1:8786 on this machine"
        )
    scheduler = SchedulerAddress(address, *files, is_insecure, proves)
    if scheduler.is_encrypted:
        for name in filter(None, files):
            if not Path(name).is_file():
                raise UsageError(f"{name}: there is no such file\n  hint: {_CERTIFICATES}")
        return scheduler
    if any(files):
        raise UsageError(
            f"{address} is not encrypted, whatever certificates there are\n"
            "  hint: start the scheduler with --protocol tls, and name it tls://…"
        )
    if proves:
        raise UsageError(
            "--prove-on-workers would send words that are withheld from readers over a plain "
            f"connection: {address}\n"
            "  hint: leave it out, and proofs are made here; or let the cluster speak TLS (tls://…)"
        )
    if not is_insecure and not is_local(address):
        raise UsageError(
            f"{address} is another machine, and not encrypted: what is sent there can be read and "
            "changed on the way\n"
            "  hint: let the cluster speak TLS and name it tls://… (README, “On a cluster”), or "
            "say --dask-insecure"
        )
    return scheduler


_CERTIFICATES = "--dask-ca, --dask-cert and --dask-key name PEM files (README, “On a cluster”)"
NO_CERTIFICATES = (
    "for tls://, the cluster's authority and a certificate of yours must be known\n"
    f"  hint: {_CERTIFICATES}, or distributed.comm.tls in Dask's own configuration does"
)
