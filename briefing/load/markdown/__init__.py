"""Markdown and our marks: a section's text becomes a frozen tree with places and conditions."""
