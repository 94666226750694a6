"""A process that has everything loaded and does builds in copies of itself, for trials by hundreds.

It is run as a file. Each line that it reads says what to do, as JSON: ``args`` of the command,
``cwd``, ``environment``, and the files ``out`` and ``err`` to print to. It writes the number of the
process that does it, then its status. Workers of a build are copies as well, so nothing is loaded
twice; in all else they are what they always are.
"""

from __future__ import annotations

import atexit
import gc
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import warnings
from multiprocessing import forkserver
from typing import Any

import briefing.build.build  # what a build loads
import briefing.build.pool_preload  # noqa: F401  # what workers have loaded
from briefing.cli.main import main

MEMORY = 8 << 30
"""Bytes that a process may hold: who reads a giant file is refused before the machine suffers."""

_get_context = multiprocessing.get_context


def serve() -> None:
    """Do one task after the other."""
    gc.freeze()
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, MEMORY))
    for line in sys.stdin:
        task = json.loads(line)
        if not (child := os.fork()):
            _do(task)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    os.write(1, f"{number}\n".encode())


def _do(task: dict[str, Any]) -> None:
    """Run the command in this copy, and end it whatever happens."""
    status = 99
    try:
        os.setsid()
        os.chdir(task["cwd"])
        os.environ.update(task["environment"])
        tempfile.tempdir = None
        for number, name in ((0, os.devnull), (1, task["out"]), (2, task["err"])):
            file = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
            os.dup2(file, number)
            os.close(file)
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads and copies
        multiprocessing.get_context = lambda _=None: _get_context("fork")  # type: ignore[assignment]
        forkserver.ensure_running = lambda: None
        status = main(task["args"])
        atexit._run_exitfuncs()  # as any process does that ends
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve()
