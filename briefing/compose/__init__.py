"""The third arrow: a Selection becomes fragments of HTML, numbered, cited and laid out.

``edition`` makes the fragments of texts, ``sheets`` those of slides and what is printed of them,
``cards`` those of question cards, ``drawings`` those of the pictures in all of them. They know
nothing of their pages; ``late`` makes those that must: the contents list and the furniture.
"""

from briefing.compose.by_format import compose
from briefing.compose.second_pass import (
    Furniture,
    Sheet,
    compose_contents,
    compose_furniture,
    furniture_words,
)
from briefing.compose.separate_drawings import assets_apart, drawings_in
from briefing.compose.title_block import info_of

__all__ = [
    "Furniture",
    "Sheet",
    "assets_apart",
    "compose",
    "compose_contents",
    "compose_furniture",
    "drawings_in",
    "furniture_words",
    "info_of",
]
