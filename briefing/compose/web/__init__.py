"""The web page of an edition: its Document as one file of HTML, for screens of any size.

``text_page`` writes texts, ``deck_page`` slides, both by the layouts of a theme; ``writer`` the
nodes in them, ``references`` the links between text, notes and sources.
"""

from briefing.compose.web.by_format import compose_web

__all__ = ["compose_web"]
