"""Talent view: performance and potential of people as data, in the boxes that the office defines (PermenPANRB 3/2020)."""
