"""Compose: a Document becomes fragments of HTML, laid out by the templates of a theme.

``pack`` lays out texts, ``deck_formats`` slides and what is printed of them, ``card_sheets``
question cards, ``separate_drawings`` the pictures in all of them. ``reading_order`` reads what the
layouts print: they may put things in any order, and leave out none. None of them knows its pages;
``second_pass`` makes what must: the contents list and the furniture.
"""

from briefing.compose.by_format import lay_out
from briefing.compose.link_names import link_names
from briefing.compose.long_tables import LongTables, Place, TableLayout, take_apart
from briefing.compose.second_pass import (
    Furniture,
    PageFurniture,
    ReadAloud,
    compose_contents,
    compose_furniture,
    furniture_words,
    read_aloud,
)
from briefing.compose.separate_drawings import assets_apart, drawings_in

__all__ = [
    "Furniture",
    "LongTables",
    "PageFurniture",
    "Place",
    "ReadAloud",
    "TableLayout",
    "assets_apart",
    "compose_contents",
    "compose_furniture",
    "drawings_in",
    "furniture_words",
    "lay_out",
    "link_names",
    "read_aloud",
    "take_apart",
]
