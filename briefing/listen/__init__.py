"""What is heard of a finished PDF: its tags in reading order, for authors to read."""
