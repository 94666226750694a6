"""Measures the finished pages: what is off the paper, over something else, or torn by a page."""
