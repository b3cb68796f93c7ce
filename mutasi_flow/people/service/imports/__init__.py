"""Imports of people, units, posts and their years: one file per kind, offered in ``people.offers``."""
