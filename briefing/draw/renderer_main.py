"""The renderer process: requests as lines of JSON on standard input, answers on standard output.

It is run as a file, not as part of the package: it imports nothing of it, and is the only place
that loads the chart library.
"""

from __future__ import annotations

import base64
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any


def main() -> None:
    """Draw charts and drawings with the fonts in the current folder until standard input ends.

    The first argument of the program is its memory limit, in bytes.
    """
    _die_with_parent()
    for ending in (signal.SIGPROF, signal.SIGALRM):  # these end it even inside the library
        signal.signal(ending, signal.SIG_DFL)
    _limit_memory(int(sys.argv[1]))
    import vl_convert

    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever the library prints must not mix with the answers
    vl_convert.register_font_directory(str(Path.cwd()))
    for line in sys.stdin.buffer:
        request = json.loads(line)
        signal.setitimer(signal.ITIMER_PROF, request["seconds"])
        signal.setitimer(signal.ITIMER_REAL, request["clock"])
        answer = json.dumps(_answer(request)).encode() + b"\n"
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(answer)
        answers.flush()


def _die_with_parent() -> None:
    """Have Linux kill this process when its parent ends, which may be killed itself.

    The parent has blocked the signals that end a run: it ends this process when one comes.
    """
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, int(signal.SIGKILL), 0, 0, 0)  # PR_SET_PDEATHSIG


def _limit_memory(memory: int) -> None:
    """Limit this process to ``memory`` bytes of data.

    Not the address space: the library reserves more addresses than any machine has memory.
    """
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard != resource.RLIM_INFINITY:
        memory = min(memory, hard)
    with suppress(OSError, ValueError):  # a system that has no such limit
        resource.setrlimit(resource.RLIMIT_DATA, (memory, hard))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    """Return a chart as ``svg``, compiled as ``vega``, a drawing as ``png``, or the library's
    message as ``fault``."""
    import vl_convert

    try:
        if "svg" in request:
            png = vl_convert.svg_to_png(request["svg"], scale=request["scale"])
            return {"png": base64.b64encode(png).decode()}
        if "compile" in request:
            version = request["version"]
            return {"vega": vl_convert.vegalite_to_vega(request["compile"], vl_version=version)}
        if "vega" in request:
            svg = vl_convert.vega_to_svg(
                request["vega"],
                allowed_base_urls=[],
                format_locale=request["numbers"],
                time_format_locale=request["dates"],
            )
            return {"svg": svg}
        svg = vl_convert.vegalite_to_svg(
            request["spec"],
            vl_version=request["version"],
            show_warnings=True,
            allowed_base_urls=[],
            format_locale=request["numbers"],
            time_format_locale=request["dates"],
        )
    except ValueError as error:
        return {"fault": str(error)}
    return {"svg": svg}


if __name__ == "__main__":
    main()
