"""Cached results of earlier builds, and how a build knows that nothing has changed."""
