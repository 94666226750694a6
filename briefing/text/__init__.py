"""How values and citations are written in running text, whichever stage asks."""
