"""The layouts: Jinja in a sandbox, given values that are escaped unless we made them HTML."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.errors import EnvironmentFault

if TYPE_CHECKING:
    from briefing.geometry import Paper
    from briefing.model import Edition, Head
    from briefing.themes import Theme


@cache
def _environment(sources: tuple[tuple[str, str], ...]) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def render(
    theme: Theme, layout: str, edition: Edition, head: Head, paper: Paper, **values: Any
) -> str:
    """A layout's HTML; raises EnvironmentFault, with its line, when the layout is at fault."""
    environment = _environment(tuple(sorted(theme.layouts.items())))
    try:
        return environment.get_template(f"layouts/{layout}.html").render(
            lang=edition.language,
            labels=theme.words(edition.language),
            doc=asdict(head),
            page={**asdict(paper), "size": paper.size},
            **values,
        )
    except TemplateError as error:
        line = getattr(error, "lineno", None)
        place = f"templates/layouts/{layout}.html" + (f":{line}" if line else "")
        raise EnvironmentFault(
            f"{place}: the layout cannot be rendered: {error}\n"
            "  hint: compare it with the layout that came with briefing"
        ) from error
