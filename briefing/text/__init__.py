"""Values and citations as they are written in running text, for every stage that needs them."""
