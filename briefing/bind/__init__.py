"""Bind: typeset fragments become one tagged, archivable, reproducible PDF."""
