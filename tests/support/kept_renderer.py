"""The process that draws charts, kept from test to test: to start it takes as long as ten charts.

A chart is the same whatever was drawn before it (`tests/draw/test_renderer_process.py`).
"""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from briefing.draw.renderer_process import RENDERER_MAIN, renderer_with
from briefing.model.limits import Limits

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from briefing.draw.renderer_process import Renderer
    from briefing.model.composition import Asset


class KeptRenderers:
    """Renderers with the usual limits that nobody uses just now, by their fonts."""

    def __init__(self, kept: ExitStack) -> None:
        self._kept = kept
        self._idle: dict[tuple[Asset, ...], list[Renderer]] = {}

    @contextmanager
    def renderer_with(
        self, fonts: Iterable[Asset], limits: Limits, program: Path = RENDERER_MAIN
    ) -> Iterator[Renderer]:
        """As `briefing.draw.renderer_process.renderer_with`, but for what it costs."""
        fonts = tuple(fonts)
        if (limits, program) != (Limits(), RENDERER_MAIN):
            with renderer_with(fonts, limits, program) as own:
                yield own
            return
        idle = self._idle.setdefault(fonts, [])
        opened = renderer_with(fonts, limits)
        renderer = idle.pop() if idle else self._kept.enter_context(opened)
        try:
            yield renderer
        except BaseException:
            renderer.end()  # it may be at work
            raise
        finally:
            idle.append(renderer)
