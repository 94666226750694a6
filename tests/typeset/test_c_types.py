"""Types of C that are made without parsing are those that parsing makes."""

from __future__ import annotations

import cffi  # type: ignore[import-untyped]
import pytest

from briefing.typeset.engine_patches import c_types, uninstalled
from briefing.typeset.weasyprint_library import ffi

PARSED = ("FcChar8 **", "PangoFont", "struct _GSList *", "hb_codepoint_t[2][3]")
"""What only the parser knows."""
MADE = (
    *("PangoRectangle *", "unsigned int *", "FcResult *", "PangoFcFontMap *", "FcChar8 *"),
    *("hb_codepoint_t[17]", "hb_tag_t[100]", "char[]", "char[4]", "PangoLogAttr[]"),
)


@pytest.mark.parametrize("written", [*MADE, *PARSED])
def test_types_are_those_of_the_parser(written: str) -> None:
    """Made or parsed, it is the very same type."""
    own = ffi.ffi
    own._parsed_types.pop(written, None)
    with uninstalled():
        try:
            parsed = own.typeof(written)
        except (cffi.CDefError, cffi.FFIError):
            parsed = None
    own._parsed_types.pop(written, None)
    made = c_types._made(own, written)
    assert (made is None) == (written in PARSED)
    if parsed is not None:
        assert own.typeof(written) is parsed


def test_what_is_unknown_stays_unknown() -> None:
    """With the parser's own words."""
    with pytest.raises(cffi.CDefError, match="cannot parse"):
        ffi.ffi.typeof("no_such_type *")
