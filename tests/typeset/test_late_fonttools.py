"""The engine is imported without fontTools, and has it when it needs it."""

from __future__ import annotations

import subprocess
import sys

PRELUDE = (
    "import sys; import briefing.typeset.weasyprint_engine; from weasyprint.pdf import fonts\n"
)


def said(code: str) -> str:
    """What a new process prints that runs ``code`` after the engine is loaded."""
    run = [sys.executable, "-c", PRELUDE + code]
    return subprocess.run(run, check=True, capture_output=True, text=True).stdout.strip()


def test_the_engine_is_loaded_without_it() -> None:
    """No module of it, nor what stands in for one."""
    assert said("print([name for name in sys.modules if name.startswith('fontTools')])") == "[]"


def test_whoever_imports_it_later_has_the_true_one() -> None:
    """As if the engine were not there."""
    code = "from fontTools.ttLib import TTFont; print(TTFont.__module__)"
    assert said(code) == "fontTools.ttLib.ttFont"


def test_what_the_engine_calls_first_brings_all() -> None:
    """A font that cannot be read raises the error that the engine means to catch."""
    code = """
import io
try:
    fonts.TTFont(io.BytesIO(b"no font at all"))
except fonts.TTLibError as error:
    print(type(error).__module__)
print(fonts.subset.Options.__name__, fonts.instantiateVariableFont.__name__)
"""
    assert said(code) == "fontTools.ttLib\nOptions instantiateVariableFont"


def test_one_that_is_loaded_stays() -> None:
    """The engine takes it as it is."""
    code = "import fontTools.ttLib, sys; import briefing.typeset.weasyprint_library as w\n"
    code += "from weasyprint.pdf import fonts; print(fonts.TTFont is fontTools.ttLib.TTFont)"
    run = [sys.executable, "-c", code]
    assert subprocess.run(run, check=True, capture_output=True, text=True).stdout == "True\n"
