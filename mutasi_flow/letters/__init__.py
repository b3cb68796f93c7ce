"""How it is written: numbers, letters, PDF, verification."""
