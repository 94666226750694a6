"""Sources: read from the files that hold them, printed as a citation style asks (CSL 1.0.2)."""
