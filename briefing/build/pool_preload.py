"""Modules that a worker loads before its first task: the engine, and the rest it needs.

On a machine without the engine's libraries this fails silently, and the first task reports it.
"""

import gc
from contextlib import suppress

from briefing.model.errors import EnvironmentFault

gc.disable()  # in the workers too, where `briefing.build.gc_pause` decides when to collect
with suppress(EnvironmentFault):
    import pyphen

    # Only loaded, never used here: whatever a task imports is there when it begins.
    import briefing.bind.bind
    import briefing.build.tasks
    import briefing.build.worker_process
    import briefing.typeset.weasyprint_engine  # noqa: F401

    # The library keeps its dictionaries. The engine's C libraries must not be initialised here:
    # they may start threads, which a fork would lose.
    pyphen.Pyphen(lang=pyphen.language_fallback("en"))

# Workers share the memory of what is loaded here until they write to it, and a collection writes to
# each object it visits. Nothing is collected before the freeze, so that no gaps are left which new
# objects would fill.
gc.freeze()
