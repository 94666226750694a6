"""Bind, the fifth arrow: typeset fragments become one tagged, archivable, reproducible PDF."""
