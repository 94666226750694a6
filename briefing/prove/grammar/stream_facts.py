"""What was found of streams, by their content: the same bytes need not be looked at twice.

Only what depends on nothing else is kept. How streams and other objects belong together is looked
at in each file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from briefing.prove.grammar.content_operators import Program, read_program

if TYPE_CHECKING:
    from collections.abc import Callable, MutableMapping
    from typing import Self


@dataclass(slots=True)
class StreamFacts:
    """What the content streams of a file use, and what of its fonts has no faults."""

    programs: MutableMapping[str, Program] = field(default_factory=dict)
    """By the hash of a content stream."""
    sound: MutableMapping[str, None] = field(default_factory=dict)
    """Hashes of what was checked without a fault."""
    earlier: StreamFacts | None = None
    """Those of files that were read before."""

    def program(self, content: bytes) -> Program:
        """Return the resources and character codes that a content stream uses.

        Raises:
            ValueError: It is not written as our engine and binding write it.
        """
        key = sha256(content).hexdigest()
        found = self.programs.get(key) or (self.earlier and self.earlier.programs.get(key))
        self.programs[key] = found or read_program(content)
        return self.programs[key]

    def check(self, on: bytes, check: Callable[[], None]) -> None:
        """Run a check, unless it has found no fault before.

        Args:
            on: All that the check depends on.
            check: The check.

        Raises:
            ValueError: It has found a fault.
        """
        key = sha256(on).hexdigest()
        if self.earlier is None or key not in self.earlier.sound:
            check()
        self.sound[key] = None

    def as_json(self) -> Any:
        """Return these facts as values that JSON has."""
        return {
            "programs": {
                key: [
                    sorted([category.decode(), name.decode()] for category, name in found.names),
                    {name.decode(): sorted(codes) for name, codes in found.codes.items()},
                ]
                for key, found in self.programs.items()
            },
            "sound": [*self.sound],
        }

    @classmethod
    def of_json(cls, facts: Any) -> Self:
        """Return the facts of which `as_json` has made these values.

        Raises:
            ValueError: It has not.
        """
        try:
            programs = {
                key: Program(
                    frozenset((category.encode(), name.encode()) for category, name in names),
                    {name.encode(): set(shown) for name, shown in codes.items()},
                )
                for key, (names, codes) in facts["programs"].items()
            }
            return cls(programs, dict.fromkeys(facts["sound"]))
        except (AttributeError, KeyError, TypeError) as error:
            raise ValueError("no facts of streams") from error
