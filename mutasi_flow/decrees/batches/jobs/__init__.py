"""The jobs of batches of decrees."""
