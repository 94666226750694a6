"""Markdown and our marks: a section's source text becomes a frozen tree with places and conditions."""
