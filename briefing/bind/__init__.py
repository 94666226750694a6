"""The fifth arrow: typeset fragments become one tagged, archivable, repeatable PDF."""
