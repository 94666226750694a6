"""What links are called by a reader who hears them: a name for each place that one may lead to.

The words are those of the edition and of its language, so that nothing withheld can get into them;
the pages are known only when the edition is bound.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_HOLE = "{}"


@dataclass(frozen=True, slots=True)
class LinkName:
    """A name, which may have a page number in it."""

    before: str
    after: str | None = None
    """What follows the page number; None for a name without one."""

    @classmethod
    def of(cls, template: str) -> LinkName:
        """Return the name that ``template`` says, with the page number where it has ``{}``."""
        before, hole, after = template.partition(_HOLE)
        return cls(before, after if hole else None)

    def on(self, page: str) -> str:
        """Return the name of a link to ``page``, as printed."""
        return self.before if self.after is None else f"{self.before}{page}{self.after}"

    @property
    def template(self) -> str:
        """The name with ``{}`` for the page number; unlike `of`, for names that have one only."""
        return f"{self.before}{_HOLE}{self.after}"


@dataclass(frozen=True, slots=True)
class LinkNames:
    """The names of links in one edition."""

    places: Mapping[str, LinkName] = field(default_factory=dict)
    """By the id that a link leads to."""
    back: Mapping[str, LinkName] = field(default_factory=dict)
    """Of links back to the text, by the id of the note or source that they stand in."""
    title: LinkName = LinkName("Go to ", "")
    """Of a link to what has a title but no name, with the title for the page number."""
    page: LinkName = LinkName("Go to page ", "")
    """Of a link to anything else."""

    def whole(self) -> Iterator[str]:
        """Yield the names that have no page number in them."""
        yield from (name.before for name in self._all() if name.after is None)

    def templates(self) -> Iterator[str]:
        """Yield the others, with ``{}`` for the number or title."""
        yield from (name.template for name in self._all() if name.after is not None)
        yield from (self.title.template, self.page.template)

    def _all(self) -> Iterator[LinkName]:
        yield from self.places.values()
        yield from self.back.values()
