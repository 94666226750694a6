"""The tests at full size: attacks, and texts made by the thousand."""
