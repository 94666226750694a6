"""Images of a pack: as PDF/A requires them, and each stored only once."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from pikepdf import Dictionary, Name, Object, Stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pikepdf


class ImageStore:
    """The images of a pack by their content."""

    def __init__(self) -> None:
        self._known: dict[bytes, pikepdf.Object] = {}
        self._visited: set[tuple[int, int]] = set()

    def share(self, resources: pikepdf.Object) -> None:
        """Make equal images below ``resources``, in forms and patterns too, one object."""
        for holder in _resource_dictionaries(resources):
            for key, drawn in sorted(holder.items()):
                if drawn.get("/Subtype") == Name.Image:
                    holder[key] = self._image(drawn)
                elif drawn.objgen not in self._visited:
                    self._visited.add(drawn.objgen)
                    if "/Resources" in drawn:
                        self.share(drawn.Resources)

    def _image(self, image: pikepdf.Object) -> pikepdf.Object:
        # ISO 19005-2, 6.2.8: images must not be interpolated.
        image.Interpolate = False
        if "/SMask" in image:
            image.SMask = self._image(image.SMask)
        digest = sha256(image.read_raw_bytes())
        for key, value in sorted(image.items()):
            digest.update(f"{key} {_written(value)}".encode())
        return self._known.setdefault(digest.digest(), image)


def images_below(
    resources: Iterable[pikepdf.Object],
) -> Iterator[tuple[pikepdf.Object, str, pikepdf.Object]]:
    """Yield each image below ``resources``, in forms and patterns too, with what holds it and its
    name there."""
    visited: set[tuple[int, int]] = set()
    waiting = list(resources)
    while waiting:
        for holder in _resource_dictionaries(waiting.pop()):
            for name, drawn in sorted(holder.items()):
                if drawn.get("/Subtype") == Name.Image:
                    yield holder, name, drawn
                elif drawn.objgen not in visited:
                    visited.add(drawn.objgen)
                    if "/Resources" in drawn:
                        waiting.append(drawn.Resources)


def _written(value: object) -> str:
    """Return a value as it is written in the file; a stream, such as a mask, by its number."""
    if isinstance(value, Stream):
        return str(value.objgen)
    return repr(value.unparse(resolved=True)) if isinstance(value, Object) else repr(value)


def _resource_dictionaries(resources: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kind in ("/XObject", "/Pattern"):
        if isinstance(holder := resources.get(kind), Dictionary):
            yield holder
