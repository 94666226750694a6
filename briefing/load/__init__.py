"""The first stage: read a folder into a Briefing, or list everything that is wrong with it."""
