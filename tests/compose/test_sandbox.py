"""Layouts may be anybody's: they reach nothing behind their values, and make nothing endless."""

from __future__ import annotations

import pytest
from jinja2 import StrictUndefined, TemplateError

from briefing.compose.sandbox import LayoutSandbox

ENVIRONMENT = LayoutSandbox(autoescape=True, undefined=StrictUndefined)


@pytest.mark.parametrize(
    "text",
    [
        "{{ ().__class__.__mro__ }}",
        "{{ ''.__class__ }}",
        "{{ 'x' * 1000000000 }}",
        "{{ [0] * 1000000000 }}",
        "{{ 10 ** 10 ** 9 }}",
        "{{ '%999999999d' | format(1) }}",
        "{{ '%*d' | format(999999999, 1) }}",
        "{{ 'x' | center(1000000000) }}",
        "{{ 'x' | indent(1000000000) }}",
        "{% for n in range(10 ** 9) %}{% endfor %}",
        "{{ lipsum() }}",
        "{{ [1, 2] | random }}",
        "{% include '/etc/passwd' %}",
        "{{ [].append(1) }}",
    ],
)
def test_what_a_layout_must_not_do(text: str) -> None:
    """It is an error of the layout, whatever it is."""
    with pytest.raises((TemplateError, TypeError, OverflowError)):
        ENVIRONMENT.from_string(text).render()


def test_what_layouts_do_works() -> None:
    """Sums and sizes of every layout that comes with the program."""
    text = "{{ 0.72 * 10 + 4 }} {{ '%.2f' | format(1.5) }} {{ 'ab' * 3 }} {{ 2 ** 8 }}"
    assert ENVIRONMENT.from_string(text).render() == "11.2 1.50 ababab 256"
