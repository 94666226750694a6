"""What a finished PDF holds, read by a library other than the one that wrote it."""
