"""What a PDF of ours may be made of; whatever the grammar does not name is refused."""
