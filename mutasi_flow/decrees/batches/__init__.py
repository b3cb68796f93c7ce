"""Batches of decrees: approved transfers put together, decreed and printed by workers, and handed out per unit."""
