"""The first arrow: a folder becomes a Briefing, or a list of everything that is wrong with it."""
