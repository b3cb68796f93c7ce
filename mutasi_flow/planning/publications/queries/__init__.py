"""Questions about publications; nothing here writes."""
