"""The second arrow: a Briefing becomes a Selection, what one edition may hold."""
