"""Decrees in numbers: many issued, printed and signed together."""
