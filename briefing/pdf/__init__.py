"""The few PDF operations that binding needs; nothing else in the project imports pikepdf."""
