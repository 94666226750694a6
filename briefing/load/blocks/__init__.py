"""Read ``/// name`` blocks: check their options and their place, fetch their pictures and data."""
