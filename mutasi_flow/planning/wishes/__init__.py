"""Wishes (minat): where people would like to work, ranked by themselves, as long as they say so."""
