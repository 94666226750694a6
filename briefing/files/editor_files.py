"""Files that editors and office programs keep beside those that are being edited.

They come and go while somebody writes, and nobody means them to be part of a briefing.
"""

from __future__ import annotations

import re

_KEPT = re.compile(
    r"\..+\.sw[a-z]"  # Vim: what was typed since the file was saved
    r"|\.#.*|#.*#|.*~"  # Emacs: who edits it, what was typed, the version before
    r"|\.~lock\..*#|~\$.*"  # LibreOffice and Microsoft Office: who has it open
    r"|\.goutputstream-.*|\.nfs[0-9a-f]+|\.DS_Store"
)


def is_kept_by_editor(name: str) -> bool:
    """Return whether a file called ``name``, without its folder, is kept by an editor."""
    return _KEPT.fullmatch(name) is not None
