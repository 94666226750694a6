"""The second stage: select from a Briefing what one edition may hold."""
