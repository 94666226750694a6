"""Printable briefings, cut per reader, proven: Markdown and layouts in, tagged PDF out."""

__version__ = "0.1.0"
