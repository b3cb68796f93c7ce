"""Who should move where: the plan, proven best, explained, and the market for those who want to swap."""
