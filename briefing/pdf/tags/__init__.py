"""The structure tree of a PDF (ISO 32000-1, 14.7): read, rearranged and written."""
