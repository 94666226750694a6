"""Slides, and what is made of them: handouts and the speaker's notes."""
