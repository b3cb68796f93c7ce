"""Minutes of a plan: which scenarios a team compared, which one it chose, and which moves do not go on."""
