"""Packs: running text with a cover, contents, notes and sources."""
