"""What a worker has loaded before it is given its first task: the engine, and the rest it needs.

On a machine without the engine's libraries that fails, and the first task says so.
"""

from contextlib import suppress

from briefing.errors import EnvironmentFault

with suppress(EnvironmentFault):
    import briefing.typeset
    import briefing.work  # noqa: F401
