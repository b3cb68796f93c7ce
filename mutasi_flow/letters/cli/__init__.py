"""Letters from the shell. Each command in a module of its own: checking a file must start at once."""
