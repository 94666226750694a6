"""How a patch takes the place of a function of the engine, and gives it back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


@dataclass(slots=True)
class Replacement:
    """A function of the engine, replaced wherever the engine looks it up."""

    places: Sequence[tuple[Any, str]]
    """The modules or classes that hold the function, and its name there."""
    around: Callable[[Any], Any]
    """Makes the new function from the old one."""
    _old: list[Any] = field(default_factory=list)
    """What stood in the places before."""

    def install(self) -> None:
        """Replace the function; to call it again changes nothing."""
        if self._old:
            return
        self._old = [getattr(owner, name) for owner, name in self.places]
        made = {id(old): self.around(old) for old in self._old}
        for (owner, name), old in zip(self.places, self._old, strict=True):
            setattr(owner, name, made[id(old)])

    def uninstall(self) -> None:
        """Give the places back what they held."""
        for (owner, name), old in zip(self.places, self._old, strict=False):
            setattr(owner, name, old)
        self._old = []
