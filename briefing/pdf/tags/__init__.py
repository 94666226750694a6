"""The structure tree of a PDF (ISO 32000-1, 14.7): reading, rearranging and writing it."""
