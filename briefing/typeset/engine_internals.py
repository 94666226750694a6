"""The private parts of WeasyPrint that only save time, of the version that was read.

What has to work with private parts of the engine, because it changes what is printed, takes them
from `weasyprint_library`; tests tell when it does not. Nobody imports this module before
`engine_version.is_known` has been asked: with another version, whose parts may mean something else
or not be there, it is refused, and `briefing.typeset.plain_layout` does without.
"""

from __future__ import annotations

from briefing.typeset.engine_version import refuse_unknown

refuse_unknown()

import tinyhtml5 as html_parser  # noqa: E402
from tinycss2.ast import Node as CssNode  # type: ignore[import-untyped]  # noqa: E402
from tinycss2.color4 import Color as CssColor  # type: ignore[import-untyped]  # noqa: E402
from weasyprint import DEFAULT_OPTIONS, layout  # noqa: E402
from weasyprint.css import (  # noqa: E402
    AnonymousStyle,
    ComputedStyle,
    StyleFor,
    computed_values,
    units,
)
from weasyprint.css.counters import CounterStyle  # noqa: E402
from weasyprint.css.functions import check_math  # noqa: E402
from weasyprint.css.tokens import Pending  # noqa: E402
from weasyprint.document import Document, Page  # noqa: E402
from weasyprint.formatting_structure.build import build_formatting_structure  # noqa: E402
from weasyprint.html import get_html_metadata  # noqa: E402
from weasyprint.layout import absolute as absolute_layout  # noqa: E402
from weasyprint.layout import column as column_layout  # noqa: E402
from weasyprint.layout import float as float_layout  # noqa: E402
from weasyprint.layout import grid as grid_layout  # noqa: E402
from weasyprint.layout import page as page_layout  # noqa: E402
from weasyprint.layout import percent  # noqa: E402
from weasyprint.text import constants as text_constants  # noqa: E402
from weasyprint.text import fonts  # noqa: E402

__all__ = [
    "DEFAULT_OPTIONS",
    "AnonymousStyle",
    "ComputedStyle",
    "CounterStyle",
    "CssColor",
    "CssNode",
    "Document",
    "Page",
    "Pending",
    "StyleFor",
    "absolute_layout",
    "build_formatting_structure",
    "check_math",
    "column_layout",
    "computed_values",
    "float_layout",
    "fonts",
    "get_html_metadata",
    "grid_layout",
    "html_parser",
    "layout",
    "page_layout",
    "percent",
    "text_constants",
    "units",
]
