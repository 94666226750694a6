"""A drawing process for tests that also does what the description of a chart says.

It is run as a file in place of ``briefing/draw/renderer_main.py``, which it runs in turn.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from importlib import util
from pathlib import Path
from typing import Any


def main() -> None:
    """As the process it stands for."""
    path = Path(__file__).parents[2] / "briefing" / "draw" / "renderer_main.py"
    spec = util.spec_from_file_location("renderer_main", path)
    assert spec is not None
    assert spec.loader is not None
    renderer = util.module_from_spec(spec)
    spec.loader.exec_module(renderer)
    answer = renderer._answer  # where charts are drawn

    def answer_unruly(request: dict[str, Any]) -> Any:
        _do(request["spec"].get("description", ""))
        return answer(request)

    renderer._answer = answer_unruly  # type: ignore[attr-defined]
    renderer.main()


def _do(what: str) -> None:
    once = Path("once")
    if what == "die" or (what == "die once" and not once.exists()):
        once.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    elif what == "answer badly":
        os.write(3, b'{"nonsense": 1}\n')  # see `renderer_main.main`
        time.sleep(600)
    elif what == "take too long":
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        time.sleep(600)
    elif what == "hang":
        Path("hanging").write_text(str(os.getpid()))
        time.sleep(600)
    elif what == "tell":
        sys.stderr.write(f"WARN process {os.getpid()}\n")
    elif what == "chatter":
        os.write(1, b"\n{}\n")


if __name__ == "__main__":
    main()
