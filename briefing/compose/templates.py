"""The layouts: Jinja in a sandbox, given values that are escaped unless we made them HTML."""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from typing import TYPE_CHECKING, Any

from jinja2 import DictLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from briefing.compose.template_text import fixed_words, given, texts, without_given
from briefing.model.errors import EnvironmentFault

if TYPE_CHECKING:
    from briefing.files.themes import Theme
    from briefing.model.composition import TitleBlock
    from briefing.model.edition import Edition
    from briefing.model.paper import Paper


@cache
def _environment(
    sources: tuple[tuple[str, str], ...], *, own: bool = False
) -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=DictLoader(dict(sources)),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=without_given if own else None,
    )


def render(
    theme: Theme, layout: str, edition: Edition, head: TitleBlock, paper: Paper, **values: Any
) -> str:
    """A layout's HTML; raises EnvironmentFault, with its line, when the layout is at fault."""
    environment = _environment(tuple(sorted(theme.layouts.items())))
    return _rendered(environment, theme, layout, edition, head, paper, values)


def own_words(
    theme: Theme, layout: str, edition: Edition, head: TitleBlock, paper: Paper, **values: Any
) -> tuple[str, ...]:
    """What a layout prints besides the content it is given: its own words, those of the theme and
    those of the head, in its order and as often as it does."""
    environment = _environment(tuple(sorted(theme.layouts.items())), own=True)
    marked = given(values, fixed_words(theme.labels_for(edition.language)))
    return tuple(texts(_rendered(environment, theme, layout, edition, head, paper, marked)))


def _rendered(
    environment: ImmutableSandboxedEnvironment,
    theme: Theme,
    layout: str,
    edition: Edition,
    head: TitleBlock,
    paper: Paper,
    values: dict[str, Any],
) -> str:
    try:
        return environment.get_template(f"layouts/{layout}.html").render(
            lang=edition.language,
            labels=theme.labels_for(edition.language),
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
