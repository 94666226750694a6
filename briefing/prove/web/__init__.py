"""Proves web pages: read by another parser than wrote them, and searched in every part.

``page_tree`` parses a page and says whether it is in the one form that is written here;
``vocabulary`` says what it may be made of, ``web_pictures`` the same of the pictures in it;
``page_reader`` takes its texts apart, and ``page_verdict`` judges them as those of a PDF are.
"""

from briefing.prove.web.page_reader import read_page
from briefing.prove.web.page_verdict import page_faults

__all__ = ["page_faults", "read_page"]
