"""Who may: accounts, roles over unit subtrees, tokens, sign-in."""
