"""Decrees in numbers: many letters signed in one run."""
