"""Has the engine imported without fontTools, which is loaded when the engine first calls it.

WeasyPrint imports fontTools, 150 modules of it, with its own modules. It calls it for fonts in WOFF
and for those that HarfBuzz cannot make smaller; the fonts of themes are neither, and are made
smaller by HarfBuzz. Until then stand-ins take the places of what the engine has imported. When the
first is used, all give way at once, so that ``except TTLibError`` finds the true class.

Measured: 50 ms of each new process with the engine, a fortieth of a build after an edit.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_LATE = {
    "fontTools": ("subset",),
    "fontTools.ttLib": ("TTFont", "TTLibError", "ttFont", "woff2"),
    "fontTools.varLib": (),
    "fontTools.varLib.instancer": ("instantiateVariableFont",),
}
"""What the engine imports of it, by module. What another version of the engine asks for besides is
loaded at once."""
_MODULES = frozenset(("subset", "ttFont", "woff2"))
"""Names that are those of modules."""
_USERS = ("weasyprint.pdf.fonts", "weasyprint.text.fonts")
"""Modules of the engine that hold them."""


@contextmanager
def fonttools_later() -> Iterator[None]:
    """Import the engine in the block without fontTools, unless that is loaded already."""
    if any(name in sys.modules for name in _LATE):
        yield
        return
    modules = {name: _StandInModule(name) for name in _LATE}
    sys.modules.update(modules)
    try:
        yield
    finally:
        _give_way()


def _give_way() -> None:
    """Let the true modules be found by whoever imports them from now on."""
    for name in _LATE:
        if isinstance(sys.modules.get(name), _StandInModule):
            del sys.modules[name]


class _StandInModule(ModuleType):
    """A module in which the names that the engine imports are stand-ins."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.__path__: list[str] = []
        self.__dict__.update({late: StandIn(name, late) for late in _LATE[name]})

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        _give_way()
        return _true(self.__name__, name)


class StandIn:
    """Stands for something of fontTools that the engine has imported, until it is used."""

    def __init__(self, module: str, name: str) -> None:
        """Stand for ``name`` of ``module``."""
        self.stands_for = (module, name)

    def __getattr__(self, name: str) -> Any:
        """Return what the true one has by this name; from now on all stand-ins are replaced."""
        return getattr(_replaced(*self.stands_for), name)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call the true one."""
        return _replaced(*self.stands_for)(*args, **kwargs)


def _replaced(module: str, name: str) -> Any:
    """Replace all stand-ins in the engine; return what one of them stood for."""
    for user in filter(None, map(sys.modules.get, _USERS)):
        for known, value in [*vars(user).items()]:
            if isinstance(value, StandIn):
                setattr(user, known, _true(*value.stands_for))
    return _true(module, name)


def _true(module: str, name: str) -> Any:
    if name in _MODULES:
        return import_module(f"{module}.{name}")
    return getattr(import_module(module), name)
