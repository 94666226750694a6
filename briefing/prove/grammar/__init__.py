"""What our PDFs may be made of; whatever the grammar does not name is refused."""
