"""What a worker has loaded before it is given its first task: the engine, and the rest it needs.

On a machine without the engine's libraries that fails, and the first task says so.
"""

import gc
from contextlib import suppress

from briefing.model.errors import EnvironmentFault

gc.disable()  # in the workers too, where `briefing.build.gc_pause` says when it is time
with suppress(EnvironmentFault):
    import pyphen

    # Dictionaries are kept by the library. What the engine's C libraries keep must not be loaded
    # here: they may start threads, which a fork would lose.
    pyphen.Pyphen(lang=pyphen.language_fallback("en"))

# Workers share what is loaded here until they write to it, and a collector that goes through it
# writes to each object. It has not freed any before: new objects would be put in the gaps.
gc.freeze()
