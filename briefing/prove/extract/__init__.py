"""Extracting what a finished PDF holds, with a library that did not write it."""
