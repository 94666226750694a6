"""Sources: read from their files, and formatted in a citation style (CSL 1.0.2)."""
