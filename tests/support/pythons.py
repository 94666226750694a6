"""Build a briefing with each other Python of this machine, and compare every file byte for byte.

usage: python tests/support/pythons.py [FOLDER] [BRIEFING]

What is delivered must not depend on the Python that made it. The briefing is built with this one
and with each that ``pyproject.toml`` names, where ``PATH`` or pyenv has it; those that this machine
lacks are said. FOLDER holds their virtual environments and results: ``build/.pythons`` unless it is
named.

Exit: 0 all the same; 1 other bytes, or a build that failed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_LOCK = ROOT / "requirements.lock"
_LANGUAGE = "Programming Language :: Python :: 3."
_NOT_COMPARED = frozenset({"manifest.json", ".lock"})
"""What says how files were made, and so differs."""


def named_versions() -> list[int]:
    """Return the minor versions of Python 3 that the project says it runs on, in order."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    ends = [name.removeprefix(_LANGUAGE) for name in project["classifiers"] if _LANGUAGE in name]
    return sorted(int(end) for end in ends)


def python_of(minor: int) -> Path | None:
    """Return the interpreter of this minor version that can be started, or None."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [
        path for path in (shutil.which(f"python3.{minor}"), f"/usr/bin/python3.{minor}") if path
    ]
    found += map(str, sorted(pyenv.glob(f"versions/3.{minor}.*/bin/python")))
    say = "import sys, ensurepip, venv; print(sys.version_info.minor)"
    for path in found:
        try:
            said = subprocess.run([path, "-c", say], capture_output=True, text=True, check=False)
        except OSError:
            continue
        if said.stdout.strip() == str(minor):  # pyenv has names for those that are not chosen
            return Path(path)
    return None


def environment(python: Path, folder: Path) -> Path:
    """Return the Python of a virtual environment with the libraries of the lock file."""
    inside = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists() or ready.read_bytes() != _LOCK.read_bytes():
        shutil.rmtree(folder, ignore_errors=True)
        subprocess.run([python, "-m", "venv", folder], check=True)
        install = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
        locked = ("--require-hashes", "--only-binary", ":all:", "-r", _LOCK)
        subprocess.run([inside, *install, *locked], check=True)
        ready.write_bytes(_LOCK.read_bytes())
    return inside


def files_of(python: Path, briefing: str, output: Path) -> dict[str, bytes]:
    """Build all editions from nothing; return every file of them by its name."""
    shutil.rmtree(output, ignore_errors=True)
    command = (python, "-m", "briefing", "build", briefing, "--all", "--quiet", "--output", output)
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    found = (path for path in output.rglob("*") if path.is_file())
    return {
        str(path.relative_to(output)): path.read_bytes()
        for path in found
        if path.name not in _NOT_COMPARED and not path.relative_to(output).parts[0].startswith(".")
    }


def main(folder: Path, briefing: str) -> int:
    """Compare them all; return 0 if they are the same."""
    own = files_of(Path(sys.executable), briefing, folder / "results")
    print(f"Python 3.{sys.version_info.minor}: {len(own)} files", flush=True)
    status = 0
    for minor in named_versions():
        if minor == sys.version_info.minor:
            continue
        python = python_of(minor)
        if python is None:
            print(f"Python 3.{minor}: NOT TRIED, it is not on this machine", flush=True)
            continue
        try:
            made = files_of(
                environment(python, folder / f"3.{minor}"), briefing, folder / "results"
            )
        except subprocess.CalledProcessError as error:
            print(f"Python 3.{minor}: {' '.join(map(str, error.cmd[:4]))} … failed", flush=True)
            status = 1
            continue
        others = sorted({name for name in {*own, *made} if own.get(name) != made.get(name)})
        print(f"Python 3.{minor}: {len(made)} files, {len(others)} with other bytes", flush=True)
        print(*(f"  {name}" for name in others), sep="\n", end="\n" if others else "")
        status = status or bool(others)
    return int(status)


if __name__ == "__main__":
    given = sys.argv[1:]
    place = Path(given[0]) if given else ROOT / "build" / ".pythons"
    sys.exit(main(place.resolve(), given[1] if len(given) > 1 else "kfor"))
