"""Questions about help for a while."""
