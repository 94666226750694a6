"""Question cards: what is on them, and the sheets they are cut from."""
