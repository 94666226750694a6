"""Typeset: a fragment becomes a small tagged PDF and facts about its pages."""
