"""Read Markdown with attributes: a section's text becomes nodes with lines and conditions."""
