"""The JSON Schema of ``theme.toml``, for editors that complete and check what one writes."""

from __future__ import annotations

from typing import Any

from briefing.model.theme_settings import ThemeSettings


def theme_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of ``theme.toml``.

    Nothing is required in it: a theme that extends another gives only what differs.
    """
    schema = _without_required(ThemeSettings.model_json_schema(by_alias=True))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "title": "theme.toml",
        "description": "What of a theme of briefing others than its style sheets must know.",
    }


def _without_required(part: Any) -> Any:
    if isinstance(part, dict):
        return {k: _without_required(v) for k, v in part.items() if k != "required"}
    return [*map(_without_required, part)] if isinstance(part, list) else part
