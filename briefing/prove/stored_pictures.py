"""Hashes of the pictures that a file may hold, where their bytes are on disk until it is proven."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

from briefing.pdf.pixel_hash import raster_digests

if TYPE_CHECKING:
    from collections.abc import Callable

    from briefing.model.pictures import StoredPicture
    from briefing.model.proof import Expectation


def stored_in(expectation: Expectation) -> tuple[StoredPicture, ...]:
    """Return the pictures that an expectation asks for and whose bytes are on disk."""
    means = expectation.means.stored if expectation.means else ()
    return (*means, *(expectation.web.stored if expectation.web else ()))


def with_stored(expectation: Expectation, read: Callable[[StoredPicture], bytes]) -> Expectation:
    """Return an expectation with the hashes of its pictures whose bytes are on disk.

    Args:
        expectation: What a file must and must not hold.
        read: Returns the bytes of a picture as it is printed; they are not kept.
    """
    means, web = expectation.means, expectation.web
    if means is not None and means.stored:
        found = {digest for one in means.stored for digest in raster_digests(read(one))}
        means = replace(means, pictures=tuple(sorted({*means.pictures, *found})), stored=())
    if web is not None and web.stored:
        own = {sha256(read(one)).hexdigest() for one in web.stored}
        web = replace(web, pictures=tuple(sorted({*web.pictures, *own})), stored=())
    return replace(expectation, means=means, web=web)
