"""Review chain (paraf): who looks at a letter, in which order, before it is signed. No certificate is needed for it."""
